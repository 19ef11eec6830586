"""The overview of a unit: what happened below it in the last days, read from the tallies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Sum
from django.utils.timezone import get_default_timezone

from wuzha.centre.dissuade.figures import SPOKEN
from wuzha.centre.dissuade.hours import midnight
from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.queries import COUNT_MAX
from wuzha.centre.dissuade.states import ENDED
from wuzha.centre.units.access import require, unit_for
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import ROLE_PERMISSIONS, Permission
from wuzha.centre.warn.figures import Figures
from wuzha.centre.warn.filters import open_warnings, within
from wuzha.centre.warn.models import Tally
from wuzha.centre.warn.route import ROOT
from wuzha.vocabulary.clock import HOUR, Instant, instant_of, moment_of
from wuzha.vocabulary.result import CODED_BY_OFFICER

DAYS = (1, 7, 30)
OFFICERS_MAX = 60
"""Of a unit with more, officers are not shown one by one: look at a unit below it."""

_WORKING = [role for role, may in ROLE_PERMISSIONS.items() if Permission.WORK_STEPS in may]


@dataclass(frozen=True, slots=True)
class Below:
    """A unit right below, to compare: counts of the whole time (warn.models.Tally)."""

    unit: Unit
    issued: int
    worked: int
    reached: int
    settled: int
    dissuaded: int
    prevented: int


@dataclass(frozen=True, slots=True)
class Officer:
    """What one officer's steps of the time came to, by result."""

    name: str
    unit_zh: str
    unit_en: str
    results: Mapping[str, int]

    @property
    def ended(self) -> int:
        return sum(self.results.values())

    @property
    def spoken(self) -> int:
        return sum(number for result, number in self.results.items() if result in SPOKEN)


@dataclass(frozen=True, slots=True)
class Overview:
    """`days` begin at local midnights, the last one is today; `whole` is their sum.

    `until`: what happened later is not in it yet; None before anything was counted. `open`: of the
    warnings issued in these days, those that go on, at most COUNT_MAX. `officers` is None where
    they are too many.
    """

    unit: Unit
    since: Instant
    until: Instant | None
    days: Mapping[Instant, Figures]
    whole: Figures
    below: tuple[Below, ...]
    open: int
    officers: tuple[Officer, ...] | None


def overview(user: User, at: Instant, days: int = 7, top: str | None = None) -> Overview:
    """The last so many local days of the user's unit, or of one below it; NotThere for others."""
    require(user, Permission.SEE_OVERVIEW)
    unit = user.unit if top is None else unit_for(user, top)
    starts = _starts(at, days)
    rows = Tally.objects.filter(place=unit.code, day__gte=starts[0], day__lte=at)
    by_day = {start: Figures() for start in starts}
    by_day |= {day: Figures(figures) for day, figures in rows.values_list("day", "figures")}
    whole: Counter[str] = Counter()
    for figures in by_day.values():
        whole.update(figures.counts)
    newest = Tally.objects.filter(place=ROOT).order_by("-day").values_list("until", flat=True)
    going_on = open_warnings().filter(within(unit.code), issued_at__gte=starts[0])
    return Overview(
        unit=unit,
        since=starts[0],
        until=newest.first(),
        days=by_day,
        whole=Figures(whole),
        below=_below(unit, starts[0], at),
        open=going_on.order_by()[:COUNT_MAX].count(),
        officers=_officers(unit, starts[0]),
    )


def _starts(at: Instant, days: int) -> list[Instant]:
    """The midnights with which these days began, the oldest first."""
    today = moment_of(midnight(at)).astimezone(get_default_timezone())
    return [
        midnight(instant_of(today - timedelta(days=back)) + HOUR) for back in reversed(range(days))
    ]


def _below(unit: Unit, since: Instant, at: Instant) -> tuple[Below, ...]:
    units = {child.code: child for child in Unit.objects.filter(parent=unit).order_by("code")}
    names = ("issued", "worked", "reached", "settled", "dissuaded", "prevented")
    rows = Tally.objects.filter(place__in=[*units], day__gte=since, day__lte=at)
    sums = {
        place: numbers
        for place, *numbers in rows.values_list("place").annotate(*(Sum(name) for name in names))
    }
    return tuple(
        Below(child, *sums.get(code, [0] * len(names)))
        for code, child in units.items()
        if code in sums or not child.closed
    )


def _officers(unit: Unit, since: Instant) -> tuple[Officer, ...] | None:
    there = User.objects.filter(unit__code__startswith=unit.code, grants__role__in=_WORKING)
    rows = (
        there.order_by().distinct().values_list("unit__code", "name", "pk", "unit__zh", "unit__en")
    )
    found = sorted(rows[: OFFICERS_MAX + 1])
    if len(found) > OFFICERS_MAX:
        return None
    steps = Step.objects.filter(
        by_officer=True, state=ENDED, officer__isnull=False, ended_at__gte=since
    ).filter(officer__in=[pk for _, _, pk, *_ in found], result__in=CODED_BY_OFFICER)
    results: dict[int, dict[str, int]] = {}
    for officer, result, number in steps.values_list("officer", "result").annotate(Count("pk")):
        results.setdefault(officer, {})[result] = number
    return tuple(Officer(name, zh, en, results.get(pk, {})) for _, name, pk, zh, en in found)
