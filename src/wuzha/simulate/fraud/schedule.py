"""The schedule: to whom which fraud happens, when it begins, who runs it and what it would cost."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws, spread, weighted
from wuzha.simulate.fraud.playbook import Playbook, Playbooks
from wuzha.simulate.fraud.victims import Victims
from wuzha.simulate.plan import DAY, HOUR
from wuzha.simulate.setting import Setting

Pick = Callable[[str, int, Draws], int]
"""Chooses the gang for a playbook at an instant."""

LEAD_DAYS = 35
"""Episodes begin so many days before the city does, so that its first day is like any other."""

P95 = 1.6448536269514722
"""Standard deviations from the median to the 95th percentile of a normal distribution."""


@dataclass(frozen=True)
class Case:
    """One fraud on one resident as it was meant; what becomes of it is an episode."""

    number: int
    playbook: str
    leaf: str
    resident: int  # row of the people
    contact_at: int
    gang: int
    script: str
    stops: str | None  # the stage in which the person drops out, None if they never do
    paid: bool
    loss: int  # minor units, 0 unless paid
    quantile: float  # of the loss among those of the playbook, 0 to 1
    online: bool
    foreign: bool
    way: str  # of calling
    injected: bool = False


def schedule(setting: Setting, books: Playbooks, pick: Pick) -> list[Case]:
    """All cases in the order of their first contact; `pick` chooses the gang.

    Shares of playbooks, age bands, losses and days are drawn in equal parts (`draws.spread`), so
    that a small city too has the shape of a large one. A resident is in one case at a time; where
    nobody is left who could be a victim, the case does not happen.
    """
    rng = setting.draws("schedule")
    drafts = _ordinary(setting, books, rng) + _injected(setting, books, rng)
    drafts.sort(key=lambda draft: draft.contact_at)
    victims = Victims(setting.people)
    newcomer: int | None = None  # the gang of the injected script
    cases: list[Case] = []
    for draft in drafts:
        book = books.by_code[draft.playbook]
        resident = victims.choose(book, draft.band, draft.paid, draft.contact_at, rng)
        if resident is None:
            continue
        at = draft.contact_at
        if draft.injected and newcomer is None:
            newcomer = pick(book.code, at, rng)
        gang = newcomer if draft.injected and newcomer is not None else pick(book.code, at, rng)
        cases.append(_case(setting, book, draft, resident, gang, len(cases), rng))
    return cases


def week(setting: Setting, at: int) -> int:
    """1 for the city's first week, 0 for all time before."""
    return max((at - setting.plan.start) // (7 * DAY) + 1, 0)


def choose(weights: Mapping[str, float], rng: Draws) -> str:
    """One of the words, drawn with its weight."""
    point = rng.random() * sum(weights.values())
    for word, weight in weights.items():
        point -= weight
        if point < 0:
            return word
    return word  # by rounding


@dataclass(frozen=True)
class _Draft:
    contact_at: int
    playbook: str
    band: int
    stops: str | None
    paid: bool
    quantile: float
    injected: bool = False


@dataclass(frozen=True)
class _When:
    """From when to when cases begin; some local midnight."""

    start: int
    end: int
    midnight: int


def _ordinary(setting: Setting, books: Playbooks, rng: Draws) -> list[_Draft]:
    plan = setting.plan
    when = _When(plan.start - LEAD_DAYS * DAY, plan.end, plan.start)
    full = plan.people * plan.victims_per_day * (LEAD_DAYS + plan.days)
    dropouts = books.assumptions["dropouts"]
    return [
        *_drafts(books, _whole(full, rng), when, None, rng),
        *_drafts(books, _whole(full * dropouts["per_case"], rng), when, dropouts["stops"], rng),
    ]


def _injected(setting: Setting, books: Playbooks, rng: Draws) -> list[_Draft]:
    """A new script's cases: as many on every day from its first instant on."""
    plan, inject = setting.plan, setting.plan.inject
    if inject is None:
        return []
    book = books.only((inject.playbook,))
    when = _When(plan.start + inject.at, plan.end, plan.start)
    days = max((when.end - when.start) / DAY, 0.0)
    numbers = books.assumptions["injection"]
    drafts = [
        *_drafts(book, round(numbers["payers_per_day"] * days), when, None, rng),
        *_drafts(
            book,
            round(numbers["attempts_per_day"] * days),
            when,
            books.assumptions["dropouts"]["stops"],
            rng,
        ),
    ]
    return [replace(draft, injected=True) for draft in drafts]


def _whole(mean: float, rng: Draws) -> int:
    """The whole number below or above, so that the mean is right."""
    return int(mean + rng.random())


def _drafts(
    books: Playbooks, count: int, when: _When, stops: Mapping[str, float] | None, rng: Draws
) -> list[_Draft]:
    """Cases that all go the whole way, or all drop out in one of the stages `stops`."""
    edges = np.cumsum([book.share for book in books.by_code.values()])
    kinds = np.searchsorted(edges, spread(rng, count) * edges[-1], side="right")
    found: list[_Draft] = []
    for kind, book in enumerate(books.by_code.values()):
        n = int((kinds == kind).sum())
        at = _instants(books, book, n, when, rng)
        bands = np.searchsorted(np.cumsum(book.ages)[:-1], spread(rng, n), side="right")
        quantile = spread(rng, n)
        pays = (rng.random(n) < book.pays) & (stops is None)
        for row in range(n):
            stop = None if stops is None else choose(stops, rng)
            draft = _Draft(
                contact_at=int(at[row]),
                playbook=book.code,
                band=int(bands[row]),
                stops=stop,
                paid=bool(pays[row]),
                quantile=float(quantile[row]),
            )
            found.append(draft)
    return found


def _instants(
    books: Playbooks, book: Playbook, n: int, when: _When, rng: Draws
) -> NDArray[np.int64]:
    """First contacts: every day alike, the hour by the playbook's rhythm."""
    at = when.start + (spread(rng, n) * (when.end - when.start)).astype(np.int64)
    hours = weighted(rng, books.rhythm(book.rhythm), n) + rng.random(n)
    rhythmic = at - (at - when.midnight) % DAY + (hours * HOUR).astype(np.int64)
    inside = (rhythmic >= when.start) & (rhythmic < when.end)
    return np.where(inside, rhythmic, at)


def _case(
    setting: Setting,
    book: Playbook,
    draft: _Draft,
    resident: int,
    gang: int,
    number: int,
    rng: Draws,
) -> Case:
    at = draft.contact_at
    script = f"{book.code}/w{week(setting, at):02d}/{gang}"
    if draft.injected:
        script = f"injected/{book.code}/{gang}"
    way = choose(book.ways, rng)
    return Case(
        number=number,
        playbook=book.code,
        leaf=choose(book.leaves, rng),
        resident=resident,
        contact_at=at,
        gang=gang,
        script=script,
        stops=draft.stops,
        paid=draft.paid,
        loss=loss(book, draft.quantile) if draft.paid else 0,
        quantile=draft.quantile,
        online=bool(rng.random() < book.online),
        foreign=bool(way in ("overseas", "spoofed") or rng.random() < book.foreign),
        way=way,
        injected=draft.injected,
    )


def loss(book: Playbook, quantile: float) -> int:
    """The loss at a quantile of the playbook's log-normal, cut at half more than its 95th."""
    spread_ = math.log(book.loss_p95 / book.loss_median) / P95
    drawn = book.loss_median * math.exp(spread_ * _NORMAL.inv_cdf(quantile))
    return max(round(min(drawn, 1.5 * book.loss_p95)), LOSS_MIN)


_NORMAL = NormalDist()
LOSS_MIN = 100_00
"""Minor units. Smaller losses are hardly ever reported."""
