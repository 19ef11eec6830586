"""Affairs as columns: who they happen to, when they begin, and what they know as they go on."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws, weighted
from wuzha.simulate.people import AGE_BANDS, JOBS, People
from wuzha.simulate.plan import DAY, HOUR, CityPlan
from wuzha.simulate.rhythm import Rhythm
from wuzha.simulate.setting import Setting
from wuzha.simulate.sums import spoken
from wuzha.simulate.twins.kind import Kind, Range, Sheet, Who
from wuzha.simulate.twins.parties import Party, draw_party

Whole = NDArray[np.int64]

DAYS_BEFORE = 30
"""Affairs begin from so many days before the city's first day on."""
_P95 = 1.6449
"""The 95th percentile of the standard normal distribution."""


@dataclass
class Affairs:
    """All affairs of one kind; row i of each column is affair i."""

    number: NDArray[np.int32]  # row of truth.TWINS
    row: Whole  # the resident
    begin: Whole  # its first event or a little before
    clock: Whole  # how far it has come
    last: Whole  # its last event
    sum: Whole  # what it is about, minor units
    balance: Whole  # of the resident's account
    parties: dict[str, Party]
    taken: Whole = field(init=False)  # what came in so far
    call_from: Whole = field(init=False)  # the last call
    call_until: Whole = field(init=False)
    paid: dict[str, NDArray[np.bool_]] = field(init=False)  # payees that are not new any more
    sites: dict[str, Whole] = field(default_factory=dict)  # rows of the world's sites, by page

    def __post_init__(self) -> None:
        self.call_from = np.zeros(len(self), np.int64)
        self.call_until = np.zeros(len(self), np.int64)
        self.taken = np.zeros(len(self), np.int64)
        self.paid = {name: np.zeros(len(self), np.bool_) for name in self.parties}

    def __len__(self) -> int:
        return len(self.row)


def begin_affairs(setting: Setting, sheet: Sheet, kind: Kind, rng: Draws, first: int) -> Affairs:
    """The affairs of a kind in the whole time of the city; numbers count from `first`."""
    plan, people = setting.plan, setting.people
    weights = _weights(people, kind.who)
    daily = _daily(setting, kind)
    size = int(rng.poisson(kind.rate / 1000 * len(people) * daily.sum())) if weights.any() else 0
    row = weighted(rng, weights, size) if size else np.empty(0, np.int64)
    begin = _begin(plan, daily, sheet.hours[kind.hours], rng, size)
    return Affairs(
        number=np.arange(first, first + size, dtype=np.int32),
        row=row,
        begin=begin,
        clock=begin.copy(),
        last=begin.copy(),
        sum=spoken(rng, lognormal(rng, kind.sum, size, wealth(people, row))),
        balance=lognormal(rng, (1, 3), size, people.balance[row] / 100),
        parties={
            name: draw_party(setting, source, row, rng) for name, source in kind.parties.items()
        },
    )


def lognormal(
    rng: Draws, yuan: Range, size: int, factor: NDArray[np.float64] | float = 1.0
) -> Whole:
    """Minor units: log-normal with the median and 95th percentile in yuan, cut at 1.5 times it."""
    median, p95 = yuan
    sigma = np.log(p95 / median) / _P95
    drawn = np.minimum(median * np.exp(sigma * rng.standard_normal(size)), 1.5 * p95) * factor
    found: Whole = np.maximum((drawn * 100).astype(np.int64), 100)
    return found


def wealth(people: People, row: Whole) -> NDArray[np.float64]:
    """How much larger somebody's affairs are than those of the middle of the city."""
    middle = max(float(np.median(people.income)), 1.0)
    found: NDArray[np.float64] = np.sqrt(np.clip(people.income[row] / middle, 0.4, 4.0))
    return found


def _weights(people: People, who: Who) -> NDArray[np.float64]:
    ages = np.array([who.age.get(band, 0.0) for band in AGE_BANDS])
    weights = ages[people.age_band]
    if who.job is not None:
        rest = who.job.get("else", 0.0)
        weights = weights * np.array([who.job.get(job, rest) for job in JOBS])[people.job]
    weights = weights * np.where(people.abroad, who.abroad, 1.0)
    found: NDArray[np.float64] = weights * np.where(people.single, who.single, 1.0)
    return found


def _daily(setting: Setting, kind: Kind) -> NDArray[np.float64]:
    """How many begin on each day against an ordinary one, from DAYS_BEFORE on."""
    days = range(-DAYS_BEFORE, setting.plan.days)
    if not kind.festivals:
        return np.ones(len(days))
    rhythm = Rhythm(setting.plan, setting.pack)
    return np.array([rhythm.red_packets(day) for day in days])


def _begin(
    plan: CityPlan, daily: NDArray[np.float64], window: Range, rng: Draws, size: int
) -> Whole:
    day = weighted(rng, daily, size) - DAYS_BEFORE
    hour = window[0] + (window[1] - window[0]) * rng.random(size)
    return plan.start + day * DAY + (hour * HOUR).astype(np.int64) % DAY
