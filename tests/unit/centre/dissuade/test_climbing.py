"""Climbing: each result leads to the rung that the ladder names, and every warning to an ending."""

import pytest

import centre_cast
from unit.centre.dissuade.cast import AT, follow_up, receipt, results, steps, warned
from wuzha.centre.audit.models import Entry
from wuzha.centre.dissuade.actions import due_notices, record, rise, take, take_receipts
from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.report import Report
from wuzha.centre.outbox.models import Fact
from wuzha.centre.people.actions import add_contact
from wuzha.centre.people.models import Person
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.actions import close, hand_over, receive
from wuzha.centre.warn.models import Warning
from wuzha.vocabulary.clock import MINUTE
from wuzha.vocabulary.decision import LEVELS, Level, Stage
from wuzha.vocabulary.notice import Channel, ReceiptState
from wuzha.vocabulary.result import Ending, Grade, Result

pytestmark = pytest.mark.django_db


@pytest.fixture(name="units")
def _units() -> dict[str, Unit]:
    return dict(centre_cast.tree())


@pytest.fixture(name="operator")
def _operator(units: dict[str, Unit]) -> User:
    return centre_cast.user(units[centre_cast.CITY], Role.OPERATOR)


def answered(warning: Warning, rung: str, officer: User, result: Result, **more: object) -> Warning:
    """The officer takes the step of a rung and codes its result."""
    step = take(steps(warning)[rung].pk, officer, AT)
    record(step.pk, Report(result, **more), officer, AT)  # type: ignore[arg-type] # a report's own fields
    follow_up()
    warning.refresh_from_db()
    return warning


def carried(warning: Warning, rung: str, state: ReceiptState) -> Warning:
    """The rung's notice goes out and the carrier says what became of it."""
    due_notices(set(Channel), AT)
    take_receipts([receipt(steps(warning)[rung], state)], AT)
    follow_up()
    warning.refresh_from_db()
    return warning


def test_each_level_begins_with_its_own_steps(units: dict[str, Unit]) -> None:
    begun = {
        level: set(steps(warned(centre_cast.person(), level)))
        for level in (Level.LOW, Level.MEDIUM, Level.HIGH, Level.CRITICAL)
    }

    assert begun == {
        Level.LOW: {"message"},
        Level.MEDIUM: {"message", "call"},
        Level.HIGH: {"flash", "call"},
        Level.CRITICAL: {"flash", "call"},
    }


def test_calls_go_to_the_city_and_deadlines_are_the_ladders(units: dict[str, Unit]) -> None:
    call = steps(warned(centre_cast.person(), Level.HIGH))["call"]

    assert call.place == centre_cast.CITY
    assert call.due_at == AT + 15 * MINUTE


def test_a_low_warning_ends_informed_when_the_message_is_on_the_phone(units: object) -> None:
    warning = carried(warned(centre_cast.person(), Level.LOW), "message", ReceiptState.DELIVERED)

    assert (warning.ending, warning.grade) == (Ending.INFORMED, Grade.C)
    assert results(warning) == {"message": Result.DELIVERED}


def test_a_low_warning_whose_message_is_refused_ends_unreached(units: object) -> None:
    warning = carried(warned(centre_cast.person(), Level.LOW), "message", ReceiptState.REFUSED)

    assert warning.ending == Ending.UNREACHED


def test_a_message_that_arrived_does_not_spare_a_medium_warning_its_call(units: object) -> None:
    warning = carried(warned(centre_cast.person(), Level.MEDIUM), "message", ReceiptState.DELIVERED)

    assert warning.state == "issued"
    assert results(warning) == {"message": Result.DELIVERED, "call": ""}


def test_flash_then_message_then_nothing_twice(units: object) -> None:
    warning = warned(centre_cast.person(), Level.HIGH)
    carried(warning, "flash", ReceiptState.UNDELIVERED)
    assert steps(warning)["flash"].next_rung == "message"

    carried(warning, "message", ReceiptState.UNDELIVERED)

    assert Step.objects.filter(warning=warning).count() == 3  # the call had begun already
    assert warning.state == "issued"


@pytest.mark.parametrize(
    ("confirmed", "about_to_pay", "grade"),
    [(True, True, Grade.A), (True, False, Grade.B), (False, False, Grade.C)],
)
def test_believing_settles_the_warning(
    operator: User, confirmed: bool, about_to_pay: bool, grade: Grade
) -> None:
    warning = answered(
        warned(centre_cast.person(), Level.HIGH),
        "call",
        operator,
        Result.BELIEVED,
        confirmed=confirmed,
        about_to_pay=about_to_pay,
        at_stake=500_000,
    )

    assert (warning.ending, warning.grade) == (Ending.DISSUADED, grade)
    assert warning.at_stake == 500_000
    assert results(warning) == {"flash": Result.SUPERSEDED, "call": Result.BELIEVED}


def test_who_has_paid_is_a_known_victim_from_now_on(operator: User) -> None:
    person = centre_cast.person()
    warning = answered(
        warned(person, Level.HIGH), "call", operator, Result.ALREADY_PAID, paid=900_000
    )

    assert (warning.ending, warning.paid) == (Ending.ALREADY_PAID, 900_000)
    assert Person.objects.get(pk=person.pk).victim_at == AT


def test_doubt_without_a_contact_brings_the_station_to_the_door(operator: User) -> None:
    warning = answered(warned(centre_cast.person(), Level.HIGH), "call", operator, Result.DOUBTED)

    found = steps(warning)
    assert found["contact"].result == Result.NO_CHANNEL
    assert (found["visit"].place, found["visit"].state) == (centre_cast.STATION, "ready")


def test_doubt_asks_the_contact_who_has_consented_first(operator: User) -> None:
    person = centre_cast.person()
    for name, consented in (("first", True), ("second", False)):
        add_contact(operator, person, name, "+8613911111111", "daughter", consented, AT)
    warning = answered(warned(person, Level.HIGH), "call", operator, Result.DOUBTED)

    contact = steps(warning)["contact"].contact
    assert contact is not None
    assert contact.name == "first"


def test_all_rungs_climbed_in_vain_end_unmoved(units: dict[str, Unit], operator: User) -> None:
    field = centre_cast.user(units[centre_cast.STATION], Role.FIELD)
    warning = carried(warned(centre_cast.person()), "flash", ReceiptState.DELIVERED)
    answered(warning, "call", operator, Result.REFUSED)

    answered(warning, "visit", field, Result.UNREACHABLE)

    assert warning.ending == Ending.UNMOVED


def test_a_rise_begins_the_new_levels_steps_and_drops_what_is_not_on_them(units: object) -> None:
    person = centre_cast.person()
    warning = warned(person, Level.MEDIUM)

    receive([centre_cast.decision(person, level=Level.HIGH)], AT, centre_cast.BY)
    follow_up()

    found = steps(warning)
    assert found["message"].result == Result.SUPERSEDED
    assert found["flash"].state == "ready"
    assert found["call"].level == LEVELS.index(Level.HIGH)
    assert found["call"].due_at == AT + 15 * MINUTE
    assert Entry.objects.filter(verb="step.raised", thing_id=str(found["call"].pk)).exists()


def test_an_officer_at_work_goes_on_when_the_warning_rises(operator: User) -> None:
    person = centre_cast.person()
    warning = warned(person, Level.HIGH)
    take(steps(warning)["call"].pk, operator, AT)

    receive([centre_cast.decision(person, level=Level.CRITICAL)], AT, centre_cast.BY)
    follow_up()

    call = steps(warning)["call"]
    assert (call.state, call.officer_id) == ("taken", operator.pk)
    assert Step.objects.filter(warning=warning, rung="call").count() == 1


def test_a_rise_that_is_followed_up_late_begins_nothing_twice(units: object) -> None:
    person = centre_cast.person()
    receive(
        [centre_cast.decision(person, level=Level.MEDIUM)], AT, centre_cast.BY
    )  # not followed up yet
    receive([centre_cast.decision(person, level=Level.HIGH)], AT, centre_cast.BY)
    follow_up()

    warning = Warning.objects.get(person=person)
    assert set(results(warning)) == {"flash", "call"}


def test_word_of_a_rise_that_comes_twice_changes_nothing(operator: User) -> None:
    warning = answered(warned(centre_cast.person()), "call", operator, Result.DOUBTED)
    before = results(warning)

    rise(Fact(thing_id=warning.pk), AT)

    assert results(warning) == before
    assert before["visit"] == ""


def test_a_warning_closed_elsewhere_takes_its_steps_along(units: dict[str, Unit]) -> None:
    dispatcher = centre_cast.user(units[centre_cast.CITY], Role.DISPATCHER)
    warning = warned(centre_cast.person())

    close(warning.pk, Ending.FALSE_ALARM, "a mistake of ours", user=dispatcher, at=AT)
    follow_up()

    assert set(results(warning).values()) == {Result.SUPERSEDED}


def test_a_warning_handed_over_takes_its_steps_along(units: dict[str, Unit]) -> None:
    dispatcher = centre_cast.user(units[""], Role.DISPATCHER)
    warning = warned(centre_cast.person())

    hand_over(warning.pk, "12", "lives there now", user=dispatcher, at=AT)
    follow_up()

    assert {step.place for step in steps(warning).values()} == {"12"}


def test_a_warning_that_ended_before_its_facts_begins_nothing(units: dict[str, Unit]) -> None:
    dispatcher = centre_cast.user(units[centre_cast.CITY], Role.DISPATCHER)
    person = centre_cast.person()
    said = centre_cast.decision(person, level=Level.HIGH, stage=Stage.PAYMENT)
    receive([said], AT, centre_cast.BY)
    warning = Warning.objects.get(person=person)

    close(warning.pk, Ending.FALSE_ALARM, "a mistake of ours", user=dispatcher, at=AT)
    follow_up()

    assert results(warning) == {}
