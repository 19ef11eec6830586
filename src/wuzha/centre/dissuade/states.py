"""The states of a step, and what leads from one to the next.

waiting   for the morning, for the next try, for a carrier that does not answer
ready     for a carrier, for an officer
taken     by an officer; by a carrier, until it reports
ended     with a result
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from wuzha.centre.dissuade.models import Step
from wuzha.vocabulary.errors import WrongState


class StepState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    TAKEN = "taken"
    ENDED = "ended"


WAITING, READY, TAKEN, ENDED = StepState

MOVES: Mapping[str, Mapping[StepState, StepState]] = {
    "step.woken": {WAITING: READY},
    "step.sent": {READY: TAKEN},
    "step.delayed": {TAKEN: WAITING},
    "step.taken": {READY: TAKEN},
    "step.put_back": {TAKEN: READY},
    "step.missed": {TAKEN: WAITING},
    "step.moved": {WAITING: WAITING, READY: READY, TAKEN: TAKEN},
    "step.raised": {WAITING: WAITING, READY: READY, TAKEN: TAKEN},
    "step.justified": {TAKEN: TAKEN},
    "step.ended": {WAITING: ENDED, READY: ENDED, TAKEN: ENDED},
}
"""Each verb of the audit, with the states that it starts from and leads to."""


def pass_to(step: Step, verb: str) -> None:
    """Sets the state that `verb` leads to; WrongState if it does not start from the present one."""
    following = MOVES[verb].get(StepState(step.state))
    if following is None:
        what = "has ended" if step.state == ENDED else f"is {step.state}"
        raise WrongState(f"step_{step.state}", f"this step {what} by now; look at it again")
    step.state = following
