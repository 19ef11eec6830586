"""Figures: what happened to warnings, counted so that counts of hours and places can be added up.

A count has a path: `issued/high/refund`, `ended/refund/dissuaded`. Paths in use:

issued/LEVEL/TYPE    warnings issued, by level and type as they stood when they were counted
hour/HH              the same, by the local hour
delay/BUCKET         from the event that opened a warning to its issue
ended/TYPE/ENDING    warnings that ended
taken/LEVEL/WORD     of those, by whether the first unit took it up before its clock ran out:
                     `in_time` or `late`; one that ended before its clock ran out has neither
prevented/GRADE      persons who did not pay, each once in PERSON_ONCE_IN
money/kept           what those were about to pay, minor units; `money/paid`: what the others paid
verified/WORD        of those that ended SETTLED_AFTER ago: `held` or `lost`
worked/LEVEL, reached/LEVEL, prompt/LEVEL, contact/LEVEL/BUCKET, result/CHANNEL/RESULT
                     are those of dissuade/figures.py
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import F, Max
from django.utils.timezone import get_default_timezone

from wuzha.centre.warn.models import EPISODE, Evidence, Warning
from wuzha.vocabulary.clock import DAY, SECOND, Instant, moment_of
from wuzha.vocabulary.decision import LEVELS
from wuzha.vocabulary.result import Ending, Grade

PERSON_ONCE_IN = 30 * DAY
SETTLED_AFTER = 8 * DAY
"""When an ended warning is looked at again: a ladder verifies after a week, and a day is spare."""

_STEPS_PER_DOUBLING = 4
_EDGES = tuple(2 ** (step / _STEPS_PER_DOUBLING) for step in range(21 * _STEPS_PER_DOUBLING))
"""Upper edges of the buckets of time, in seconds: four for each doubling, to twelve days."""

_PREVENTED = frozenset({Ending.DISSUADED, Ending.INFORMED})


class Figures:
    """Counts by path."""

    def __init__(self, counts: Mapping[str, int] | None = None) -> None:
        self.counts: Counter[str] = Counter(counts)

    def add(self, *path: str, count: int = 1) -> None:
        self.counts["/".join(path)] += count

    def total(self, *path: str) -> int:
        """Everything at or below a path."""
        return sum(self.below(*path).values())

    def split(self, *path: str) -> dict[str, int]:
        """What lies below a path, by its next word."""
        parts: Counter[str] = Counter()
        for rest, count in self.below(*path).items():
            parts[rest.partition("/")[0]] += count
        return dict(parts)

    def last(self, *path: str) -> dict[str, int]:
        """What lies below a path, by its last word."""
        parts: Counter[str] = Counter()
        for rest, count in self.below(*path).items():
            parts[rest.rpartition("/")[2]] += count
        return dict(parts)

    def below(self, *path: str) -> dict[str, int]:
        """The counts at or below a path, by what follows it."""
        start = "/".join(path)
        return {
            name[len(start) + 1 :]: count
            for name, count in self.counts.items()
            if name == start or name.startswith(start + "/")
        }

    def quantile(self, share: float, *path: str) -> float | None:
        """The time, in seconds, within which this share of what a path counts in buckets came.

        None if nothing was counted. Within a bucket times are taken as spread evenly, so that the
        answer is off by less than a fifth."""
        buckets = sorted((int(word), count) for word, count in self.below(*path).items())
        wanted = share * sum(count for _, count in buckets)
        for bucket, count in buckets:
            if wanted <= count:
                low = _EDGES[bucket - 1] if bucket else 0.0
                return low + (_EDGES[bucket] - low) * wanted / count
            wanted -= count
        return None


ByPlace = defaultdict[str, Figures]
"""Figures by the code of the unit that had the warning."""


def bucket_of(length: int) -> str:
    """The bucket of a length of time in microseconds; one below zero counts as none."""
    seconds = max(0, length) / SECOND
    return str(min(bisect_left(_EDGES, seconds), len(_EDGES) - 1))


def count_warnings(since: Instant, until: Instant) -> ByPlace:
    """What happened from `since` to before `until`, in four queries."""
    figures: ByPlace = defaultdict(Figures)
    _count_issued(figures, since, until)
    _count_ended(figures, since, until)
    _count_verified(figures, since - SETTLED_AFTER, until - SETTLED_AFTER)
    return figures


def _count_issued(figures: ByPlace, since: Instant, until: Instant) -> None:
    issued = Warning.objects.filter(issued_at__gte=since, issued_at__lt=until)
    zone = get_default_timezone()
    for place, level, type_, at in issued.values_list("place", "level", "type", "issued_at"):
        figures[place].add("issued", LEVELS[level], type_)
        figures[place].add("hour", f"{moment_of(at).astimezone(zone).hour:02}")
    # What came with the issue opened it; what was known before had not been enough. A warning about
    # what happened earlier (a payment into an account found out later) is no measure of speed.
    opening = Evidence.objects.filter(
        warning__issued_at__gte=since,
        warning__issued_at__lt=until,
        received_at=F("warning__issued_at"),
        warning__campaign=EPISODE,
    ).order_by()
    rows = opening.values_list("warning__place", "warning__issued_at", "warning_id")
    for place, issued_at, _, last_at in rows.annotate(Max("at")):
        figures[place].add("delay", bucket_of(issued_at - last_at))


def _count_ended(figures: ByPlace, since: Instant, until: Instant) -> None:
    ended = Warning.objects.filter(ended_at__gte=since, ended_at__lt=until).order_by("ended_at")
    graded: list[tuple[int, str, str]] = []
    for (
        place,
        level,
        type_,
        ending,
        grade,
        person,
        passed_up,
        taken_at,
        stake,
        paid,
    ) in ended.values_list(
        *("place", "level", "type", "ending", "grade", "person_id", "escalations"),
        *("acknowledged_at", "at_stake", "paid"),
    ):
        there = figures[place]
        there.add("ended", type_, ending)
        if passed_up:
            there.add("taken", LEVELS[level], "late")
        elif taken_at is not None:
            there.add("taken", LEVELS[level], "in_time")
        if ending == Ending.DISSUADED and stake:
            there.add("money", "kept", count=stake)
        if paid:
            there.add("money", "paid", count=paid)
        if grade and ending in _PREVENTED:
            graded.append((person, grade, place))
    known = _graded_before(since, {person for person, _, _ in graded})
    for person, grade, place in graded:
        if grade < known.get(person, "z"):
            known[person] = grade
            figures[place].add("prevented", grade)


def _graded_before(at: Instant, persons: Iterable[int]) -> dict[int, str]:
    """The best grade of each person in the time before, in which it counts only once."""
    before = Warning.objects.filter(
        person__in=list(persons),
        grade__in=list(Grade),
        ending__in=list(_PREVENTED),
        ended_at__gte=at - PERSON_ONCE_IN,
        ended_at__lt=at,
    )
    best: dict[int, str] = {}
    for person, grade in before.values_list("person_id", "grade"):
        best[person] = min(grade, best.get(person, grade))
    return best


def _count_verified(figures: ByPlace, since: Instant, until: Instant) -> None:
    looked_at = Warning.objects.filter(
        ended_at__gte=since, ended_at__lt=until, ending=Ending.DISSUADED, verified__isnull=False
    )
    for place, verified in looked_at.values_list("place", "verified"):
        figures[place].add("verified", "held" if verified else "lost")


def share(part: int, whole: int) -> float:
    """A share between 0 and 1; NaN of nothing, which pages show as a dash."""
    return part / whole if whole else math.nan
