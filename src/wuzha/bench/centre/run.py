"""Fills the directory, lets the day pass, and says what it came to."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wuzha.bench.census import Shape, employ, plant, settle
from wuzha.bench.centre.check import doubled, lost
from wuzha.bench.centre.day import ROUND, Day
from wuzha.bench.centre.stream import make_stream
from wuzha.bench.figure import BenchResult, Figure
from wuzha.centre.audit.chain import head, verify
from wuzha.centre.dissuade.hours import midnight
from wuzha.centre.dissuade.models import Attempt, Step
from wuzha.centre.outbox.models import Fact
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.models import Warning
from wuzha.vocabulary.clock import HOUR, SECOND, Instant

A_DAY = 1_772_452_800 * SECOND
"""In March 2026; the day begins with the house's midnight."""

INSTRUCTIONS = 98_000
"""In one day: the ministry's figure."""

ISSUE_SECONDS_MAX = 60
MINUTES_MAX = 30

SHAPE = Shape(provinces=10, cities=3, counties=3, stations=2)
"""311 units, of which thirty have a desk that calls and 180 go to the door."""

CALLERS, VISITORS = 20, 2
"""Officers of each city and of each station."""


def live(persons: int, seed: int, shape: Shape = SHAPE, round_length: Instant = ROUND) -> Day:
    """A day on which so many persons must be warned, lived to its end; the database must be empty.

    With fewer than INSTRUCTIONS it is as busy, and shorter: it begins at ten.
    """
    share = min(1.0, persons / INSTRUCTIONS)
    start = midnight(A_DAY) + (10 * HOUR if share < 1 else 0)
    stream = make_stream(persons, start, seed, share)
    day = Day(stream, _furnish(persons, shape, start), start, seed, round_length)
    day.run()
    return day


def result(day: Day, persons: int) -> BenchResult:
    """The figures of a day on which so many persons had to be warned."""
    failed = {"lost": lost(day), "doubled": doubled(day)}
    figures = [
        Figure("instructions", Warning.objects.count(), "warnings", persons),
        Figure("lost", sum(failed["lost"].values()), "things", 0, at_most=True),
        Figure("doubled", sum(failed["doubled"].values()), "things", 0, at_most=True),
        Figure("issue_p95_s", issue_p95_s(day), "s", ISSUE_SECONDS_MAX, at_most=True),
        Figure("minutes", sum(day.seconds.values()) / 60, "min", MINUTES_MAX, at_most=True),
        Figure("chain_breaks", sum(1 for _ in verify()), "entries", 0, at_most=True),
    ]
    notes = [
        f"{kind}: {count:,} {what}"
        for kind, counts in failed.items()
        for what, count in counts.items()
        if count
    ]
    return BenchResult.of("centre", figures, [*notes, *_notes(day)])


def issue_p95_s(day: Day) -> float:
    """Of the decisions that must be warned of: seconds from the event to the end of the batch that
    took it, 95 of 100."""
    _, first = np.unique(day.stream.event, return_index=True)
    rows = first[day.stream.must[first]]
    return float(np.quantile(day.issued[rows] - day.stream.at[rows], 0.95)) / SECOND


def _furnish(persons: int, shape: Shape, at: Instant) -> list[User]:
    """The tree, the people and the officers."""
    tree = plant(shape)
    settle(tree["station"], persons, at)
    return [
        *employ(tree["city"], CALLERS, Role.OPERATOR, at),
        *employ(tree["station"], VISITORS, Role.FIELD, at),
    ]


def _notes(day: Day) -> Iterator[str]:
    stream, officers = day.stream, day.officers
    total = sum(day.seconds.values())
    yield (
        f"{len(stream):,} decisions about {len(np.unique(stream.person)):,} persons; "
        f"{Step.objects.count():,} steps, {Attempt.objects.count():,} attempts, "
        f"{Fact.objects.count():,} facts, {head()[0]:,} audit entries"
    )
    done = ", ".join(f"{count:,} {what}" for what, count in sorted(officers.done.items()))
    yield f"officers: {done}; {officers.overtaken:,} steps ended under their hands"
    yield (f"{day.rounds:,} rounds, the latest {day.behind_max / SECOND:.1f} s late")
    for part, seconds in sorted(day.seconds.items(), key=lambda item: -item[1]):
        each = seconds / max(Warning.objects.count(), 1) * 1e3
        yield f"{part}: {seconds:,.1f} s, {each:.2f} ms a warning ({seconds / total:.0%})"
