"""Timing: steps wake, and those that nobody did in time end."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from wuzha.centre.actor import process
from wuzha.centre.change import change
from wuzha.centre.dissuade.actions.climbing import end_step
from wuzha.centre.dissuade.course import held
from wuzha.centre.dissuade.models import OPEN, Step
from wuzha.centre.dissuade.states import ENDED, READY, TAKEN, WAITING, pass_to
from wuzha.vocabulary.clock import HOUR, Instant
from wuzha.vocabulary.result import Result

BY = process("timers")

FORGOTTEN = 4 * HOUR
"""An officer who has had a step for so long, past its deadline, is not at it any more."""


def wake(at: Instant, limit: int = 500) -> int:
    """Waiting steps whose time has come are ready; how many."""
    with change(BY, at) as done:
        waiting = Step.objects.filter(state=WAITING, wake_at__lte=at)
        waiting = waiting.select_for_update(of=("self",), skip_locked=True)
        waiting = waiting.select_related("warning__person")
        waiting = waiting.defer("note", "warning__person__name", "warning__person__address")
        steps = list(waiting.order_by("wake_at", "pk")[:limit])
        for step in steps:
            pass_to(step, "step.woken")
            done.entry("step.woken", step, person=step.warning.person)
        Step.objects.filter(pk__in=[step.pk for step in steps]).update(state=READY)
    return len(steps)


def lapse(at: Instant, limit: int = 200) -> int:
    """Steps past their deadline end, and what the ladder says follows; how many.

    One that was tried counts as unreachable or undelivered, any other as lapsed. An officer who
    is at work is left to finish.
    """
    late = _late(at).order_by("due_at", "pk").values_list("pk", "warning_id")[:limit]
    with change(BY, at) as done:
        numbers = list(late)
        courses = held({warning for _, warning in numbers}, at, skip_locked=True)
        ended = 0
        for number, warning in numbers:
            course = courses.get(warning)
            if course is None:
                continue  # somebody is changing it right now; the next sweep looks again
            step = course.step(number)
            # A step that ended before it in this sweep may have superseded it.
            if step.state != ENDED and step.due_at <= at:
                end_step(done, course, step, _result(step))
                ended += 1
    return ended


def _late(at: Instant) -> QuerySet[Step]:
    at_work = Q(by_officer=True, state=TAKEN, taken_at__gt=at - FORGOTTEN)
    return Step.objects.filter(OPEN, due_at__lte=at).exclude(at_work)


def _result(step: Step) -> Result:
    if not step.tries:
        return Result.LAPSED
    return Result.UNREACHABLE if step.by_officer else Result.UNDELIVERED
