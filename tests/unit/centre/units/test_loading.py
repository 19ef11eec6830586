"""A whole tree at once."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centre_cast import AT, BY
from wuzha.centre.audit.models import Entry
from wuzha.centre.units.actions import Loaded, UnitRow, load_units, make_root
from wuzha.centre.units.models import Unit
from wuzha.vocabulary.errors import BadValue, WrongState

pytestmark = pytest.mark.django_db


def row(code: str, level: str, name: str = "Unit") -> UnitRow:
    return UnitRow(code, level, "单位", name)


ROWS = [row("1101", "city"), row("11", "province"), row("110101001", "station")]


@pytest.fixture(autouse=True)
def root() -> Unit:
    return make_root("ministry", "部", "Ministry", by=BY, at=AT)


def test_rows_may_come_in_any_order() -> None:
    assert load_units(ROWS, by=BY, at=AT) == Loaded(made=3, renamed=0, same=0)
    station = Unit.objects.select_related("parent").get(code="110101001")
    assert station.parent is not None
    assert station.parent.code == "1101"
    assert Entry.objects.filter(verb="unit.made").count() == 4


def test_a_second_load_takes_over_names_alone() -> None:
    load_units(ROWS, by=BY, at=AT)
    again = [row("11", "province", "New"), *ROWS[:1], row("12", "province")]
    assert load_units(again, by=BY, at=AT) == Loaded(made=1, renamed=1, same=1)
    assert Unit.objects.get(code="11").en == "New"


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        ([row("11", "province"), row("11", "province")], BadValue),
        ([row("1", "province")], WrongState),
        ([row("11", "city")], BadValue),
        ([row("1102", "province")], BadValue),
        ([row("12", "land")], BadValue),
        ([row("12", "province", "")], BadValue),
    ],
)
def test_one_bad_row_and_nothing_is_taken(bad: list[UnitRow], error: type[Exception]) -> None:
    load_units(ROWS, by=BY, at=AT)
    before = Unit.objects.count(), Entry.objects.count()
    with pytest.raises(error):
        load_units([row("13", "province"), *bad], by=BY, at=AT)
    assert (Unit.objects.count(), Entry.objects.count()) == before


CODES = st.lists(st.text("12", min_size=1, max_size=4), unique=True, max_size=12)


@settings(max_examples=40)
@given(first=CODES, second=CODES)
def test_every_parent_is_the_nearest_prefix(first: list[str], second: list[str]) -> None:
    """Whatever is loaded after whatever: either it is refused or the tree is one."""
    Unit.objects.exclude(code="").update(parent=None)
    Unit.objects.exclude(code="").delete()
    for codes in (first, second):
        rows = [row(code, Unit.LEVELS[len(code)]) for code in codes]
        with suppress(WrongState):
            load_units(rows, by=BY, at=AT)
    units = {unit.code: unit for unit in Unit.objects.select_related("parent")}
    for code, unit in units.items():
        above = [code[:length] for length in range(len(code)) if code[:length] in units]
        assert (unit.parent.code if unit.parent else None) == (above[-1] if above else None)
