"""Strips: some events of one kind as numpy columns, before they are cut together into a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wuzha.simulate.pool import NONE, Pool, numbered
from wuzha.vocabulary.event import FIELDS, ORDER_COLUMNS, Field, Kind, Type

Column = NDArray[Any] | int | bool | float
"""A column of a strip, or one value for all its rows.

Text: int32 codes of the city's pool, NONE is null. Integer: int64, -1 is null. Boolean: bool, or
int8 with -1 for null. Number: float64, NaN is null.
"""

NOBODY = -1
"""In `Strip.episode`, `twin` and `campaign`: the event belongs to none."""


@dataclass(frozen=True)
class Strip:
    """Events of one kind: instants (microseconds since 1970) and columns by field name.

    `episode`, `twin`, `campaign` are the truth beside the events: row numbers in the truth's
    tables, NOBODY for ordinary life. No policy sees them.
    """

    kind: Kind
    at: NDArray[np.int64]
    columns: Mapping[str, Column]
    episode: Column = NOBODY
    twin: Column = NOBODY
    campaign: Column = NOBODY

    def __len__(self) -> int:
        return len(self.at)


ORIGINS = pa.schema([("episode", pa.int32()), ("twin", pa.int32()), ("campaign", pa.int32())])
"""Whose event it is in truth; NOBODY (-1) in all three is ordinary life."""


@dataclass(frozen=True)
class Day:
    """The events of one day in processing order, ready for an engine, and their truth beside.

    `events` has the fields that occur and the order columns; `origins` is in `ORIGINS`.
    """

    number: int
    events: pa.Table
    origins: pa.Table = field(repr=False)


def cut(number: int, strips: Sequence[Strip], pool: Pool, first_seq: int) -> Day:
    """Brings a day's strips into one table in the order of time; ids count in that order."""
    strips = [strip for strip in strips if len(strip)]
    at = _joined(strips, [strip.at for strip in strips], np.int64)
    order = np.argsort(at, kind="stable")
    at = at[order]
    n = len(at)
    seq = np.arange(first_seq, first_seq + n)
    kinds = pool.codes([strip.kind.value for strip in strips])
    columns: dict[str, pa.Array] = {
        "id": numbered("e", seq, 12),
        "at": pa.array(at),
        "kind": pool.take(_joined(strips, list(kinds), np.int32)[order]),
    }
    for name, spec in FIELDS.items():
        if name not in columns and any(name in strip.columns for strip in strips):
            columns[name] = _column(spec, strips, order, pool)
    columns |= {"seq": pa.array(seq), "as_of": pa.array(at), "late": pa.repeat(False, n)}
    assert set(ORDER_COLUMNS.names) <= set(columns)
    origins = pa.table(
        [
            pa.array(_joined(strips, [getattr(strip, name) for strip in strips], np.int32)[order])
            for name in ORIGINS.names
        ],
        schema=ORIGINS,
    )
    return Day(number, pa.table(columns), origins)


_EMPTY: dict[Type, tuple[type[np.generic], int | float]] = {
    Type.TEXT: (np.int32, NONE),
    Type.INTEGER: (np.int64, -1),
    Type.TIME: (np.int64, -1),
    Type.BOOLEAN: (np.int8, -1),
    Type.NUMBER: (np.float64, float("nan")),
}


def _column(spec: Field, strips: Sequence[Strip], order: NDArray[np.int64], pool: Pool) -> pa.Array:
    dtype, empty = _EMPTY[spec.type]
    values = _joined(strips, [strip.columns.get(spec.name, empty) for strip in strips], dtype)
    values = values[order]
    if spec.type is Type.TEXT:
        return pool.take(values)
    missing = np.isnan(values) if spec.type is Type.NUMBER else values < 0
    cells = values.astype(np.bool_) if spec.type is Type.BOOLEAN else values
    return pa.array(cells, mask=missing if missing.any() else None)


def _joined(
    strips: Sequence[Strip], columns: Sequence[Column], dtype: type[np.generic]
) -> NDArray[Any]:
    """The columns of all strips behind one another; single values repeated."""
    out = np.empty(sum(len(strip) for strip in strips), dtype)
    start = 0
    for strip, column in zip(strips, columns, strict=True):
        out[start : start + len(strip)] = column
        start += len(strip)
    return out
