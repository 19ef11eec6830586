"""The roster: which gangs there are, what they run, whom they buy from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wuzha.packs import Pack
from wuzha.simulate.draws import Draws, weighted
from wuzha.simulate.fraud.playbook import Playbook
from wuzha.simulate.plan import DAY, CityPlan
from wuzha.simulate.sheets import sheet

Data = Mapping[str, Any]

TRADES = ("simbox", "sms", "developer", "traffic", "house")
"""What a gang has of its own or buys: cards in boxes, messages, sites and apps, visitors, mules."""

_WEEK = 7 * DAY


def read_gangs(pack: Pack) -> Data:
    """The numbers of the pack's `gangs.yaml`, explained there."""
    data: Data = sheet(pack, "gangs.yaml")
    return data


@dataclass(frozen=True)
class Gang:
    """One gang: the playbooks it runs, where it sits, its supplier (a number) in each trade."""

    number: int
    playbooks: tuple[str, ...]
    abroad: bool
    country: str  # of its lines abroad
    suppliers: Mapping[str, int]


@dataclass(frozen=True)
class Roster:
    """All gangs; `customers[trade][s]` are the gangs that supplier s of a trade serves.

    `span` is the time in which gangs are there (microseconds), `shown` the shorter one of which
    lines and senders are laid out: events and reports tell of no other. `cases_a_day` is of all
    gangs together, `busier` how many times more cases a gang has than in a small city.
    """

    gangs: tuple[Gang, ...]
    customers: Mapping[str, tuple[tuple[int, ...], ...]]
    span: tuple[int, int]
    shown: tuple[int, int]
    cases_a_day: float
    busier: float
    choices: Mapping[str, tuple[list[int], list[list[float]]]]

    def pick(self, playbook: str, at: int, rng: Draws) -> int:
        """A gang that runs the playbook, by its share of the cases in that week."""
        gangs, weeks = self.choices[playbook]
        week = min(max((at - self.span[0]) // _WEEK, 0), len(weeks) - 1)
        edges = weeks[week]
        return gangs[min(bisect_right(edges, rng.random() * edges[-1]), len(gangs) - 1)]


def make_roster(
    plan: CityPlan, playbooks: Mapping[str, Playbook], data: Data, rng: Draws
) -> Roster:
    """Gangs for the cases of a city; every playbook has at least two."""
    numbers = data["gangs"]
    cases = plan.people * plan.victims_per_day
    count = round(7 * cases / numbers["victims_a_week"])
    count = min(max(count, numbers["at_least"], _gangs_needed(len(playbooks))), numbers["at_most"])
    runs = _runs(playbooks, count, numbers["playbooks"], rng)
    customers = {trade: _customers(data["suppliers"][trade], count, rng) for trade in TRADES}
    buys = {
        trade: {gang: s for s, gangs in enumerate(groups) for gang in gangs}
        for trade, groups in customers.items()
    }
    countries = list(data["abroad"])
    sits = weighted(rng, np.array(list(data["abroad"].values())), count)
    gangs = tuple(
        Gang(
            number,
            runs[number],
            bool(rng.random() < np.mean([playbooks[code].foreign for code in runs[number]])),
            countries[sits[number]],
            {trade: buys[trade][number] for trade in TRADES},
        )
        for number in range(count)
    )
    span = (plan.start - numbers["before_days"] * DAY, plan.end + numbers["after_days"] * DAY)
    shown = (plan.start - numbers["shown_before_days"] * DAY, plan.end + DAY)
    usual = numbers["victims_a_week"] / 7
    busier = min(max(cases / count / usual, 1.0), data["busier_at_most"])
    return Roster(gangs, customers, span, shown, cases, busier, _choices(gangs, span, numbers, rng))


def _gangs_needed(playbooks: int) -> int:
    """So many that two gangs for every playbook fit, three playbooks a gang at most."""
    return -(-2 * playbooks // 3)


def _runs(
    playbooks: Mapping[str, Playbook], count: int, sizes: Mapping[int, float], rng: Draws
) -> list[tuple[str, ...]]:
    """Playbooks of each gang: first two gangs for each, then more by their share of the cases."""
    room = np.array(list(sizes))[weighted(rng, np.array(list(sizes.values())), count)]
    most = max(sizes)
    while room.sum() < 2 * len(playbooks):
        room[rng.choice(np.flatnonzero(room < most))] += 1
    runs: list[list[str]] = [[] for _ in range(count)]
    codes = list(playbooks)
    for code in rng.permutation(codes):
        free = np.array([size - len(run) for size, run in zip(room, runs, strict=True)])
        for gang in np.argsort(-(free + 0.5 * rng.random(count)))[:2]:
            runs[gang].append(str(code))
    shares = np.array([playbooks[code].share for code in codes], np.float64) + 1e-9
    for size, run in zip(room, runs, strict=True):
        while len(run) < min(size, len(codes)):
            left = shares * np.array([code not in run for code in codes])
            run.append(codes[int(weighted(rng, left, 1)[0])])
    return [tuple(run) for run in runs]


def _customers(trade: Data, count: int, rng: Draws) -> tuple[tuple[int, ...], ...]:
    """Groups of gangs with one supplier; a group of one has its own."""
    own = rng.random(count) < trade["own"]
    groups = [(int(gang),) for gang in np.flatnonzero(own)]
    others = rng.permutation(np.flatnonzero(~own)).tolist()
    low, high = trade["serves"]
    while others:
        size = int(rng.integers(low, high + 1))
        groups.append(tuple(others[:size]))
        others = others[size:]
    return tuple(groups)


def _choices(
    gangs: Sequence[Gang], span: tuple[int, int], numbers: Data, rng: Draws
) -> dict[str, tuple[list[int], list[list[float]]]]:
    """For each playbook its gangs, and for each week the running sum of their shares."""
    weeks = (span[1] - span[0]) // _WEEK + 1
    walk = rng.normal(0, numbers["drift"], (weeks, len(gangs)))
    share = np.exp(rng.normal(0, numbers["size"], len(gangs)) + walk)
    choices = {}
    for code in {code: None for gang in gangs for code in gang.playbooks}:
        rows = [gang.number for gang in gangs if code in gang.playbooks]
        choices[code] = (rows, np.cumsum(share[:, rows], axis=1).tolist())
    return choices
