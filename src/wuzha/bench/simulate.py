"""The city: how fast it lives, and how much memory a person and a day take."""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass

from wuzha.bench.figure import BenchResult, Figure
from wuzha.packs import pack
from wuzha.simulate.city import build_city
from wuzha.simulate.plan import CityPlan

PER_MILLION_SECONDS = 60
"""A million people-days must not take longer, on one core."""
GIB = 1 << 30


@dataclass(frozen=True)
class Lived:
    """One city from its making to its last day: processor seconds, events, bytes of a day."""

    plan: CityPlan
    making_s: float
    living_s: float
    events: int
    day_bytes: int

    @property
    def people_days(self) -> int:
        return self.plan.people * self.plan.days

    @property
    def rate(self) -> float:
        return self.people_days / (self.making_s + self.living_s)

    @property
    def bytes_each(self) -> float:
        return self.day_bytes / self.plan.people


def live(plan: CityPlan) -> Lived:
    """Makes a city and lives all of its days, keeping none. A day's bytes are its largest's."""
    begun = time.process_time()
    city = build_city(plan, pack("cn"))
    made = time.process_time()
    events = day_bytes = 0
    for day in city.days():
        events += day.events.num_rows
        day_bytes = max(day_bytes, day.events.nbytes + day.origins.nbytes)
    return Lived(plan, made - begun, time.process_time() - made, events, day_bytes)


def simulate(quick: bool) -> BenchResult:
    """100,000 people for 30 days, and a tenth of them for three days beside it."""
    people, days = (20_000, 5) if quick else (100_000, 30)
    live(CityPlan(people=1_000, days=1))
    small = live(CityPlan(people=people // 10, days=3))
    large = live(CityPlan(people=people, days=days))
    peak = peak_bytes()
    figures = [
        Figure("people_days_per_s_per_core", large.rate, "1/s", 1_000_000 / PER_MILLION_SECONDS),
        Figure("bytes_per_person_day", large.bytes_each, "bytes", 4_096, at_most=True),
        Figure("bytes_growth", large.bytes_each / small.bytes_each, "ratio", 1.1, at_most=True),
        Figure("peak_memory", peak / GIB, "GiB", 16, at_most=True),
    ]
    notes = [
        f"{people:,} people x {days} days: {large.events:,} events "
        f"({large.events / large.people_days:.1f} a person and day), "
        f"made in {large.making_s:.1f} s, lived in {large.living_s:.1f} s of one core",
        "bytes: Arrow tables of the fullest day with their truth, divided by the people; "
        "growth: the same beside a city of a tenth",
        "peak memory is the whole process's, while one day at a time is kept",
    ]
    return BenchResult.of("simulate", figures, notes)


def peak_bytes() -> int:
    """The most memory that this process has had so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
