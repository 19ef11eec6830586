"""Columns of tables as numpy arrays, and intervals of people's time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wuzha.simulate.plan import CityPlan

Whole = NDArray[np.int64]
Flag = NDArray[np.bool_]
Words = NDArray[np.object_]

NEVER = np.iinfo(np.int64).max
"""The instant of what does not happen: later than all others."""


def whole(table: pa.Table, name: str, missing: int = 0) -> Whole:
    """A column of whole numbers; `missing` where it is null."""
    return column(pc.fill_null(table[name].cast(pa.int64()), missing), np.int64)


def flags(table: pa.Table, name: str) -> Flag:
    """A column of booleans; null is false."""
    return column(pc.fill_null(table[name], False), np.bool_)


def words(table: pa.Table, name: str) -> Words:
    """A column of texts as Python objects, None where it is null: for truths, not for events."""
    return objects(table[name].to_pylist())


def objects(values: Sequence[str | None]) -> Words:
    out = np.empty(len(values), object)
    out[:] = values
    return out


def column(values: pa.ChunkedArray | pa.Array, dtype: type[np.generic]) -> NDArray[Any]:
    """An Arrow column without nulls as a numpy array of that type."""
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype)


def table_of(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    """A table of rows of plain values."""
    columns = [*zip(*rows, strict=True)] or [()] * len(schema)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema)


def rows_of(people: pa.Table, tokens: pa.ChunkedArray | pa.Array) -> Whole:
    """The row in the truth's `people` of each token; -1 for who is not a resident."""
    known = people["person"].combine_chunks()
    return column(pc.fill_null(pc.index_in(tokens, value_set=known), -1), np.int64)


@dataclass(frozen=True)
class PersonTime:
    """The time of all residents on one line: first that of resident 0, then that of the next.

    `key(person, at)` rises with the person and then with the instant, so one sorted array of keys
    answers for everybody. Instants outside the city count as its first and its last.
    """

    start: int
    span: int

    @classmethod
    def of(cls, plan: CityPlan) -> PersonTime:
        return cls(plan.start, plan.end - plan.start + 1)

    def key(self, person: NDArray[np.integer], at: Whole) -> Whole:
        return person.astype(np.int64) * self.span + np.clip(at - self.start, 0, self.span - 1)


@dataclass(frozen=True)
class Intervals:
    """Times of residents, each from `start` to `end`, both included. They may overlap."""

    person: Whole
    start: Whole
    end: Whole

    @classmethod
    def together(cls, *parts: Intervals) -> Intervals:
        """The intervals of all parts."""
        return cls(
            np.concatenate([part.person for part in parts]),
            np.concatenate([part.start for part in parts]),
            np.concatenate([part.end for part in parts]),
        )

    def hold(self, time: PersonTime, person: NDArray[np.integer], at: Whole) -> Flag:
        """For each person and instant whether one of that person's intervals has it in it.

        Among the intervals that have begun, the one that ends last decides; ends of people
        further ahead on the line are smaller than any key of this person.
        """
        real = (self.person >= 0) & (self.start <= self.end) & (self.end >= time.start)
        start = time.key(self.person[real], self.start[real])
        end = time.key(self.person[real], self.end[real])
        order = np.argsort(start)
        latest = np.concatenate([[-1], np.maximum.accumulate(end[order])])
        key = time.key(person, at)
        begun = np.searchsorted(start[order], key, side="right")
        found: Flag = (latest[begun] >= key) & (person >= 0)
        return found
