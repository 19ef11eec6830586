"""Balancing: work goes where somebody is free to do it, and the lowest level gives way first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count

from wuzha.centre.actor import process
from wuzha.centre.change import change
from wuzha.centre.dissuade.actions.climbing import end_step, move_to
from wuzha.centre.dissuade.course import held
from wuzha.centre.dissuade.hours import levels_asleep
from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.queries import officers_on_duty, open_for_officers
from wuzha.centre.dissuade.route import codes_above
from wuzha.centre.dissuade.spreading import Load, Office, Shift, spread, surplus
from wuzha.centre.dissuade.states import READY, TAKEN
from wuzha.centre.units.models import Unit
from wuzha.centre.warn.ladders import in_force
from wuzha.packs.ladder import Ladder
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.result import Result

BY = process("timers")


def balance(at: Instant, limit: int = 200) -> int:
    """Steps that a full unit cannot hold, and those of units with nobody on duty, go to the least
    strained sibling with room, else up; where all is full, the level that the ladder sheds gives
    way. How many steps were moved or shed."""
    ladder = in_force(at)
    offices = _offices(at, ladder)
    steps = _surplus(offices, at, ladder)[:limit]
    if not steps:
        return 0
    ways, units = _ways({step.place for step in steps})
    for code in units:
        offices.setdefault(code, Office(code, 0))
    return _carry_out(spread(steps, offices, ways, ladder.capacity), units, at)


def _offices(at: Instant, ladder: Ladder) -> dict[str, Office]:
    """Every unit with open steps. Those of levels that are asleep wait for the morning."""
    officers = officers_on_duty()
    open_steps = open_for_officers().filter(state__in=(READY, TAKEN))
    open_steps = open_steps.exclude(level__in=levels_asleep(ladder, at))
    loads = open_steps.values_list("place").annotate(Count("pk"))
    offices = {place: Office(place, officers.get(place, 0), load) for place, load in loads}
    for place, number in officers.items():
        offices.setdefault(place, Office(place, number))
    return offices


def _surplus(offices: Mapping[str, Office], at: Instant, ladder: Ladder) -> list[Load]:
    full = [code for code, office in offices.items() if office.room(ladder.capacity) < 0]
    if not full:
        return []
    ready = open_for_officers().filter(state=READY, place__in=full)
    ready = ready.exclude(level__in=levels_asleep(ladder, at))
    steps: dict[str, list[Load]] = {code: [] for code in full}
    for row in ready.values_list("pk", "place", "level", "due_at", "moves"):
        steps[row[1]].append(Load(*row))
    return [step for code in full for step in surplus(offices[code], steps[code], ladder.capacity)]


def _ways(places: Iterable[str]) -> tuple[dict[str, list[list[str]]], dict[str, Unit]]:
    """For each place its siblings, then each unit above, and all these units by code."""
    here = Unit.objects.in_bulk(list(places), field_name="code")
    parents = {unit.parent_id for unit in here.values() if unit.parent_id is not None}
    beside = list(Unit.objects.filter(parent_id__in=parents, closed=False))
    codes = {code for place in here for code in codes_above(place)[:-1]}
    above = Unit.objects.filter(code__in=codes, closed=False).in_bulk(field_name="code")
    ways = {}
    for place, unit in here.items():
        siblings = [one.code for one in beside if one.parent_id == unit.parent_id]
        upwards = [code for code in reversed(codes_above(place)[:-1]) if code in above]
        ways[place] = [[code for code in siblings if code != place], *([code] for code in upwards)]
    return ways, above | {unit.code: unit for unit in beside} | here


def _carry_out(shifts: Sequence[Shift], units: Mapping[str, Unit], at: Instant) -> int:
    numbers = [shift.number for shift in shifts]
    warnings = dict(Step.objects.filter(pk__in=numbers).values_list("pk", "warning_id"))
    shifted = 0
    with change(BY, at) as done:
        courses = held(set(warnings.values()), at, skip_locked=True)
        for shift in shifts:
            course = courses.get(warnings[shift.number])
            if course is None or course.step(shift.number).state != READY:
                continue
            step = course.step(shift.number)
            if shift.to is None:
                end_step(done, course, step, Result.LAPSED)
            else:
                move_to(done, course, step, units[shift.to])
            shifted += 1
    return shifted
