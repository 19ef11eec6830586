"""Offices: the tree of units of a city's country, from the ministry down to the stations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wuzha.centre.actor import Actor
from wuzha.centre.units.actions import UnitRow, load_units, make_root
from wuzha.packs import Pack
from wuzha.simulate.sheets import sheet
from wuzha.vocabulary.clock import Instant

PLACES = "city/places.yaml"
DIRECTORY = "city/directory.yaml"
FIRST_PROVINCE = 90
"""The city counts its provinces from 10. No province of the country has a code from 90 on, so a map
of the country does not show invented ones."""

CITY_FIRST = 10


def place_of(station: str) -> str:
    """The unit's code of a station of the city: `10.01.02.003` is `900102003`."""
    province, rest = station.split(".", 1)
    return f"{int(province) - CITY_FIRST + FIRST_PROVINCE}{rest.replace('.', '')}"


def make_offices(pack: Pack, by: Actor, at: Instant) -> list[UnitRow]:
    """Makes all units; those below the root, parents first."""
    names = sheet(pack, DIRECTORY)["units"]
    make_root("ministry", names["ministry"]["zh"], names["ministry"]["en"], by=by, at=at)
    rows = list(_rows(pack))
    load_units(rows, by=by, at=at)
    return rows


def counties(pack: Pack) -> dict[str, str]:
    """The county's name by its code, for addresses."""
    return {
        code: city["zh"] + county["zh"] for code, city, county in _counties(sheet(pack, PLACES))
    }


def _rows(pack: Pack) -> Iterator[UnitRow]:
    data = sheet(pack, DIRECTORY)
    numerals = data["numerals"]
    for p, province in enumerate(sheet(pack, PLACES)["provinces"], FIRST_PROVINCE):
        yield _named(data, "province", f"{p:02}", province)
        for c, city in enumerate(province["cities"], 1):
            yield _named(data, "city", f"{p:02}{c:02}", city)
            for k, county in enumerate(city["counties"], 1):
                code = f"{p:02}{c:02}{k:02}"
                yield _named(data, "county", code, county)
                for s in range(1, county["stations"] + 1):
                    number = {"zh": numerals[s - 1], "en": str(s)}
                    yield _named(data, "station", f"{code}{s:03}", county, number)


def _counties(
    data: Mapping[str, Any],
) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    for p, province in enumerate(data["provinces"], FIRST_PROVINCE):
        for c, city in enumerate(province["cities"], 1):
            for k, county in enumerate(city["counties"], 1):
                yield f"{p:02}{c:02}{k:02}", city, county


def _named(
    data: Mapping[str, Any],
    level: str,
    code: str,
    place: Mapping[str, Any],
    number: Mapping[str, str] | None = None,
) -> UnitRow:
    form, count = data["units"][level], number or {"zh": "", "en": ""}
    zh = form["zh"].format(place=place["zh"], number=count["zh"])
    en = form["en"].format(place=place["en"], number=count["en"])
    return UnitRow(code, level, zh, en)
