"""Users: made, moved, on duty, sent away."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from centre_cast import AT, BY, CITY, COUNTY, OTHER_PROVINCE, PROVINCE, STATION, tree, user
from wuzha.centre.audit.models import Entry
from wuzha.centre.outbox.models import Fact
from wuzha.centre.units.access import may
from wuzha.centre.units.actions import (
    close_unit,
    deactivate,
    make_user,
    move_user,
    reactivate,
    set_badge,
    set_duty,
    set_password,
)
from wuzha.centre.units.models import User
from wuzha.centre.units.queries import on_duty, users_below
from wuzha.centre.units.roles import Permission, Role
from wuzha.vocabulary.errors import BadValue, NotAllowed, NotThere, WrongState

pytestmark = pytest.mark.django_db


def again(user: User) -> User:
    """The user as the next request finds them."""
    return User.objects.select_related("unit").get(pk=user.pk)


def test_a_new_user_has_a_password_and_no_rights() -> None:
    tree()
    made = make_user("li.wei", name="李伟", unit=CITY, password="a-long-one-93", by=BY, at=AT)
    assert made.check_password("a-long-one-93")
    assert not any(may(made, permission) for permission in Permission)
    entry = Entry.objects.get(verb="user.made")
    assert "李伟" not in str(entry.detail) + entry.purpose


def test_without_a_password_nobody_gets_in_by_one() -> None:
    tree()
    made = make_user("li.wei", name="Li", unit=CITY, by=BY, at=AT)
    assert not made.has_usable_password()


@pytest.mark.parametrize("name", ["", "x", "Li", "li wei", "李伟", "a" * 41, "-li"])
def test_user_names_are_plain(name: str) -> None:
    tree()
    with pytest.raises(BadValue):
        make_user(name, name="Li", unit=CITY, by=BY, at=AT)


def test_a_user_name_and_a_badge_belong_to_one() -> None:
    tree()
    made = make_user("li.wei", name="Li", unit=CITY, badge="B1007", by=BY, at=AT)
    with pytest.raises(WrongState, match="username_taken"):
        make_user("li.wei", name="Li", unit=CITY, by=BY, at=AT)
    other = make_user("wang.fang", name="Wang", unit=CITY, by=BY, at=AT)
    with pytest.raises(WrongState, match="badge_taken"):
        set_badge(other.pk, "B1007", by=BY, at=AT)
    assert set_badge(made.pk, "B1007", by=BY, at=AT).badge == "B1007"


def test_a_form_sent_twice_makes_one_user() -> None:
    tree()
    made = [make_user("li", name="Li", unit=CITY, by=BY, at=AT, key="form") for _ in range(2)]
    assert made[0].pk == made[1].pk


def test_who_calls_citizens_needs_a_badge() -> None:
    tree()
    made = make_user("li.wei", name="Li", unit=CITY, by=BY, at=AT)
    with pytest.raises(WrongState, match="no_badge"):
        set_duty(made.pk, True, by=BY, at=AT)
    set_badge(made.pk, "B1007", by=BY, at=AT)
    assert set_duty(made.pk, True, by=BY, at=AT).on_duty
    assert on_duty([CITY, COUNTY]) == {CITY: 1}


def test_who_may_put_whom_on_duty() -> None:
    units = tree()
    operator = user(units[CITY], Role.OPERATOR, on_duty=False)
    dispatcher = user(units[CITY], Role.DISPATCHER)
    elsewhere = user(units[OTHER_PROVINCE], Role.DISPATCHER)
    analyst = user(units[CITY], Role.ANALYST)
    assert set_duty(operator.pk, True, by=operator, at=AT).on_duty
    assert not set_duty(operator.pk, False, by=dispatcher, at=AT).on_duty
    with pytest.raises(NotThere):
        set_duty(operator.pk, True, by=elsewhere, at=AT)
    with pytest.raises(NotAllowed):
        set_duty(analyst.pk, True, by=analyst, at=AT)


def test_who_leaves_may_nothing_at_the_next_request_and_comes_back_without_roles() -> None:
    units = tree()
    boss, officer = user(units[""], Role.ADMINISTRATOR), user(units[CITY], Role.OPERATOR)
    deactivate(officer.pk, "retired", by=boss, at=AT)
    gone = again(officer)
    assert not gone.is_active
    assert not gone.on_duty
    assert not may(gone, Permission.WORK_STEPS)
    fact = Fact.objects.get(name="user.left")
    assert (fact.thing_id, fact.body) == (officer.pk, {"why": "deactivated"})
    with pytest.raises(WrongState, match="user_left"):
        deactivate(officer.pk, "retired", by=boss, at=AT)
    reactivate(officer.pk, by=boss, at=AT)
    back = again(officer)
    assert back.is_active
    assert not may(back, Permission.WORK_STEPS)


def test_the_last_administrator_stays() -> None:
    units = tree()
    first = user(units[""], Role.ADMINISTRATOR)
    user(units[CITY], Role.ADMINISTRATOR)  # administers a city, not the house
    with pytest.raises(WrongState, match="last_administrator"):
        deactivate(first.pk, "left", by=BY, at=AT)
    with pytest.raises(WrongState, match="last_administrator"):
        move_user(first.pk, CITY, by=BY, at=AT)
    second = user(units[""], Role.ADMINISTRATOR)
    with pytest.raises(WrongState, match="own_account"):
        deactivate(first.pk, "left", by=first, at=AT)
    deactivate(first.pk, "left", by=second, at=AT)
    with pytest.raises(WrongState, match="last_administrator"):
        deactivate(second.pk, "left", by=BY, at=AT)


def test_moving_takes_work_away_and_widens_no_power() -> None:
    units = tree()
    officer = user(units[COUNTY], Role.OPERATOR)
    move_user(officer.pk, CITY, by=BY, at=AT)
    assert again(officer).unit.code == CITY
    assert Fact.objects.get(name="user.left").body == {"why": "moved"}
    boss = user(units[COUNTY], Role.SUPERVISOR)
    with pytest.raises(WrongState, match="roles_stay"):
        move_user(boss.pk, CITY, by=BY, at=AT)
    assert move_user(boss.pk, STATION, by=BY, at=AT).unit.code == STATION


def test_nobody_is_put_into_a_closed_unit() -> None:
    units = tree()
    close_unit(STATION, "merged", by=BY, at=AT)
    with pytest.raises(WrongState, match="unit_closed"):
        make_user("li", name="Li", unit=STATION, by=BY, at=AT)
    with pytest.raises(WrongState, match="unit_closed"):
        move_user(user(units[CITY]).pk, STATION, by=BY, at=AT)


def test_administrators_reach_users_below_them_alone() -> None:
    units = tree()
    local = user(units[PROVINCE], Role.ADMINISTRATOR)
    below, beside = user(units[CITY]), user(units[OTHER_PROVINCE])
    set_password(below.pk, "a-long-one-93", by=local, at=AT)
    assert again(below).check_password("a-long-one-93")
    acts: list[Callable[[], User]] = [
        lambda: set_password(beside.pk, "a-long-one-93", by=local, at=AT),
        lambda: deactivate(beside.pk, "left", by=local, at=AT),
        lambda: move_user(beside.pk, CITY, by=local, at=AT),
        lambda: move_user(below.pk, OTHER_PROVINCE, by=local, at=AT),
        lambda: make_user("li", name="Li", unit=OTHER_PROVINCE, by=local, at=AT),
    ]
    for act in acts:
        with pytest.raises(NotThere):
            act()
    seen = {found.pk for found in users_below(local).rows}
    assert seen == {local.pk, below.pk}
    with pytest.raises(NotAllowed):
        users_below(user(units[""], Role.DISPATCHER))


def test_users_come_in_pages_and_are_found() -> None:
    units = tree()
    boss = user(units[""], Role.ADMINISTRATOR, name="boss")
    for number in range(5):
        user(units[CITY], name=f"clerk{number}")
    first = users_below(boss, limit=4)
    assert [row.username for row in first.rows] == ["boss", "clerk0", "clerk1", "clerk2"]
    second = users_below(boss, after=first.after, limit=4)
    assert ([row.username for row in second.rows], second.after) == (["clerk3", "clerk4"], "")
    assert [row.username for row in users_below(boss, text="clerk3").rows] == ["clerk3"]
    assert users_below(boss, place=PROVINCE).rows[0].username == "clerk0"
