"""A course: one warning with all its steps, held for one change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.states import ENDED
from wuzha.centre.warn.ladders import in_force
from wuzha.centre.warn.models import OPEN_STATES, Warning
from wuzha.packs.ladder import Ladder
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import LEVELS, Level
from wuzha.vocabulary.errors import NotThere


@dataclass
class Course:
    """How far a warning has come on the ladder in force. Warning and steps are locked, the warning
    first, until the change is over."""

    warning: Warning
    steps: list[Step]
    ladder: Ladder

    @property
    def level(self) -> Level:
        return LEVELS[self.warning.level]

    @property
    def open(self) -> bool:
        """Whether the warning goes on."""
        return self.warning.state in OPEN_STATES

    @property
    def open_steps(self) -> list[Step]:
        return [step for step in self.steps if step.state != ENDED]

    def step(self, number: int) -> Step:
        return next(step for step in self.steps if step.pk == number)


def held(warnings: Iterable[int], at: Instant, *, skip_locked: bool = False) -> dict[int, Course]:
    """The courses of these warnings by number, inside a change; those that somebody else holds are
    waited for, or left out."""
    return _held(Warning.objects.filter(pk__in=list(warnings)), at, skip_locked)


def held_of(warning_id: int, at: Instant) -> Course:
    """The course of one warning; NotThere if there is no such warning."""
    found = held([warning_id], at).get(warning_id)
    if found is None:
        raise NotThere("no_warning", "there is no such warning")
    return found


def held_with(step_id: int, at: Instant) -> tuple[Course, Step]:
    """The course that a step belongs to, and the step; NotThere if there is no such step."""
    for course in _held(Warning.objects.filter(steps=step_id), at).values():
        return course, course.step(step_id)
    raise NotThere("no_step", "there is no such step")


def _held(warnings: QuerySet[Warning], at: Instant, skip_locked: bool = False) -> dict[int, Course]:
    ladder = in_force(at)
    locked = warnings.select_for_update(of=("self",), skip_locked=skip_locked).order_by("pk")
    locked = locked.select_related("person").defer("person__name", "person__address")
    courses = {warning.pk: Course(warning, [], ladder) for warning in locked}
    if courses:
        steps = Step.objects.filter(warning__in=courses).select_for_update().order_by("pk")
        for step in steps:
            courses[step.warning_id].steps.append(step)
    return courses
