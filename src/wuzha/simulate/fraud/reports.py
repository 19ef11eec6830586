"""Whether a warning would be heeded, and what the victim reports in the end."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wuzha.simulate.book import Value
from wuzha.simulate.draws import Draws
from wuzha.simulate.fraud.scene import Scene
from wuzha.simulate.fraud.scripts import Facts
from wuzha.simulate.plan import MINUTE
from wuzha.simulate.pool import NONE
from wuzha.simulate.truth import TIERS
from wuzha.vocabulary.event import Kind
from wuzha.vocabulary.text import normal_form


@dataclass(frozen=True)
class Heed:
    """What warnings would have done: by level, whether they end the payments, and how soon."""

    heeds: tuple[bool, ...]
    reached_after: tuple[int, ...]  # microseconds


def heed(assumptions: Mapping[str, Any], rng: Draws) -> Heed:
    """Drawn before any policy is known. Who heeds a weak warning heeds every stronger one."""
    numbers = assumptions["warnings"]
    will = rng.random()
    luck = rng.normal()
    heeds = tuple(bool(will < numbers[tier]["heeded"]) for tier in TIERS)
    after = tuple(
        round(numbers[tier]["reached_minutes"] * MINUTE * math.exp(numbers[tier]["spread"] * luck))
        for tier in TIERS
    )
    return Heed(heeds, after)


@dataclass(frozen=True)
class Told:
    """A report: when, and the statement in Chinese and English (None: nothing was lost)."""

    at: int
    zh: str | None
    en: str | None


def report(scene: Scene) -> Told | None:
    """Writes the victim's report, if they make one; few do who lost nothing.

    It names what the victim knows: each number, sender, site, account with a good chance.
    """
    numbers = scene.stage.books.assumptions["reports"]
    case, rng = scene.case, scene.rng
    if not scene.chance(numbers["lost" if case.paid else "tried"]):
        return None
    delay = min(
        scene.log_normal(numbers["median_minutes"], numbers["spread"]),
        numbers["longest_days"] * 24 * 60,
    )
    at = scene.last_at + round(delay * MINUTE)
    zh, en = _statement(scene) if case.paid else (None, None)
    known: dict[str, Value] = {
        name: value
        for name, value in scene.seen.items()
        if value != NONE and rng.random() < numbers["known"]
    }
    if "domain" in known:
        known["site"] = known["domain"]
    if case.paid:
        payees = [payment.mule.account for payment in scene.payments if payment.channel != "cash"]
        if payees:
            known["payee"] = payees[-1]
        known["amount"] = sum(payment.amount for payment in scene.payments)
        known["currency"] = scene.currency
        known["text"] = int(scene.stage.setting.pool.add([normal_form(zh or "")])[0])
    last_at = scene.last_at
    scene.write(Kind.REPORT, known, at)
    scene.last_at = last_at
    return Told(at, zh, en)


def _statement(scene: Scene) -> tuple[str, str]:
    case, last = scene.case, scene.payments[-1]
    facts = Facts(
        playbook=case.playbook,
        leaf=case.leaf,
        amount=sum(payment.amount for payment in scene.payments),
        at=case.contact_at,
        channel=last.channel,
        payee_tail=scene.stage.text(last.mule.account)[-4:],
        script=case.script,
        number=case.number,
    )
    return scene.stage.scripts.statement(facts)
