"""Insider alarms: what is asked about, and what is ordinary work."""

from __future__ import annotations

import pytest

from centre_cast import AT, BY, CITY, COUNTY, OTHER_PROVINCE, PROVINCE, STATION, tree, user
from wuzha.centre.actor import Actor, ActorKind
from wuzha.centre.audit.alarms import (
    PERSONS_PER_HOUR_MAX,
    SAME_PERSON_MAX,
    Alarm,
    AlarmKind,
    alarms,
)
from wuzha.centre.audit.models import Entry
from wuzha.centre.change import change
from wuzha.centre.people.models import Person
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Role
from wuzha.vocabulary.clock import DAY, HOUR, MINUTE
from wuzha.vocabulary.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor() -> User:
    return user(tree()[""], Role.AUDITOR)


def warn(*persons: int, place: str = COUNTY, at: int = 0, verb: str = "warning.issued") -> None:
    with change(BY, AT + at) as done:
        for person in persons:
            done.entry(verb, person=Person(pk=person), place=place)


def look(*persons: int, user: int = 1, place: str = COUNTY, at: int = HOUR) -> None:
    with change(Actor(ActorKind.USER, str(user), place), AT + at) as done:
        for person in persons:
            done.entry("person.opened", person=Person(pk=person), purpose="call back")


def raised(auditor: User, since: int = 0, until: int = DAY) -> list[Alarm]:
    return alarms(auditor, AT + since, AT + until)


def test_ordinary_work_raises_nothing(auditor: User) -> None:
    warn(*range(200))
    for minute in range(200):
        look(minute, at=HOUR + minute * 4 * MINUTE)
    look(7, 7, user=2)
    assert raised(auditor) == []


def test_more_persons_in_an_hour_than_anybody_can_call(auditor: User) -> None:
    count = PERSONS_PER_HOUR_MAX + 1
    warn(*range(count))
    for number in range(count):
        look(number, at=HOUR + number * MINUTE)
    (alarm,) = raised(auditor)
    assert (alarm.kind, alarm.user, alarm.count) == (AlarmKind.MANY_PERSONS, "1", count)
    assert alarm.number == Entry.objects.latest("number").number


def test_the_same_number_over_two_hours_is_ordinary(auditor: User) -> None:
    count = PERSONS_PER_HOUR_MAX + 1
    warn(*range(count))
    for number in range(count):
        look(number, at=HOUR + number * 2 * HOUR // count)
    assert raised(auditor) == []


def test_two_users_are_two_counts(auditor: User) -> None:
    warn(*range(30))
    for number in range(30):
        look(number, user=number % 2)
    assert raised(auditor) == []


def test_a_second_burst_is_a_second_alarm(auditor: User) -> None:
    persons = range(PERSONS_PER_HOUR_MAX + 5)
    warn(*persons)
    look(*persons, at=HOUR)
    look(*persons, at=5 * HOUR)
    assert [alarm.kind for alarm in raised(auditor)] == [AlarmKind.MANY_PERSONS] * 2


def test_a_person_without_a_warning(auditor: User) -> None:
    """A neighbour, somebody well known, oneself: nobody has work with them."""
    warn(1)
    look(1, 2)
    (alarm,) = raised(auditor)
    assert (alarm.kind, alarm.person) == (AlarmKind.NO_WARNING, 2)


@pytest.mark.parametrize(
    ("warned", "works", "asked"),
    [
        (COUNTY, COUNTY, False),
        (STATION, COUNTY, False),
        (COUNTY, STATION, False),  # a station makes the visits of its county's warnings
        (COUNTY, PROVINCE, False),
        (OTHER_PROVINCE, COUNTY, True),
        ("110102", COUNTY, True),
    ],
)
def test_the_warning_must_lie_on_the_line_of_ones_unit(
    auditor: User, warned: str, works: str, asked: bool
) -> None:
    warn(1, place=warned)
    look(1, place=works)
    assert bool(raised(auditor)) == asked


def test_a_warning_that_was_handed_over_explains_it(auditor: User) -> None:
    warn(1, place=OTHER_PROVINCE)
    warn(1, place=CITY, verb="warning.handed_over")
    look(1)
    assert raised(auditor) == []


def test_a_warning_that_came_later_does_not(auditor: User) -> None:
    look(1)
    warn(1, at=2 * HOUR)
    assert [alarm.kind for alarm in raised(auditor)] == [AlarmKind.NO_WARNING]


def test_the_same_person_again_and_again(auditor: User) -> None:
    warn(1)
    for hour in range(SAME_PERSON_MAX):
        look(1, at=hour * HOUR)
    assert raised(auditor) == []
    look(1, at=10 * HOUR)
    look(1, at=11 * HOUR)
    (alarm,) = raised(auditor)
    assert (alarm.kind, alarm.person, alarm.count) == (AlarmKind.SAME_PERSON, 1, 7)


def test_alarms_are_for_auditors_and_their_places(auditor: User) -> None:
    look(1)
    look(2, place=OTHER_PROVINCE, user=2)
    local = user(auditor.unit.children.get(code=PROVINCE), Role.AUDITOR)
    assert [alarm.person for alarm in raised(auditor)] == [1, 2]
    assert [alarm.person for alarm in raised(local)] == [1]
    with pytest.raises(NotAllowed):
        raised(user(auditor.unit, Role.SUPERVISOR))


def test_only_the_time_that_was_asked_about(auditor: User) -> None:
    look(1, at=HOUR)
    assert raised(auditor, since=HOUR, until=HOUR + 1) != []
    assert raised(auditor, since=HOUR + 1) == []
    assert raised(auditor, until=HOUR) == []
