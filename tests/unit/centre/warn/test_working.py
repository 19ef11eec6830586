"""What officers do with warnings, and what they may not."""

from __future__ import annotations

import pytest

import centre_cast as cast
from wuzha.centre.audit.models import Entry
from wuzha.centre.outbox.models import Fact
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.access import warning_for
from wuzha.centre.warn.actions import (
    CLOSABLE,
    acknowledge,
    close,
    end,
    hand_over,
    locked,
    mark_acknowledged,
    receive,
)
from wuzha.centre.warn.ladders import in_force
from wuzha.centre.warn.models import Warning
from wuzha.vocabulary.decision import Level
from wuzha.vocabulary.errors import BadValue, KeyReused, NotAllowed, NotThere, WrongState
from wuzha.vocabulary.result import Ending, Grade

pytestmark = pytest.mark.django_db

AT, BY = cast.AT, cast.BY
LATER = AT + 1_000


@pytest.fixture
def units() -> dict[str, Unit]:
    return dict(cast.tree())


@pytest.fixture
def warning(units: dict[str, Unit]) -> Warning:
    """A high one of the county."""
    receive([cast.decision(cast.person(cast.STATION))], AT, BY)
    return Warning.objects.get()


@pytest.fixture
def dispatcher(units: dict[str, Unit]) -> User:
    return cast.user(units[cast.COUNTY], Role.DISPATCHER)


def fresh(warning: Warning) -> Warning:
    return Warning.objects.get(pk=warning.pk)


def test_taking_up_stops_the_clock_and_says_who(warning: Warning, dispatcher: User) -> None:
    acknowledge(warning.pk, user=dispatcher, at=LATER)
    found = fresh(warning)
    assert (found.state, found.acknowledged_at) == ("acknowledged", LATER)
    assert found.acknowledged_by == dispatcher
    assert found.due_at == found.expires_at
    entry = Entry.objects.get(verb="warning.acknowledged")
    assert (entry.actor, entry.person_id) == (str(dispatcher.pk), warning.person_id)


def test_a_warning_is_taken_up_once(warning: Warning, dispatcher: User) -> None:
    acknowledge(warning.pk, user=dispatcher, at=LATER)
    with pytest.raises(WrongState):
        acknowledge(warning.pk, user=dispatcher, at=LATER)
    mark_acknowledged(locked(warning.pk), user=dispatcher, at=LATER + 5)
    assert fresh(warning).acknowledged_at == LATER


def test_the_same_form_sent_twice_answers_alike(warning: Warning, dispatcher: User) -> None:
    for _ in range(2):
        acknowledge(warning.pk, user=dispatcher, at=LATER, key="k1")
        close(warning.pk, Ending.FALSE_ALARM, "a double", user=dispatcher, at=LATER, key="k2")
    assert Entry.objects.filter(verb="warning.ended").count() == 1
    with pytest.raises(KeyReused):
        close(warning.pk, Ending.EXPIRED, "a double", user=dispatcher, at=LATER, key="k2")


@pytest.mark.parametrize("place", [cast.OTHER_COUNTY, cast.OTHER_CITY, cast.OTHER_PROVINCE])
def test_another_place_does_not_see_it(
    warning: Warning, units: dict[str, Unit], place: str
) -> None:
    stranger = cast.user(units[place], Role.DISPATCHER)
    for act in (
        lambda: warning_for(stranger, warning.pk),
        lambda: acknowledge(warning.pk, user=stranger, at=LATER),
        lambda: hand_over(warning.pk, place, "lives here", user=stranger, at=LATER),
        lambda: close(warning.pk, Ending.EXPIRED, "a double", user=stranger, at=LATER),
        lambda: warning_for(stranger, warning.pk + 1),
    ):
        with pytest.raises(NotThere) as found:
            act()
        assert found.value.code == "no_warning"
    assert fresh(warning).state == "issued"


@pytest.mark.parametrize("place", [cast.STATION, cast.COUNTY, cast.CITY, cast.MINISTRY])
def test_who_is_responsible_for_the_person_sees_it(
    warning: Warning, units: dict[str, Unit], place: str
) -> None:
    assert warning_for(cast.user(units[place], Role.FIELD), warning.pk) == warning


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.BANK])
def test_who_has_no_business_with_warnings_sees_none(
    warning: Warning, units: dict[str, Unit], role: Role
) -> None:
    with pytest.raises(NotAllowed):
        warning_for(cast.user(units[""], role), warning.pk)


def test_a_role_does_only_what_it_may(warning: Warning, units: dict[str, Unit]) -> None:
    analyst = cast.user(units[""], Role.ANALYST)
    with pytest.raises(NotAllowed):
        acknowledge(warning.pk, user=analyst, at=LATER)
    operator = cast.user(units[""], Role.OPERATOR)
    with pytest.raises(NotAllowed):
        hand_over(warning.pk, cast.OTHER_COUNTY, "lives there", user=operator, at=LATER)
    with pytest.raises(NotAllowed):
        close(warning.pk, Ending.FALSE_ALARM, "a double", user=operator, at=LATER)


def test_handing_over_starts_the_clock_of_the_other_unit(
    warning: Warning, dispatcher: User
) -> None:
    acknowledge(warning.pk, user=dispatcher, at=AT)
    hand_over(warning.pk, cast.OTHER_COUNTY, "moved house", user=dispatcher, at=LATER)
    found = fresh(warning)
    assert (found.place, found.unit.code, found.state) == (*[cast.OTHER_COUNTY] * 2, "issued")
    assert found.acknowledged_by is None
    assert found.due_at == LATER + in_force(AT).levels[Level.HIGH].acknowledge
    assert found.expires_at == warning.expires_at
    fact = Fact.objects.get(name="warning.handed_over")
    assert fact.body == {"before": cast.COUNTY, "place": cast.OTHER_COUNTY}
    assert Entry.objects.get(verb="warning.handed_over").purpose == "moved house"


def test_nothing_is_handed_to_nobody(
    warning: Warning, dispatcher: User, units: dict[str, Unit]
) -> None:
    Unit.objects.filter(code=cast.OTHER_COUNTY).update(closed=True)
    for place in (cast.OTHER_COUNTY, "nowhere"):
        with pytest.raises(NotThere, match="no_unit"):
            hand_over(warning.pk, place, "moved house", user=dispatcher, at=LATER)
    with pytest.raises(WrongState, match="same_unit"):
        hand_over(warning.pk, cast.COUNTY, "moved house", user=dispatcher, at=LATER)
    with pytest.raises(BadValue, match="reason"):
        hand_over(warning.pk, cast.OTHER_CITY, " x ", user=dispatcher, at=LATER)


def test_a_dispatcher_closes_a_double_and_cannot_claim_success(
    warning: Warning, dispatcher: User
) -> None:
    for ending in set(Ending) - set(CLOSABLE):
        with pytest.raises(WrongState, match="ending_needs_step"):
            close(warning.pk, ending, "looks good", user=dispatcher, at=LATER)
    close(warning.pk, Ending.EXPIRED, "a double", user=dispatcher, at=LATER)
    assert fresh(warning).ending == Ending.EXPIRED
    assert Entry.objects.get(verb="warning.closed").purpose == "a double"


def test_an_ended_warning_is_left_alone(warning: Warning, dispatcher: User) -> None:
    close(warning.pk, Ending.EXPIRED, "a double", user=dispatcher, at=LATER)
    for act in (
        lambda: acknowledge(warning.pk, user=dispatcher, at=LATER),
        lambda: hand_over(warning.pk, cast.CITY, "moved house", user=dispatcher, at=LATER),
        lambda: close(warning.pk, Ending.EXPIRED, "a double", user=dispatcher, at=LATER),
        lambda: end(locked(warning.pk), Ending.DISSUADED, by=BY, at=LATER),
    ):
        with pytest.raises(WrongState):
            act()


def test_who_had_paid_is_a_known_victim_from_then_on(warning: Warning) -> None:
    end(locked(warning.pk), Ending.ALREADY_PAID, by=BY, at=LATER, grade=Grade.A, paid=5_000_00)
    found = fresh(warning)
    assert (found.person.victim_at, found.grade, found.paid) == (LATER, "a", 5_000_00)
    assert found.person.aftercare_at == LATER + in_force(AT).aftercare.after
    assert found.verify_at is None
    assert Entry.objects.filter(verb="person.harmed", person_id=found.person_id).exists()


def test_what_was_prevented_is_looked_at_again_later(warning: Warning) -> None:
    end(locked(warning.pk), Ending.DISSUADED, by=BY, at=LATER, grade=Grade.A, at_stake=800_00)
    assert fresh(warning).verify_at == LATER + in_force(AT).verify_after
    assert Fact.objects.get(name="warning.ended").body == {"ending": "dissuaded"}
