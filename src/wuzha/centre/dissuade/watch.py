"""Watch: what a dispatcher has to look at below their unit, and the work and people of one unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.queries import officers_on_duty, open_for_officers
from wuzha.centre.units.access import require, unit_for
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.queries import near
from wuzha.centre.units.roles import ROLE_PERMISSIONS, Permission
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import LEVELS, Level

ALARMS_MAX = 12
STEPS_MAX = 100
OFFICERS_MAX = 100

_WORKING = [role for role, may in ROLE_PERMISSIONS.items() if Permission.WORK_STEPS in may]
_CRITICAL = LEVELS.index(Level.CRITICAL)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A unit where something is wrong: `late` critical steps are past their deadline; `alone`
    steps are open and nobody who could do them is on duty."""

    unit: Unit
    late: int
    alone: int


@dataclass(frozen=True, slots=True)
class Alarms:
    """The worst first, at most ALARMS_MAX; `more` units have something wrong too."""

    rows: tuple[Alarm, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody of a unit who can do steps, and how many they have in hand."""

    user: User
    in_hand: int


def alarms(user: User, at: Instant, top: str | None = None) -> Alarms:
    """What is wrong at or below a unit, of officers' steps that are open."""
    require(user, Permission.SEE_BOARD)
    code = user.unit.code if top is None else unit_for(user, top).code
    steps = open_for_officers().filter(place__startswith=code)
    there = officers_on_duty(code)
    found: dict[str, tuple[int, int]] = {}
    late = Count("pk", filter=Q(level=_CRITICAL, due_at__lt=at))
    counted = steps.values_list("place").annotate(open=Count("pk"), late=late)
    for place, number, overdue in counted:
        alone = 0 if there.get(place) else number
        if overdue or alone:
            found[place] = (overdue, alone)
    worst = sorted(found, key=lambda place: (-found[place][0], -found[place][1], place))
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=worst[:ALARMS_MAX])}
    shown = tuple(Alarm(units[place], *found[place]) for place in worst[:ALARMS_MAX])
    return Alarms(shown, len(worst) - len(shown))


def work_of(user: User, code: str) -> list[Step]:
    """The open officers' steps of one unit itself, the most urgent first; at most STEPS_MAX."""
    require(user, Permission.SEE_BOARD)
    steps = open_for_officers().filter(place=unit_for(user, code).code)
    steps = steps.select_related("warning__person", "officer").defer(
        "note", "warning__person__name", "warning__person__address"
    )
    return list(steps.order_by("-level", "due_at", "pk")[:STEPS_MAX])


def hands_of(user: User, code: str) -> list[Hand]:
    """Who can do the steps of one unit, on duty first; at most OFFICERS_MAX."""
    require(user, Permission.SEE_BOARD)
    there = User.objects.filter(
        unit__code=unit_for(user, code).code, is_active=True, grants__role__in=_WORKING
    )
    people = list(there.distinct().order_by("-on_duty", "username")[:OFFICERS_MAX])
    taken = Step.objects.filter(by_officer=True, state="taken", officer__in=people)
    in_hand: Mapping[int | None, int] = dict(
        taken.values_list("officer").annotate(number=Count("pk"))
    )
    return [Hand(person, in_hand.get(person.pk, 0)) for person in people]


def where_to_move(user: User, code: str) -> list[Unit]:
    """The open units near one, in the user's sight, to which its steps may be moved."""
    mine = user.unit.code
    return [unit for unit in near(code) if unit.code.startswith(mine)]
