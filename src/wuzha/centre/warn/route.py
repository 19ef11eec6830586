"""Routing: which unit is responsible for a warning, by where the person lives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wuzha.centre.units.models import Unit
from wuzha.vocabulary.decision import Level
from wuzha.vocabulary.errors import SettingError

ROOT = ""
"""The code of the unit at the top."""

RESPONSIBLE = {Level.LOW: "city"}
"""The level of unit that takes the warnings of a level; all others go to the county."""

_RESPONSIBLE_ELSE = "county"


def units_over(places: Iterable[str]) -> dict[str, Unit]:
    """The open units at or above these places, by code, in one query."""
    codes = {place[:length] for place in places for length in range(len(place) + 1)}
    return {unit.code: unit for unit in Unit.objects.filter(code__in=codes | {ROOT}, closed=False)}


def route(place: str, level: Level, units: Mapping[str, Unit]) -> Unit:
    """The nearest unit at or above `place` that is responsible for `level`; where nobody knows
    where the person lives, the root. `units` has at least those over the place.

    SettingError if there is no root unit.
    """
    highest = Unit.LEVELS.index(RESPONSIBLE.get(level, _RESPONSIBLE_ELSE))
    for length in range(len(place), -1, -1):
        unit = units.get(place[:length])
        if unit is not None and Unit.LEVELS.index(unit.level) <= highest:
            return unit
    raise SettingError("there is no unit at the top; `wuzha centre init` makes it")


def above(unit: Unit) -> Unit:
    """The nearest open unit above, the unit itself if it is the root."""
    upper = units_over([unit.code])
    for length in range(len(unit.code) - 1, -1, -1):
        found = upper.get(unit.code[:length])
        if found is not None:
            return found
    return unit
