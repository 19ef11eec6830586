"""Routing: which unit's officers take a step."""

from __future__ import annotations

from collections.abc import Iterable

from wuzha.centre.units.models import Unit
from wuzha.packs.rungs import UnitLevel

_DEPTH = {level: depth for depth, level in enumerate(UnitLevel)}


def home_of(person_place: str, warning_place: str) -> str:
    """Where to start: the person's station, unless the warning was handed to a unit elsewhere."""
    return person_place if person_place.startswith(warning_place) else warning_place


def codes_above(code: str) -> list[str]:
    """Every code that a unit at or above this one can have."""
    return [code[:length] for length in range(len(code) + 1)]


def nearest(units: Iterable[Unit], wanted: UnitLevel) -> Unit | None:
    """Of units on one way up the tree, the lowest open one of this level or higher."""
    fitting = [
        unit
        for unit in units
        if not unit.closed and _DEPTH[UnitLevel(unit.level)] <= _DEPTH[wanted]
    ]
    return max(fitting, key=lambda unit: len(unit.code), default=None)
