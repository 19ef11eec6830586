"""Working: an officer takes, tries and reports steps; nobody else's, and each form once."""

from collections.abc import Callable

import pytest

import centre_cast
from unit.centre.dissuade.cast import AT, follow_up, results, steps, warned
from wuzha.centre.audit.models import Entry
from wuzha.centre.dissuade import queries
from wuzha.centre.dissuade.access import may_put_back, needs_basis, step_for, warning_for
from wuzha.centre.dissuade.actions import (
    Miss,
    justify,
    leave,
    missed,
    move,
    put_back,
    record,
    take,
    take_next,
    wake,
)
from wuzha.centre.dissuade.models import Attempt, Step
from wuzha.centre.dissuade.report import Report
from wuzha.centre.outbox.models import Fact
from wuzha.centre.people.actions import add_contact, withdraw_contact
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Role
from wuzha.vocabulary.clock import HOUR, MINUTE
from wuzha.vocabulary.decision import Level
from wuzha.vocabulary.errors import (
    BadValue,
    KeyReused,
    NotAllowed,
    NotThere,
    WrongState,
    WuzhaError,
)
from wuzha.vocabulary.result import Result

pytestmark = pytest.mark.django_db


@pytest.fixture(name="units")
def _units() -> dict[str, Unit]:
    return dict(centre_cast.tree())


@pytest.fixture(name="operator")
def _operator(units: dict[str, Unit]) -> User:
    return centre_cast.user(units[centre_cast.CITY], Role.OPERATOR)


def in_hand(operator: User, level: Level = Level.HIGH) -> Step:
    warned(centre_cast.person(), level)
    step = take_next(operator, AT)
    assert step is not None
    return step


def refused(act: Callable[[], object], error: type[WuzhaError]) -> str:
    """The code with which something is refused."""
    with pytest.raises(error) as refusal:
        act()
    return str(getattr(refusal.value, "code", ""))


def test_the_most_urgent_step_comes_first(operator: User) -> None:
    for level in (Level.MEDIUM, Level.CRITICAL, Level.HIGH):
        warned(centre_cast.person(), level)
    taken = []
    while step := take_next(operator, AT):
        taken.append(step.level_code)
        record(step.pk, Report(Result.FALSE_ALARM), operator, AT)

    assert taken == [Level.CRITICAL, Level.HIGH, Level.MEDIUM]


def test_taking_acknowledges_the_warning_and_makes_a_proof(operator: User) -> None:
    step = in_hand(operator)

    assert step.warning.state == "acknowledged"
    assert step.warning.acknowledged_by_id == operator.pk
    assert step.proof is not None


def test_asking_again_gives_the_step_in_hand(operator: User) -> None:
    step = in_hand(operator)
    warned(centre_cast.person())

    assert take_next(operator, AT + 1) == step


def test_two_officers_never_get_the_same_step(units: dict[str, Unit], operator: User) -> None:
    other = centre_cast.user(units[centre_cast.CITY], Role.OPERATOR)
    step = in_hand(operator)

    assert take_next(other, AT) is None
    assert refused(lambda: take(step.pk, other, AT), WrongState) == "step_taken"


def test_a_step_of_another_city_is_not_there(units: dict[str, Unit]) -> None:
    stranger = centre_cast.user(units["1201"], Role.OPERATOR)
    call = steps(warned(centre_cast.person()))["call"]

    refused(lambda: take(call.pk, stranger, AT), NotThere)
    refused(lambda: step_for(stranger, call.pk), NotThere)
    refused(lambda: take(10**9, stranger, AT), NotThere)
    assert take_next(stranger, AT) is None


def test_who_does_not_work_steps_may_not_take_one(units: dict[str, Unit]) -> None:
    analyst = centre_cast.user(units[centre_cast.CITY], Role.ANALYST)

    refused(lambda: take_next(analyst, AT), NotAllowed)


def test_nobody_speaks_to_people_without_a_badge(operator: User) -> None:
    operator.badge = ""
    warned(centre_cast.person())

    assert refused(lambda: take_next(operator, AT), NotAllowed) == "no_badge"


def test_a_medium_call_is_left_until_the_morning(operator: User) -> None:
    warned(centre_cast.person(), Level.MEDIUM)

    assert take_next(operator, AT + 12 * HOUR) is None


def test_each_miss_waits_and_the_last_one_climbs(operator: User) -> None:
    step = in_hand(operator)
    for tries in (1, 2):
        step = missed(step.pk, Miss.NO_ANSWER, operator, AT)
        assert (step.state, step.tries) == ("waiting", tries)
        assert step.wake_at == AT + 4 * MINUTE
        assert take_next(operator, AT) is None
        wake(AT + 4 * MINUTE)
        take(step.pk, operator, AT)

    step = missed(step.pk, Miss.BUSY, operator, AT)

    assert step.result == Result.UNREACHABLE
    assert "visit" in steps(step.warning)
    assert list(Attempt.objects.filter(step=step).values_list("number", "state", "code")) == [
        (1, "missed", "no_answer"),
        (2, "missed", "no_answer"),
        (3, "missed", "busy"),
    ]


def test_after_a_miss_the_step_has_to_be_taken_again(operator: User) -> None:
    step = missed(in_hand(operator).pk, Miss.NO_ANSWER, operator, AT)

    assert refused(lambda: record(step.pk, Report(Result.BELIEVED), operator, AT), WrongState) == (
        "step_not_yours"
    )


def test_a_wrong_number_is_not_rung_again(operator: User) -> None:
    step = missed(in_hand(operator).pk, Miss.WRONG_NUMBER, operator, AT)

    assert step.result == Result.UNREACHABLE


def test_only_who_has_the_step_reports_it(units: dict[str, Unit], operator: User) -> None:
    other = centre_cast.user(units[centre_cast.CITY], Role.OPERATOR)
    step = in_hand(operator)

    code = refused(lambda: record(step.pk, Report(Result.BELIEVED), other, AT), WrongState)

    assert code == "step_not_yours"


def test_the_same_form_twice_is_one_report(operator: User) -> None:
    step = in_hand(operator)
    report = Report(Result.BELIEVED, confirmed=True, note="listened at once")

    first = record(step.pk, report, operator, AT, "form-1")
    again = record(step.pk, report, operator, AT + 1, "form-1")

    assert first.result == again.result == Result.BELIEVED
    assert Attempt.objects.filter(step=step).count() == 1
    other = Report(Result.REFUSED)
    refused(lambda: record(step.pk, other, operator, AT, "form-1"), KeyReused)
    refused(lambda: record(step.pk, report, operator, AT, "form-2"), WrongState)


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (Report(Result.DELIVERED), "result"),
        (Report(Result.BELIEVED, about_to_pay=True), "about_to_pay"),
        (Report(Result.BELIEVED, at_stake=-1), "amount"),
        (Report(Result.BELIEVED, paid=1), "paid"),
        (Report(Result.BELIEVED, true_type="no_such_type"), "true_type"),
        (Report(Result.BELIEVED, note="x" * 4_001), "note"),
        (Report(Result.BELIEVED, basis="x"), "basis"),
    ],
)
def test_a_report_that_cannot_be_true_says_what_to_put_right(
    operator: User, report: Report, code: str
) -> None:
    step = in_hand(operator)

    assert refused(lambda: record(step.pk, report, operator, AT), BadValue) == code
    assert Step.objects.get(pk=step.pk).state == "taken"


def test_a_note_is_sealed(operator: User) -> None:
    step = in_hand(operator)
    record(step.pk, Report(Result.BELIEVED, note="her son will come"), operator, AT)

    assert Step.objects.get(pk=step.pk).note == "her son will come"
    assert not Entry.objects.filter(detail__icontains="her son").exists()


def test_a_step_put_back_is_there_for_others(units: dict[str, Unit], operator: User) -> None:
    other = centre_cast.user(units[centre_cast.CITY], Role.OPERATOR)
    step = in_hand(operator)
    refused(lambda: put_back(step.pk, "not mine", other, AT), NotAllowed)

    put_back(step.pk, "shift over", operator, AT)

    assert take_next(other, AT) == step


def test_a_dispatcher_takes_a_step_out_of_somebodys_hand(
    units: dict[str, Unit], operator: User
) -> None:
    dispatcher = centre_cast.user(units[centre_cast.CITY], Role.DISPATCHER)
    elsewhere = centre_cast.user(units["1201"], Role.DISPATCHER)
    step = in_hand(operator)
    assert [may_put_back(who, step) for who in (operator, dispatcher, elsewhere)] == [
        *(True, True, False)
    ]

    refused(lambda: put_back(step.pk, "gone home", elsewhere, AT), NotThere)
    assert put_back(step.pk, "gone home", dispatcher, AT).state == "ready"
    refused(lambda: put_back(step.pk, "gone home", dispatcher, AT), WrongState)


def test_what_somebody_who_left_had_in_hand_is_ready_again(operator: User) -> None:
    step = in_hand(operator)

    leave(Fact(thing_id=operator.pk), AT)

    assert Step.objects.get(pk=step.pk).state == "ready"


def test_a_dispatcher_moves_a_step_that_nobody_has(units: dict[str, Unit], operator: User) -> None:
    dispatcher = centre_cast.user(units["11"], Role.DISPATCHER)
    call = steps(warned(centre_cast.person()))["call"]

    refused(lambda: move(call.pk, "12", "they are free", dispatcher, AT), NotThere)
    moved = move(call.pk, "1102", "they are free", dispatcher, AT, "move-1")

    assert (moved.place, moved.moves) == ("1102", 1)
    assert move(call.pk, "1102", "they are free", dispatcher, AT, "move-1").moves == 1
    assert take_next(operator, AT) is None


def test_a_step_in_hand_is_not_moved(units: dict[str, Unit], operator: User) -> None:
    dispatcher = centre_cast.user(units["11"], Role.DISPATCHER)
    step = in_hand(operator)

    code = refused(lambda: move(step.pk, "1102", "they are free", dispatcher, AT), WrongState)

    assert code == "step_taken"


def asking(operator: User, *, consented: bool) -> Step:
    """A step that asks a trusted contact, in the operator's hand."""
    person = centre_cast.person()
    add_contact(operator, person, "Li", "+8613911111111", "daughter", consented, AT)
    warning = warned(person)
    record(take(steps(warning)["call"].pk, operator, AT).pk, Report(Result.DOUBTED), operator, AT)
    return take(steps(warning)["contact"].pk, operator, AT)


def test_a_contact_who_has_consented_is_asked_without_more(operator: User) -> None:
    step = asking(operator, consented=True)

    assert not needs_basis(step)
    assert record(step.pk, Report(Result.BELIEVED), operator, AT).result == Result.BELIEVED


def test_nobody_asks_a_contact_without_consent_or_a_basis(operator: User) -> None:
    step = asking(operator, consented=False)
    assert needs_basis(step)

    assert refused(lambda: missed(step.pk, Miss.BUSY, operator, AT), WrongState) == "no_consent"
    assert refused(lambda: record(step.pk, Report(Result.BELIEVED), operator, AT), WrongState) == (
        "no_consent"
    )
    justify(step.pk, "she is about to pay and answers nobody", operator, AT)

    assert record(step.pk, Report(Result.BELIEVED), operator, AT).result == Result.BELIEVED
    assert Entry.objects.get(verb="step.justified").purpose.startswith("she is about to pay")


def test_a_contact_who_withdrew_is_not_asked(operator: User) -> None:
    step = asking(operator, consented=True)
    put_back(step.pk, "later", operator, AT)
    assert step.contact is not None
    withdraw_contact(operator, step.warning.person, step.contact.pk, AT)

    assert take_next(operator, AT) is None
    assert refused(lambda: take(step.pk, operator, AT), WrongState) == "contact_withdrawn"


def test_a_station_that_is_to_visit_sees_the_warning(
    units: dict[str, Unit], operator: User
) -> None:
    field = centre_cast.user(units[centre_cast.STATION], Role.FIELD)
    stranger = centre_cast.user(units[centre_cast.OTHER_STATION], Role.FIELD)
    step = in_hand(operator)
    record(step.pk, Report(Result.REFUSED), operator, AT)
    follow_up()

    assert warning_for(field, step.warning_id).pk == step.warning_id
    refused(lambda: warning_for(stranger, step.warning_id), NotThere)


def test_the_desk_shows_what_is_in_hand_what_waits_and_what_was_done(operator: User) -> None:
    for _ in range(4):
        warned(centre_cast.person())
    missed(take(Step.objects.filter(rung="call")[0].pk, operator, AT).pk, Miss.BUSY, operator, AT)
    done = take(Step.objects.filter(rung="call", state="ready")[0].pk, operator, AT)
    record(done.pk, Report(Result.BELIEVED), operator, AT)
    mine = take_next(operator, AT)

    desk = queries.desk(operator, AT)

    assert desk.in_hand == mine
    assert (desk.ready, desk.waiting, len(desk.next)) == (1, 1, 1)
    assert desk.done == {Result.BELIEVED: 1}


def test_a_warnings_way_has_its_steps_with_their_attempts(operator: User) -> None:
    step = in_hand(operator)
    missed(step.pk, Miss.BUSY, operator, AT)

    found = {one.rung: one for one in queries.for_warning(step.warning)}

    assert set(found) == {"flash", "call"}
    assert [attempt.code for attempt in found["call"].attempts.all()] == ["busy"]


def test_results_of_the_day_begin_anew_at_midnight(operator: User) -> None:
    record(in_hand(operator).pk, Report(Result.BELIEVED), operator, AT)

    assert queries.desk(operator, AT + 24 * HOUR).done == {}
    assert set(results(Step.objects.filter(rung="call")[0].warning)) == {"flash", "call"}
