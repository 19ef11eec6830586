"""The states of a step: an ended one never comes back, and each verb has its own way."""

import pytest

from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.states import ENDED, MOVES, READY, TAKEN, WAITING, StepState, pass_to
from wuzha.vocabulary.errors import WrongState


def test_nothing_leads_out_of_the_end_and_every_open_state_leads_there() -> None:
    assert not any(ENDED in ways for ways in MOVES.values())
    assert MOVES["step.ended"] == dict.fromkeys((WAITING, READY, TAKEN), ENDED)


def test_every_state_can_be_reached_from_those_a_step_begins_in() -> None:
    reached = {WAITING, READY}
    for _ in StepState:
        reached |= {to for ways in MOVES.values() for start, to in ways.items() if start in reached}

    assert reached == set(StepState)


def test_a_step_goes_on_only_by_a_way_that_starts_where_it_is() -> None:
    step = Step(state=READY)

    pass_to(step, "step.taken")

    assert step.state == TAKEN
    with pytest.raises(WrongState) as refusal:
        pass_to(step, "step.taken")
    assert refusal.value.code == "step_taken"
    assert step.state == TAKEN
