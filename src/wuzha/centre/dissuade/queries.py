"""What is read about steps: the desk of an officer, the board of a dispatcher, a warning's way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from wuzha.centre.dissuade.hours import midnight
from wuzha.centre.dissuade.models import OPEN, Attempt, Step
from wuzha.centre.dissuade.states import ENDED, READY, TAKEN, WAITING, StepState
from wuzha.centre.units.access import unit_for
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import ROLE_PERMISSIONS, Permission
from wuzha.centre.warn.ladders import in_force
from wuzha.centre.warn.models import Warning
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.result import Result

COUNT_MAX = 1_000
"""Counts on pages stop here; more is shown as `1,000+`."""

NEXT = 5

_WORKING = [role for role, may in ROLE_PERMISSIONS.items() if Permission.WORK_STEPS in may]


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer's desk. `ready` and `waiting` count the unit's steps; `done` is what the officer
    brought to an end today, by result."""

    in_hand: Step | None
    next: list[Step]
    ready: int
    waiting: int
    done: Mapping[Result, int]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One unit with all that lies below it, of officers' steps.

    `overdue`: open past the deadline. `lapsed`: ended today without being tried in time.
    `capacity`: open steps that its officers on duty can hold. `by_level`: open ones by the row of
    the level. `below`: whether there are units below to look into.
    """

    unit: Unit
    open: int
    ready: int
    taken: int
    overdue: int
    by_level: Mapping[int, int]
    on_duty: int
    capacity: int
    lapsed: int
    below: bool


def open_for_officers() -> QuerySet[Step]:
    """Officers' steps that are open; narrower states come on top, so that the index serves."""
    return Step.objects.filter(OPEN, by_officer=True)


def desk(user: User, at: Instant) -> Desk:
    here = open_for_officers().filter(place=user.unit.code)
    shown = here.select_related("warning__person", "unit").defer(
        "note", "warning__person__name", "warning__person__address"
    )
    mine = Step.objects.filter(by_officer=True, state=TAKEN, officer=user)
    mine = mine.select_related("warning__person", "unit")
    following = shown.filter(state=READY)
    today = Step.objects.filter(
        by_officer=True, state=ENDED, officer=user, ended_at__gte=midnight(at)
    )
    results = today.values_list("result").annotate(Count("pk"))
    return Desk(
        in_hand=mine.first(),
        next=list(following.order_by("-level", "due_at", "pk")[:NEXT]),
        ready=here.filter(state=READY)[:COUNT_MAX].count(),
        waiting=here.filter(state=WAITING)[:COUNT_MAX].count(),
        done={Result(result): number for result, number in results},
    )


def board(user: User, at: Instant, top: str | None = None) -> list[BoardRow]:
    """The user's unit, or one below it, and each unit directly below that one; the first row is
    the unit itself. Every row sums up what lies below its unit; NotThere for a foreign one."""
    head = user.unit if top is None else unit_for(user, top)
    rows = [head, *Unit.objects.filter(parent=head, closed=False).order_by("code")]
    parents = Unit.objects.filter(parent__parent=head, closed=False)
    with_units_below = set(parents.values_list("parent_id", flat=True))
    tally = _tally(head.code, at)
    capacity = in_force(at).capacity.steps_per_officer
    return [
        _row(unit, tally, capacity, unit.pk in with_units_below or unit == head) for unit in rows
    ]


def for_warning(warning: Warning) -> list[Step]:
    """All steps of a warning in the order they began, with officers and attempts."""
    steps = Step.objects.filter(warning=warning).select_related("officer", "unit", "contact")
    return list(steps.prefetch_related("attempts__officer").order_by("pk"))


def open_references() -> dict[str, str]:
    """Notices that a carrier took and has not reported on: our key to its own numbers."""
    taken = Attempt.objects.filter(state="accepted", step__state=TAKEN).exclude(reference="")
    return dict(taken.values_list("key", "reference"))


def officers_on_duty(below: str = "") -> dict[str, int]:
    """How many of each unit are on duty and may work steps, by the unit's code."""
    there = User.objects.filter(
        on_duty=True, is_active=True, unit__code__startswith=below, grants__role__in=_WORKING
    )
    return dict(there.values_list("unit__code").annotate(Count("pk", distinct=True)))


@dataclass(frozen=True, slots=True)
class _Tally:
    """Counts by place, of everything below one unit."""

    states: Counter[tuple[str, str]]
    levels: Counter[tuple[str, int]]
    overdue: Counter[str]
    lapsed: Counter[str]
    officers: Mapping[str, int]


def _tally(below: str, at: Instant) -> _Tally:
    open_steps = open_for_officers().filter(place__startswith=below)
    rows = open_steps.values_list("place", "state", "level").annotate(
        number=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=at))
    )
    tally = _Tally(Counter(), Counter(), Counter(), Counter(), officers_on_duty(below))
    for place, state, level, number, overdue in rows:
        tally.states[place, state] += number
        tally.levels[place, level] += number
        tally.overdue[place] += overdue
    lapsed = Step.objects.filter(
        by_officer=True,
        result=Result.LAPSED,
        ended_at__gte=midnight(at),
        place__startswith=below,
    )
    tally.lapsed.update(dict(lapsed.values_list("place").annotate(Count("pk"))))
    return tally


def _row(unit: Unit, tally: _Tally, steps_per_officer: int, below: bool) -> BoardRow:
    states: Counter[str] = Counter()
    levels: Counter[int] = Counter()
    for (place, state), number in tally.states.items():
        if place.startswith(unit.code):
            states[state] += number
    for (place, level), number in tally.levels.items():
        if place.startswith(unit.code):
            levels[level] += number
    on_duty = _below(tally.officers, unit.code)
    return BoardRow(
        unit=unit,
        open=states.total(),
        ready=states[READY],
        taken=states[TAKEN],
        overdue=_below(tally.overdue, unit.code),
        by_level=levels,
        on_duty=on_duty,
        capacity=on_duty * steps_per_officer,
        lapsed=_below(tally.lapsed, unit.code),
        below=below,
    )


def _below(counts: Mapping[str, int], code: str) -> int:
    return sum(number for place, number in counts.items() if place.startswith(code))


@dataclass(frozen=True, slots=True)
class Work:
    """What officers do about a warning now: the step that is nearest to them, who has it in hand,
    if anybody."""

    channel: str
    state: str
    due_at: Instant
    officer: str | None


def at_work(numbers: Iterable[int]) -> dict[int, Work]:
    """The work on each of these warnings that has an open step for officers, in one query."""
    steps = open_for_officers().filter(warning_id__in=list(numbers))
    rows = steps.values_list("warning_id", "channel", "state", "due_at", "officer__name")
    nearest = sorted(rows, key=lambda row: (WAITING, READY, TAKEN).index(StepState(row[2])))
    return {
        number: Work(channel, state, due_at, officer if state == TAKEN else None)
        for number, channel, state, due_at, officer in nearest
    }
