"""Episodes: cases played out act by act, with their stage times, payments and report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wuzha.simulate.fraud.acts import perform
from wuzha.simulate.fraud.amounts import shares
from wuzha.simulate.fraud.money import pay
from wuzha.simulate.fraud.payment import Payment
from wuzha.simulate.fraud.playbook import STAGES, Act
from wuzha.simulate.fraud.reports import Heed, Told, heed, report
from wuzha.simulate.fraud.scene import Scene, Stage
from wuzha.simulate.fraud.schedule import Case

OFFLINE = frozenset({"call", "message", "visit", "install", "open"})
"""Acts by which nobody is met in person: they make no contact in a case that is not online."""

LURE = Act("message", 0, 0.0, 1.0, (1, 1), {"channel": "sms", "link": True})
"""How a script that nobody has seen before begins."""


@dataclass(frozen=True)
class Episode:
    """What happened in a case; instants in microseconds, money in minor units."""

    case: Case
    trust_at: int | None
    payments: tuple[Payment, ...]
    paid_back: int
    ends_at: int  # last event before the report
    told: Told | None
    heed: Heed

    @property
    def loss(self) -> int:
        return sum(payment.amount for payment in self.payments) - self.paid_back


def play(stage: Stage, case: Case) -> Episode:
    """Plays a case; its events go to the stage's book. What one case draws changes no other."""
    rng = stage.setting.draws("episode", case.number)
    scene = Scene(stage, case, rng)
    quiet = stage.books.assumptions["quiet"]
    visible = quiet["seen"] if scene.chance(quiet["share"]) else 1 - 0.3 * float(rng.random())
    trust_at = None
    for part in STAGES:
        scene.part = part
        acts = _order(scene, scene.playbook.acts(part))
        if part == "contact" and not case.online:
            acts = [act for act in acts if act.kind not in OFFLINE]
        if part == "contact" and case.injected:
            acts = [LURE, *acts]
        if part == case.stops:
            acts = acts[: 1 + int(rng.random() * len(acts))]
        if part == "payment" and case.paid:
            scene.ladder = shares(scene, _count(scene))
        for place, act in enumerate(acts):
            # Somebody who drops out was at least reached; a new script is written to everybody.
            reached = case.injected or case.stops is not None
            sure = reached and part == "contact" and place == 0
            perform(scene, act, 1e9 if sure else visible)
            if part == "trust" and trust_at is None:
                trust_at = scene.at
        if part == case.stops:
            break
    if case.paid:
        _pay_all(scene, visible)
    told = report(scene)
    warned = heed(stage.books.assumptions, rng)
    payments = tuple(scene.payments)
    paid_back = scene.paid_back if payments else 0
    return Episode(case, trust_at, payments, paid_back, scene.last_at, told, warned)


def _pay_all(scene: Scene, visible: float) -> None:
    terms = scene.playbook.payments
    scene.wait(terms.after, terms.spread)
    pay(scene)
    while scene.ladder:
        for act in terms.between:
            perform(scene, act, visible)
        scene.wait(terms.every, terms.spread)
        pay(scene)


def _count(scene: Scene) -> int:
    """How many payments: more for those who lose much."""
    low, high = scene.playbook.payments.times
    place = 0.5 * scene.case.quantile + 0.5 * float(scene.rng.random())
    return min(low + int(place * (high - low + 1)), high)


def _order(scene: Scene, acts: Sequence[Act]) -> list[Act]:
    """Neighbours change places now and then."""
    found = list(acts)
    for place in range(1, len(found)):
        if scene.chance(float(scene.stage.books.assumptions["swap"])):
            found[place - 1], found[place] = found[place], found[place - 1]
    return found
