"""Proof: the citizen learns that the officer is real, and from a wrong code nothing at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import centre_cast
from unit.centre.dissuade.cast import AT, warned
from wuzha.centre.audit.models import Entry
from wuzha.centre.dissuade.actions import put_back, record, take_next
from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.proof import ALPHABET, VALID, check, code_of
from wuzha.centre.dissuade.report import Report
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Role
from wuzha.vocabulary.clock import HOUR
from wuzha.vocabulary.errors import WrongState
from wuzha.vocabulary.result import Result

pytestmark = pytest.mark.django_db


@pytest.fixture(name="operator")
def _operator() -> User:
    return centre_cast.user(centre_cast.tree()[centre_cast.CITY], Role.OPERATOR)


@pytest.fixture(name="step")
def _step(operator: User) -> Step:
    warned(centre_cast.person(phone="+8613912345678"))
    step = take_next(operator, AT)
    assert step is not None
    return step


def test_the_right_code_and_phone_name_the_unit_and_the_badge(step: Step, operator: User) -> None:
    proof = check(code_of(step), "5678", AT + HOUR)

    assert proof is not None
    assert (proof.unit_en, proof.badge, proof.since) == ("Unit 1101", operator.badge, AT)
    assert Entry.objects.filter(verb="proof.given", thing_id=str(step.pk)).exists()


def test_a_code_may_be_typed_as_it_was_heard(step: Step) -> None:
    code = code_of(step).lower()

    assert check(f" {code[:4]}-{code[4:]} ", "56 78", AT) is not None


@pytest.mark.parametrize("tail", ["5679", "", "678", "45678", "５６７８", "%"])
def test_another_phone_gives_nothing_away(step: Step, tail: str) -> None:
    assert check(code_of(step), tail, AT) is None
    assert Entry.objects.filter(verb="proof.refused").count() == 1


def test_every_neighbour_of_a_code_is_refused(step: Step) -> None:
    code = code_of(step)
    for place in range(len(code)):
        other = ALPHABET[(ALPHABET.index(code[place]) + 1) % len(ALPHABET)]
        assert check(code[:place] + other + code[place + 1 :], "5678", AT) is None


def test_a_code_holds_while_the_officer_is_at_it_and_for_a_day(step: Step, operator: User) -> None:
    code = code_of(step)
    assert check(code, "5678", AT + 2 * VALID) is not None
    record(step.pk, Report(Result.BELIEVED), operator, AT)

    assert check(code, "5678", AT + VALID - 1) is not None
    assert check(code, "5678", AT + VALID) is None


def test_a_step_that_was_put_back_has_no_code(step: Step, operator: User) -> None:
    code = code_of(step)
    put_back(step.pk, "shift over", operator, AT)

    assert check(code, "5678", AT) is None
    with pytest.raises(WrongState):
        code_of(Step.objects.get(pk=step.pk))


@given(st.text(max_size=20), st.text(max_size=6))
def test_whatever_is_typed_is_refused_quietly(code: str, tail: str) -> None:
    assert check(code, tail, AT) is None
