"""Roles: who gives them, and what they cannot be combined with."""

from __future__ import annotations

import pytest

from centre_cast import AT, BY, CITY, tree, user
from wuzha.centre.audit.models import Entry
from wuzha.centre.units.access import may, roles_of
from wuzha.centre.units.actions import GIVEN_BY_TWO, grant, grant_seconded, revoke
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Permission, Role
from wuzha.vocabulary.errors import NotAllowed, NotThere, WrongState

pytestmark = pytest.mark.django_db

ORDINARY = sorted(set(Role) - GIVEN_BY_TWO)


@pytest.fixture
def boss() -> User:
    units = tree()
    user(units[""], Role.ADMINISTRATOR)
    return user(units[""], Role.ADMINISTRATOR)


@pytest.fixture
def clerk(boss: User) -> User:
    return user(boss.unit.children.all()[0])


@pytest.mark.parametrize("role", ORDINARY)
def test_an_administrator_gives_ordinary_roles(boss: User, clerk: User, role: Role) -> None:
    for _ in range(2):
        grant(clerk.pk, role, by=boss, at=AT)
    assert roles_of(clerk) == {role}
    assert Entry.objects.filter(verb="user.granted").count() == 1
    given = clerk.grants.get()
    assert given.given_by == boss


@pytest.mark.parametrize("role", sorted(GIVEN_BY_TWO))
def test_roles_that_decide_take_two(boss: User, clerk: User, role: Role) -> None:
    for by in (boss, BY):
        with pytest.raises(NotAllowed, match="second_person"):
            grant(clerk.pk, role, by=by, at=AT)
    second = user(clerk.unit, Role.SUPERVISOR)
    grant_seconded(clerk.pk, role, first=boss, second=second, proposal=7, at=AT)
    assert roles_of(clerk) == {role}
    entry = Entry.objects.get(verb="user.granted")
    assert (entry.actor, entry.detail) == (str(second.pk), {"role": role, "proposal": 7})


def test_three_persons_take_part(boss: User, clerk: User) -> None:
    role = Role.SUPERVISOR
    other = User.objects.filter(grants__role=Role.ADMINISTRATOR).exclude(pk=boss.pk).get()
    for number, first, second in (
        (clerk.pk, boss, boss),
        (other.pk, boss, other),
        (boss.pk, boss, other),
    ):
        with pytest.raises(NotAllowed, match="second_person"):
            grant_seconded(number, role, first=first, second=second, proposal=1, at=AT)


def test_who_proposed_must_still_be_administrator(boss: User, clerk: User) -> None:
    other = User.objects.filter(grants__role=Role.ADMINISTRATOR).exclude(pk=boss.pk).get()
    revoke(boss.pk, Role.ADMINISTRATOR, by=other, at=AT)
    with pytest.raises(NotAllowed):
        grant_seconded(clerk.pk, Role.AUDITOR, first=boss, second=other, proposal=1, at=AT)


def test_a_process_may_alone_until_there_are_two_administrators() -> None:
    units = tree()
    auditor, first, second, third = (user(units[""]) for _ in range(4))
    grant(auditor.pk, Role.AUDITOR, by=BY, at=AT)
    grant(first.pk, Role.ADMINISTRATOR, by=BY, at=AT)
    grant(second.pk, Role.ADMINISTRATOR, by=BY, at=AT)
    with pytest.raises(NotAllowed, match="second_person"):
        grant(third.pk, Role.ADMINISTRATOR, by=BY, at=AT)


def test_nobody_gives_roles_to_themselves(boss: User) -> None:
    with pytest.raises(NotAllowed, match="own_roles"):
        grant(boss.pk, Role.OPERATOR, by=boss, at=AT)


@pytest.mark.parametrize(
    ("there", "more"),
    [
        (Role.OPERATOR, Role.BANK),
        (Role.BANK, Role.OPERATOR),
        (Role.BANK, Role.TELECOM),
        (Role.ADMINISTRATOR, Role.OPERATOR),
        (Role.AUDITOR, Role.ANALYST),
    ],
)
def test_roles_that_do_not_go_together(boss: User, there: Role, more: Role) -> None:
    """Who administers must not see warnings, who audits changes nothing."""
    clerk = user(boss.unit, there)
    with pytest.raises(WrongState, match="roles_apart"):
        grant(clerk.pk, more, by=boss, at=AT)


def test_officers_roles_add_up(boss: User, clerk: User) -> None:
    grant(clerk.pk, Role.OPERATOR, by=boss, at=AT)
    grant(clerk.pk, Role.DISPATCHER, by=boss, at=AT)
    assert may(clerk, Permission.WORK_STEPS)
    assert may(clerk, Permission.ASSIGN)


def test_a_role_that_is_taken_away_counts_from_the_next_request(boss: User, clerk: User) -> None:
    grant(clerk.pk, Role.OPERATOR, by=boss, at=AT)
    revoke(clerk.pk, Role.OPERATOR, by=boss, at=AT)
    assert not may(clerk, Permission.WORK_STEPS)
    with pytest.raises(NotThere):
        revoke(clerk.pk, Role.OPERATOR, by=boss, at=AT)


def test_a_form_that_comes_again_late_gives_nothing_back(boss: User, clerk: User) -> None:
    grant(clerk.pk, Role.OPERATOR, by=boss, at=AT, key="form")
    revoke(clerk.pk, Role.OPERATOR, by=boss, at=AT)
    grant(clerk.pk, Role.OPERATOR, by=boss, at=AT, key="form")
    assert roles_of(clerk) == frozenset()


def test_a_local_administrator_gives_nothing_elsewhere(boss: User) -> None:
    city = boss.unit.__class__.objects.get(code=CITY)
    local = user(city, Role.ADMINISTRATOR)
    with pytest.raises(NotThere):
        grant(user(boss.unit).pk, Role.OPERATOR, by=local, at=AT)
    with pytest.raises(NotThere):
        grant(999_999, Role.OPERATOR, by=local, at=AT)


def test_who_has_left_gets_nothing(boss: User, clerk: User) -> None:
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    with pytest.raises(WrongState, match="user_left"):
        grant(clerk.pk, Role.OPERATOR, by=boss, at=AT)


def test_the_last_administrator_keeps_the_role(boss: User) -> None:
    other = User.objects.filter(grants__role=Role.ADMINISTRATOR).exclude(pk=boss.pk).get()
    revoke(other.pk, Role.ADMINISTRATOR, by=boss, at=AT)
    with pytest.raises(WrongState, match="last_administrator"):
        revoke(boss.pk, Role.ADMINISTRATOR, by=BY, at=AT)
