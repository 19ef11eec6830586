"""Moving: steps change hands without being tried."""

from __future__ import annotations

from wuzha.centre.actor import process
from wuzha.centre.change import change
from wuzha.centre.dissuade.actions.climbing import move_to
from wuzha.centre.dissuade.actions.working import back
from wuzha.centre.dissuade.course import held, held_with
from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.states import TAKEN
from wuzha.centre.outbox.models import Fact
from wuzha.centre.units.access import actor_of, require, sees, unit_for
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Permission
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.errors import NotThere, WrongState

BY = process("delivery")


def move(step_id: int, unit_code: str, reason: str, user: User, at: Instant, key: str = "") -> Step:
    """Gives an officer's step that nobody has in hand to another unit below one's own."""
    require(user, Permission.ASSIGN)
    content = {"move": step_id, "unit": unit_code, "reason": reason}
    with change(actor_of(user), at, key, content) as done:
        course, step = held_with(step_id, at)
        if not step.by_officer or not sees(user, step.place):
            raise NotThere("no_step", "there is no such step below your unit")
        if done.repeated:
            return step
        unit = unit_for(user, unit_code)
        if unit.closed:
            raise WrongState("unit_closed", "this unit is closed; choose another")
        if step.state == TAKEN:
            raise WrongState("step_taken", "an officer has this step; it must be put back first")
        move_to(done, course, step, unit, reason)
        return step


def leave(fact: Fact, at: Instant) -> None:
    """Reaction to a user who left: whatever they had in hand is ready for others."""
    with change(BY, at) as done:
        in_hand = Step.objects.filter(officer_id=fact.thing_id, by_officer=True, state=TAKEN)
        numbers = list(in_hand.values_list("pk", "warning_id"))
        courses = held({warning for _, warning in numbers}, at)
        for number, warning in numbers:
            step = courses[warning].step(number)
            if step.state == TAKEN and step.officer_id == fact.thing_id:
                back(done, courses[warning], step, "left")
