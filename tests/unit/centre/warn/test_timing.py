"""What time does to warnings: they climb, they end, they are verified, they are forgotten."""

from __future__ import annotations

import pytest

import centre_cast as cast
from wuzha.centre.audit.models import Entry
from wuzha.centre.outbox.models import Fact
from wuzha.centre.people.models import Person
from wuzha.centre.units.models import Unit
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.actions import (
    acknowledge,
    end,
    escalate,
    expire,
    forget,
    locked,
    receive,
    verify,
)
from wuzha.centre.warn.actions.timing import RETENTION
from wuzha.centre.warn.ladders import in_force
from wuzha.centre.warn.models import Evidence, Warning
from wuzha.vocabulary.decision import Level
from wuzha.vocabulary.result import Ending

pytestmark = pytest.mark.django_db

AT, BY = cast.AT, cast.BY


@pytest.fixture
def units() -> dict[str, Unit]:
    return dict(cast.tree())


@pytest.fixture
def person(units: dict[str, Unit]) -> Person:
    return cast.person(cast.STATION)


def warned(person: Person, **changes: object) -> Warning:
    receive([cast.decision(person, **changes)], AT, BY)
    return Warning.objects.latest("id")


def test_what_nobody_takes_up_climbs_to_the_top_and_stays_there(person: Person) -> None:
    at = warned(person).due_at
    for place in (cast.CITY, cast.PROVINCE, cast.MINISTRY):
        assert escalate(at - 1) == 0
        assert escalate(at) == 1
        warning = Warning.objects.get()
        assert warning.place == warning.unit.code == place
        assert warning.due_at == at + in_force(AT).levels[Level.HIGH].acknowledge
        at = warning.due_at
    assert escalate(at) == 0
    assert Warning.objects.get().due_at == at
    assert Warning.objects.get().escalations == 3
    assert Fact.objects.filter(name="warning.escalated").count() == 3
    assert Entry.objects.filter(verb="warning.escalated").count() == 3
    assert expire(warning.expires_at) == 1


def test_a_closed_unit_is_climbed_over(person: Person) -> None:
    Unit.objects.filter(code=cast.CITY).update(closed=True)
    escalate(warned(person).due_at)
    assert Warning.objects.get().place == cast.PROVINCE


def test_what_was_taken_up_does_not_climb_but_expires(
    person: Person, units: dict[str, Unit]
) -> None:
    warning = warned(person)
    acknowledge(warning.pk, user=cast.user(units[""], Role.DISPATCHER), at=AT + 1)
    assert escalate(warning.expires_at - 1) == 0
    assert expire(warning.expires_at - 1) == 0
    assert expire(warning.expires_at) == 1
    assert Warning.objects.get().ending == Ending.EXPIRED


def test_timers_do_no_more_than_asked_and_come_back_for_the_rest(units: dict[str, Unit]) -> None:
    receive([cast.decision(cast.person()) for _ in range(5)], AT, BY)
    due = Warning.objects.latest("id").due_at
    assert [escalate(due, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    over = Warning.objects.latest("id").expires_at
    assert [expire(over, limit=3) for _ in range(3)] == [3, 2, 0]


@pytest.mark.parametrize("paid_later", [False, True])
def test_nothing_lost_within_the_week_counts_as_prevented(person: Person, paid_later: bool) -> None:
    warning = warned(person)
    end(locked(warning.pk), Ending.DISSUADED, by=BY, at=AT + 1)
    if paid_later:
        other = warned(person, campaign="parcel-7")
        end(locked(other.pk), Ending.ALREADY_PAID, by=BY, at=AT + 2)
    due = AT + 1 + in_force(AT).verify_after
    assert verify(due - 1) == 0
    assert verify(due) == 1
    assert verify(due) == 0
    assert Warning.objects.get(pk=warning.pk).verified is not paid_later
    assert Entry.objects.get(verb="warning.verified").detail == {"held": not paid_later}


def test_an_earlier_loss_does_not_count_against_a_later_warning(person: Person) -> None:
    end(locked(warned(person).pk), Ending.ALREADY_PAID, by=BY, at=AT + 1)
    later = warned(person, campaign="parcel-7")
    end(locked(later.pk), Ending.DISSUADED, by=BY, at=AT + 2)
    verify(AT + 2 + in_force(AT).verify_after)
    assert Warning.objects.get(pk=later.pk).verified is True


def test_what_events_were_about_is_forgotten_in_time(person: Person) -> None:
    loose = cast.decision(person, level=Level.NONE, score=20, event="loose")
    ended, still = cast.decision(person, event="a"), cast.decision(person, event="b", campaign="c")
    receive([loose], AT, BY)
    receive([ended, still], AT, BY)
    end(locked(Warning.objects.get(campaign="episode").pk), Ending.DISSUADED, by=BY, at=AT)
    assert forget(AT + RETENTION) == 0
    assert forget(AT + RETENTION + 1) == 2
    assert forget(AT + RETENTION + 1) == 0
    kept = Evidence.objects.order_by("event")
    assert [(each.event, each.told is None) for each in kept] == [("a", True), ("b", False)]
    assert kept[0].counterparty is None
    assert (kept[0].score, kept[0].type) == (70, "refund")
    assert Entry.objects.get(verb="evidence.forgotten").detail == {"deleted": 1, "emptied": 1}
