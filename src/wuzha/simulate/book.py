"""Events that are planned when the city is made and happen on many days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.strip import NOBODY, Column, Strip
from wuzha.vocabulary.event import FIELDS, Kind, Type

Value = int | bool | float
_NULL: dict[Type, Value] = {
    Type.TEXT: -1,
    Type.INTEGER: -1,
    Type.TIME: -1,
    Type.BOOLEAN: -1,
    Type.NUMBER: float("nan"),
}
_DTYPES = {
    Type.TEXT: np.int32,
    Type.INTEGER: np.int64,
    Type.TIME: np.int64,
    Type.BOOLEAN: np.int8,
    Type.NUMBER: np.float64,
}


class Book:
    """Planned events: written one by one or as whole strips, read by the day."""

    def __init__(self) -> None:
        self._strips: list[Strip] = []
        self._rows: dict[Kind, list[tuple[int, Mapping[str, Value], int, int, int]]] = defaultdict(
            list
        )

    def write(
        self,
        kind: Kind,
        at: int,
        fields: Mapping[str, Value],
        *,
        episode: int = NOBODY,
        twin: int = NOBODY,
        campaign: int = NOBODY,
    ) -> None:
        """One event; texts by their code in the pool, absent fields are null."""
        self._rows[kind].append((at, fields, episode, twin, campaign))

    def add(self, strip: Strip) -> None:
        """Many events at once."""
        if len(strip):
            self._strips.append(strip)

    def close(self) -> None:
        """Sorts what was written; call once, before `between`."""
        self._strips += [_strip(kind, rows) for kind, rows in self._rows.items() if rows]
        self._rows.clear()
        self._strips = [_by_time(strip) for strip in self._strips]

    def between(self, start: int, end: int) -> list[Strip]:
        """The events with `start <= at < end`."""
        found = []
        for strip in self._strips:
            first, last = np.searchsorted(strip.at, [start, end])
            if first < last:
                found.append(_rows(strip, slice(int(first), int(last))))
        return found


def _strip(kind: Kind, rows: list[tuple[int, Mapping[str, Value], int, int, int]]) -> Strip:
    names = dict.fromkeys(name for row in rows for name in row[1])
    columns: dict[str, Column] = {}
    for name in names:
        type_ = FIELDS[name].type
        null = _NULL[type_]
        columns[name] = np.array([row[1].get(name, null) for row in rows], _DTYPES[type_])
    at = np.array([row[0] for row in rows], np.int64)
    episode, twin, campaign = np.array([row[2:] for row in rows], np.int32).T
    return Strip(kind, at, columns, episode, twin, campaign)


def _by_time(strip: Strip) -> Strip:
    return _rows(strip, np.argsort(strip.at, kind="stable"))


def _rows(strip: Strip, rows: slice | NDArray[np.int64]) -> Strip:
    def some(column: Column) -> Column:
        return column[rows] if isinstance(column, np.ndarray) else column

    return replace(
        strip,
        at=strip.at[rows],
        columns={name: some(column) for name, column in strip.columns.items()},
        episode=some(strip.episode),
        twin=some(strip.twin),
        campaign=some(strip.campaign),
    )
