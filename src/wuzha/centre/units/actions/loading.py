"""A whole tree of units at once: what is new is made, what has other names is renamed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise

from wuzha.centre.actor import Actor
from wuzha.centre.change import Change, change
from wuzha.centre.units.access import admit
from wuzha.centre.units.actions.offices import (
    checked_code,
    checked_level,
    checked_names,
    lock_tree,
    parent_of,
)
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Permission
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.errors import BadValue, WrongState


@dataclass(frozen=True, slots=True)
class UnitRow:
    code: str
    level: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many units were made, renamed, or were as the rows say already."""

    made: int
    renamed: int
    same: int


def load_units(rows: Iterable[UnitRow], *, by: User | Actor, at: Instant) -> Loaded:
    """All rows or none. A unit that no row names stays as it is.

    BadValue or WrongState as in `make_unit`; BadValue too if a code comes twice or a unit that is
    there has another level.
    """
    wanted = sorted(rows, key=lambda row: (len(row.code), row.code))
    for row, after in pairwise(wanted):
        if row.code == after.code:
            raise BadValue("code_twice", f"the code {row.code} comes twice")
    for row in wanted:
        checked_code(row.code)
        checked_names(row.zh, row.en)
        actor = admit(by, Permission.MANAGE_UNITS, row.code)
    if not wanted:
        return Loaded(0, 0, 0)
    with change(actor, at) as done:
        lock_tree()
        known = {unit.code: unit for unit in Unit.objects.all()}
        fresh = [row for row in wanted if row.code not in known]
        renamed = _rename([row for row in wanted if row.code in known], known, done)
        _make(fresh, known, done)
    return Loaded(len(fresh), renamed, len(wanted) - len(fresh) - renamed)


def _make(rows: list[UnitRow], known: dict[str, Unit], done: Change) -> None:
    """Shorter codes first, so that each parent is there before its children."""
    there = sorted(known)
    for _, group in groupby(rows, key=lambda row: len(row.code)):
        units = []
        for row in group:
            place = bisect_left(there, row.code)
            if place < len(there) and there[place].startswith(row.code):
                raise WrongState("code_taken", f"{row.code} would come between units that exist")
            parent = parent_of(row.code, known)
            checked_level(row.level, parent)
            units.append(Unit(code=row.code, parent=parent, level=row.level, zh=row.zh, en=row.en))
        for unit in Unit.objects.bulk_create(units, batch_size=500):
            known[unit.code] = unit
            done.entry("unit.made", unit, code=unit.code, level=unit.level)


def _rename(rows: list[UnitRow], known: dict[str, Unit], done: Change) -> int:
    changed = []
    for row in rows:
        unit = known[row.code]
        if unit.level != row.level:
            raise BadValue("unit_level", f"{row.code} is a {unit.level}: a level never changes")
        if (unit.zh, unit.en) != (row.zh, row.en):
            unit.zh, unit.en = row.zh, row.en
            changed.append(unit)
            done.entry("unit.renamed", unit, code=unit.code)
    Unit.objects.bulk_update(changed, ["zh", "en"], batch_size=500)
    return len(changed)
