"""Timing: what nobody did in time ends, and the ladder goes on."""

import pytest

import centre_cast
from unit.centre.dissuade.cast import AT, follow_up, results, steps, warned
from wuzha.centre.dissuade.actions import Miss, due_notices, lapse, missed, record, take, wake
from wuzha.centre.dissuade.actions.timing import FORGOTTEN
from wuzha.centre.dissuade.report import Report
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.actions import expire
from wuzha.vocabulary.clock import DAY, HOUR, MINUTE
from wuzha.vocabulary.decision import Level
from wuzha.vocabulary.errors import WrongState
from wuzha.vocabulary.notice import Channel
from wuzha.vocabulary.result import Ending, Result

pytestmark = pytest.mark.django_db


@pytest.fixture(name="units")
def _units() -> dict[str, Unit]:
    return dict(centre_cast.tree())


@pytest.fixture(name="operator")
def _operator(units: dict[str, Unit]) -> User:
    return centre_cast.user(units[centre_cast.CITY], Role.OPERATOR)


def test_a_call_that_nobody_made_in_time_lapses_into_a_visit(units: object) -> None:
    warning = warned(centre_cast.person())
    lapse(AT + 15 * MINUTE - 1)
    assert results(warning)["call"] == ""

    lapse(AT + 15 * MINUTE)

    assert results(warning)["call"] == Result.LAPSED
    assert steps(warning)["visit"].place == centre_cast.STATION


def test_a_call_that_was_tried_in_vain_counts_as_unreachable(operator: User) -> None:
    warning = warned(centre_cast.person())
    missed(take(steps(warning)["call"].pk, operator, AT).pk, Miss.NO_ANSWER, operator, AT)

    lapse(AT + 15 * MINUTE)

    assert results(warning)["call"] == Result.UNREACHABLE


def test_an_officer_at_work_is_left_to_finish(operator: User) -> None:
    warning = warned(centre_cast.person())
    step = take(steps(warning)["call"].pk, operator, AT + 14 * MINUTE)

    lapse(AT + HOUR)

    assert record(step.pk, Report(Result.BELIEVED), operator, AT + HOUR).result == Result.BELIEVED


def test_a_step_that_an_officer_forgot_ends_all_the_same(operator: User) -> None:
    warning = warned(centre_cast.person())
    step = take(steps(warning)["call"].pk, operator, AT)

    lapse(AT + FORGOTTEN)

    assert results(warning)["call"] == Result.LAPSED
    with pytest.raises(WrongState) as refusal:
        record(step.pk, Report(Result.BELIEVED), operator, AT + FORGOTTEN)
    assert refusal.value.code == "step_not_yours"


def test_a_warning_that_nobody_ever_touches_ends_by_the_clock_alone(units: object) -> None:
    warnings = [warned(centre_cast.person(), level) for level in list(Level)[1:]]
    at = AT
    while at < AT + 3 * DAY:
        at += 10 * MINUTE
        wake(at)
        due_notices(set(Channel), at)
        while lapse(at):
            pass
        follow_up(at)

    for warning in warnings:
        warning.refresh_from_db()
        assert warning.ending == Ending.UNREACHED
        assert all(results(warning).values())


def test_what_is_left_when_a_warning_expires_is_superseded(units: object) -> None:
    warning = warned(centre_cast.person(), Level.CRITICAL)

    expire(AT + 2 * DAY)
    follow_up(AT + 2 * DAY)

    assert set(results(warning).values()) == {Result.SUPERSEDED}


def test_a_sweep_does_no_more_than_it_may(units: object) -> None:
    for _ in range(3):
        warned(centre_cast.person())

    assert [lapse(AT + HOUR, limit=2) for _ in range(2)] == [2, 2]
