"""Routing: the officers who take a step are the nearest that there are."""

from wuzha.centre.dissuade.route import codes_above, home_of, nearest
from wuzha.centre.units.models import Unit
from wuzha.packs.rungs import UnitLevel

WAY = {
    "": "ministry",
    "11": "province",
    "1101": "city",
    "110101": "county",
    "110101001": "station",
}


def units(*, closed: str = "none") -> list[Unit]:
    return [Unit(code=code, level=level, closed=code == closed) for code, level in WAY.items()]


def code(found: Unit | None) -> str | None:
    return None if found is None else found.code


def test_the_unit_of_the_wanted_level_takes_it() -> None:
    assert code(nearest(units(), UnitLevel.CITY)) == "1101"
    assert code(nearest(units(), UnitLevel.STATION)) == "110101001"


def test_a_closed_unit_is_passed_over_upwards() -> None:
    assert code(nearest(units(closed="1101"), UnitLevel.CITY)) == "11"
    assert code(nearest(units(closed="110101001"), UnitLevel.STATION)) == "110101"
    assert nearest([], UnitLevel.CITY) is None


def test_a_person_whose_home_nobody_knows_is_served_where_the_warning_is() -> None:
    assert home_of("110101001", "110101") == "110101001"
    assert home_of("", "110101") == "110101"


def test_a_warning_handed_elsewhere_takes_its_steps_along() -> None:
    assert home_of("110101001", "12") == "12"


def test_codes_above_hold_the_unit_and_the_root() -> None:
    assert set(WAY) <= set(codes_above("110101001"))
