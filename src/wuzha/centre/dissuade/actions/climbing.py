"""Climbing: a warning's steps begin, end, and lead to the next ones, or to the warning's end.

`begin` and `end_step` work on a course that is held, inside the caller's change; the others are
reactions to facts about warnings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wuzha.centre.actor import process
from wuzha.centre.change import Change, change
from wuzha.centre.dissuade.course import Course, held_of
from wuzha.centre.dissuade.hours import awake_from, due_after
from wuzha.centre.dissuade.models import OPEN, Step
from wuzha.centre.dissuade.report import Report
from wuzha.centre.dissuade.route import codes_above, home_of, nearest
from wuzha.centre.dissuade.states import READY, TAKEN, WAITING, pass_to
from wuzha.centre.outbox.models import Fact
from wuzha.centre.people.models import TrustedContact
from wuzha.centre.units.models import Unit
from wuzha.centre.warn.actions import end
from wuzha.packs.ladder import Rung
from wuzha.packs.rungs import UnitLevel
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import LEVELS
from wuzha.vocabulary.notice import BY_CARRIER, Channel
from wuzha.vocabulary.result import SETTLING, Ending, Grade, Result

BY = process("delivery")

ENDING_OF: Mapping[Result, Ending] = {
    Result.BELIEVED: Ending.DISSUADED,
    Result.ALREADY_PAID: Ending.ALREADY_PAID,
    Result.FALSE_ALARM: Ending.FALSE_ALARM,
}
"""Results that settle a warning."""


def start(fact: Fact, at: Instant) -> None:
    """Reaction to a warning that was issued: its level's first steps begin."""
    rise(fact, at)


def rise(fact: Fact, at: Instant) -> None:
    """Reaction to a warning that rose: steps of the new level begin, those of the old one that are
    not on the new ladder are superseded. An officer who is at work goes on."""
    with change(BY, at) as done:
        course = held_of(fact.thing_id, at)
        row = course.warning.level
        if not course.open or any(step.level == row for step in course.steps):
            return
        for step in course.open_steps:
            _raise(done, course, step)
        begin(done, course, course.ladder.first(course.level))
        _conclude(done, course)


def supersede(fact: Fact, at: Instant) -> None:
    """Reaction to a warning that ended: no step of it goes on."""
    if not Step.objects.filter(OPEN, warning_id=fact.thing_id).exists():
        return  # it ended by a step: those beside it were ended with it
    with change(BY, at) as done:
        course = held_of(fact.thing_id, at)
        if not course.open:
            _supersede_all(done, course)


def follow(fact: Fact, at: Instant) -> None:
    """Reaction to a warning that was handed over: steps that nobody has in hand go along."""
    with change(BY, at) as done:
        course = held_of(fact.thing_id, at)
        steps = [step for step in course.open_steps if not _at_work(step)]
        units = _units_for(course, [_unit_level(course, step) for step in steps])
        for step in steps:
            move_to(done, course, step, units[_unit_level(course, step)])


def begin(done: Change, course: Course, rungs: Sequence[Rung]) -> None:
    """A step for each of the rungs that this warning has not had at its level."""
    row = course.warning.level
    had = {step.rung for step in course.steps if step.level == row}
    rungs = [rung for rung in rungs if rung.name not in had]
    if not rungs:
        return
    units = _units_for(course, [rung.unit for rung in rungs])
    steps = [_step(course, rung, units[rung.unit], done.at) for rung in rungs]
    course.steps += Step.objects.bulk_create(steps)
    for step in steps:
        person = course.warning.person
        done.entry("step.started", step, person=person, rung=step.rung, due_at=step.due_at)
    for step in steps:
        if step.channel == Channel.CONTACT and step.contact_id is None:
            end_step(done, course, step, Result.NO_CHANNEL)


def end_step(
    done: Change, course: Course, step: Step, result: Result, report: Report | None = None
) -> None:
    """Ends a step with a result, and does what the ladder says follows."""
    following = None
    if course.open and result not in SETTLING and step.level == course.warning.level:
        following = course.ladder.next(course.level, step.rung, result)
    _close(done, course, step, result, following.name if following else "")
    if not course.open:
        return
    if result in SETTLING:
        _settle(done, course, ENDING_OF[result], report)
    else:
        begin(done, course, [following] if following else [])
        _conclude(done, course)


def move_to(done: Change, course: Course, step: Step, unit: Unit, reason: str = "") -> None:
    """Gives a step to another unit."""
    if step.unit_id == unit.pk:
        return
    before = step.place
    pass_to(step, "step.moved")
    step.unit, step.place = unit, unit.code
    step.moves += 1
    step.save(update_fields=["unit", "place", "moves"])
    where = {"before": before, "place": step.place}
    done.entry("step.moved", step, person=course.warning.person, purpose=reason[:200], **where)


def _step(course: Course, rung: Rung, unit: Unit, at: Instant) -> Step:
    wake_at = awake_from(course.ladder, course.level, at)
    return Step(
        warning=course.warning,
        level=course.warning.level,
        rung=rung.name,
        channel=rung.channel,
        by_officer=rung.channel not in BY_CARRIER,
        unit=unit,
        place=unit.code,
        state=WAITING if wake_at > at else READY,
        contact=_contact(course) if rung.channel == Channel.CONTACT else None,
        created_at=at,
        wake_at=wake_at,
        due_at=due_after(course.ladder, course.level, at, rung.deadline),
    )


def _contact(course: Course) -> TrustedContact | None:
    """Whom the person wants to be told: with consent before without, the latest first."""
    standing = TrustedContact.objects.filter(
        person_id=course.warning.person_id, withdrawn_at__isnull=True
    )
    return max(standing, key=lambda one: (one.consented_at is not None, one.pk), default=None)


def _units_for(course: Course, wanted: Sequence[UnitLevel | None]) -> dict[UnitLevel | None, Unit]:
    """The unit of each level that takes this warning's steps; None is the warning's own."""
    warning = course.warning
    units: dict[UnitLevel | None, Unit] = {}
    levels = {level for level in wanted if level is not None}
    if None in wanted or not levels:
        units[None] = _own_unit(warning.unit_id, warning.place)
    if levels:
        codes = codes_above(home_of(warning.person.place, warning.place))
        above = list(Unit.objects.filter(code__in=codes))
        for level in levels:
            found = nearest(above, level)
            units[level] = found or _own_unit(warning.unit_id, warning.place)
    return units


def _own_unit(pk: int, code: str) -> Unit:
    """The warning's unit as far as a step needs it, without asking the database."""
    return Unit(pk=pk, code=code)


def _unit_level(course: Course, step: Step) -> UnitLevel | None:
    rung = course.ladder.rung(LEVELS[step.level], step.rung)
    return rung.unit if rung else None


def _raise(done: Change, course: Course, step: Step) -> None:
    """Takes an open step along to the warning's new level if it belongs there."""
    rung = course.ladder.rung(course.level, step.rung)
    at_work = _at_work(step)
    if rung is None or rung.channel != step.channel or not (rung.at_once or at_work):
        if not at_work:
            _close(done, course, step, Result.SUPERSEDED)
        return
    pass_to(step, "step.raised")
    before, step.level = step.level, course.warning.level
    step.wake_at = min(step.wake_at, awake_from(course.ladder, course.level, done.at))
    due_at = due_after(course.ladder, course.level, done.at, rung.deadline)
    step.due_at = min(step.due_at, due_at)
    step.save(update_fields=["level", "wake_at", "due_at"])
    person = course.warning.person
    done.entry("step.raised", step, person=person, before=before, level=step.level)


def _at_work(step: Step) -> bool:
    return step.by_officer and step.state == TAKEN


def _close(done: Change, course: Course, step: Step, result: Result, next_rung: str = "") -> None:
    pass_to(step, "step.ended")
    step.result, step.next_rung, step.ended_at = result, next_rung, done.at
    step.save(update_fields=["state", "result", "next_rung", "ended_at", "tries", "note", "basis"])
    done.entry("step.ended", step, person=course.warning.person, result=result, next=next_rung)


def _supersede_all(done: Change, course: Course) -> None:
    for step in course.open_steps:
        _close(done, course, step, Result.SUPERSEDED)


def _settle(done: Change, course: Course, ending: Ending, report: Report | None) -> None:
    if report is None:
        end(course.warning, ending, by=done.by, at=done.at)
    else:
        end(
            course.warning,
            ending,
            by=done.by,
            at=done.at,
            grade=report.grade if ending is Ending.DISSUADED else None,
            true_type=report.true_type,
            at_stake=report.at_stake,
            paid=report.paid,
        )
    _supersede_all(done, course)


def _conclude(done: Change, course: Course) -> None:
    """Ends a warning of which no step is open and none follows, by what its steps came to."""
    if not course.open or course.open_steps:
        return
    results = {step.result for step in course.steps}
    if results & {Result.DOUBTED, Result.REFUSED}:
        end(course.warning, Ending.UNMOVED, by=done.by, at=done.at)
    elif Result.DELIVERED in results:
        end(course.warning, Ending.INFORMED, by=done.by, at=done.at, grade=Grade.C)
    else:
        end(course.warning, Ending.UNREACHED, by=done.by, at=done.at)
