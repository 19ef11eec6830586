"""Units: where a new one hangs, and what keeps one open."""

from __future__ import annotations

import pytest

from centre_cast import AT, BY, CITY, COUNTY, PROVINCE, STATION, tree, user
from wuzha.centre.actor import Actor, ActorKind
from wuzha.centre.audit.models import Entry
from wuzha.centre.outbox.models import Fact
from wuzha.centre.units.actions import (
    close_unit,
    make_root,
    make_unit,
    move_user,
    rename_unit,
    reopen_unit,
)
from wuzha.centre.units.models import Unit
from wuzha.centre.units.queries import ancestors, children_of, nearest_open, tree_below
from wuzha.centre.units.roles import Role
from wuzha.vocabulary.errors import BadValue, NotAllowed, NotThere, WrongState

pytestmark = pytest.mark.django_db


def test_a_unit_hangs_below_the_nearest_one_whose_code_begins_its_own() -> None:
    tree()
    unit = make_unit("110103", "county", "三区", "Third district", by=BY, at=AT)
    assert unit.parent is not None
    assert unit.parent.code == CITY
    assert Entry.objects.get(verb="unit.made").detail == {"code": "110103", "level": "county"}


@pytest.mark.parametrize("code", ["", "11 01", "ab", "１１", "1" * 17, "11-01"])
def test_a_code_is_digits_or_capitals(code: str) -> None:
    tree()
    with pytest.raises(BadValue):
        make_unit(code, "county", "区", "District", by=BY, at=AT)


@pytest.mark.parametrize("code", [CITY, "110", "1"])
def test_no_unit_comes_between_two_that_are_there(code: str) -> None:
    """It would take over what another unit answers for."""
    tree()
    with pytest.raises(WrongState, match="code_taken"):
        make_unit(code, "county", "区", "District", by=BY, at=AT)


def test_a_unit_stands_lower_than_its_parent() -> None:
    tree()
    with pytest.raises(BadValue, match="unit_level"):
        make_unit("110103", "city", "市", "City", by=BY, at=AT)
    assert make_unit("1103", "station", "所", "Station", by=BY, at=AT).level == "station"


def test_there_is_one_root() -> None:
    make_root("ministry", "部", "Ministry", by=BY, at=AT)
    with pytest.raises(WrongState):
        make_root("ministry", "部", "Ministry", by=BY, at=AT)


def test_without_a_root_nothing_can_be_made() -> None:
    with pytest.raises(WrongState, match="no_root"):
        make_unit("11", "province", "省", "Province", by=BY, at=AT)


def test_an_administrator_makes_units_below_their_own_alone() -> None:
    units = tree()
    local = user(units[PROVINCE], Role.ADMINISTRATOR)
    assert make_unit("1103", "city", "市", "City", by=local, at=AT).code == "1103"
    with pytest.raises(NotThere):
        make_unit("1203", "city", "市", "City", by=local, at=AT)
    with pytest.raises(NotAllowed):
        make_unit("1104", "city", "市", "City", by=user(units[""], Role.SUPERVISOR), at=AT)
    with pytest.raises(NotAllowed):
        make_unit("1104", "city", "市", "City", by=Actor(ActorKind.PARTNER, "bank"), at=AT)


def test_sending_the_same_form_twice_makes_one_unit() -> None:
    tree()
    made = [make_unit("1103", "city", "市", "City", by=BY, at=AT, key="k") for _ in range(2)]
    assert made[0].pk == made[1].pk
    assert Unit.objects.filter(code="1103").count() == 1


def test_a_closed_unit_leaves_its_places_to_its_parent() -> None:
    tree()
    assert nearest_open([STATION, COUNTY])[STATION].code == STATION
    close_unit(STATION, "merged", by=BY, at=AT)
    found = nearest_open([STATION, COUNTY, "99"])
    assert {place: unit.code for place, unit in found.items()} == {
        STATION: COUNTY,
        COUNTY: COUNTY,
        "99": "",
    }
    assert Fact.objects.get(name="unit.closed").body == {"code": STATION}
    reopen_unit(STATION, by=BY, at=AT)
    assert nearest_open([STATION])[STATION].code == STATION


def test_what_still_has_units_or_users_stays_open() -> None:
    units = tree()
    with pytest.raises(WrongState, match="unit_has_units"):
        close_unit(COUNTY, "merged", by=BY, at=AT)
    officer = user(units[STATION], Role.FIELD)
    with pytest.raises(WrongState, match="unit_has_users"):
        close_unit(STATION, "merged", by=BY, at=AT)
    move_user(officer.pk, COUNTY, by=BY, at=AT)
    assert close_unit(STATION, "merged", by=BY, at=AT).closed
    with pytest.raises(WrongState, match="root_stays"):
        close_unit("", "merged", by=BY, at=AT)


def test_renaming_is_on_record() -> None:
    tree()
    assert rename_unit(CITY, "新市", "New city", by=BY, at=AT).zh == "新市"
    assert Unit.objects.get(code=CITY).en == "New city"
    assert Entry.objects.filter(verb="unit.renamed").count() == 1


def test_a_user_sees_what_lies_below() -> None:
    units = tree()
    local = user(units[CITY], Role.DISPATCHER)
    assert [unit.code for unit in tree_below(local, "county")] == [CITY, COUNTY, "110102"]
    assert [unit.code for unit in children_of(local, COUNTY)] == [STATION, "110101002"]
    with pytest.raises(NotThere):
        children_of(local, PROVINCE)
    assert [unit.code for unit in ancestors(COUNTY)] == ["", PROVINCE, CITY, COUNTY]
