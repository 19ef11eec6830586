"""What is wrong with the rows of a column."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.screen.dead_letters import Fault

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]

# Made once: a plain Python value would be turned into a scalar in every call.
_FALSE = pa.scalar(False)
_ZERO = pa.scalar(0)
_ZERO_POINT = pa.scalar(0.0)


class Faults:
    """The faults of one field by row; the first found for a row stays."""

    def __init__(self, field: str) -> None:
        self.field = field
        self.rows: dict[int, Fault] = {}

    def mark(self, rows: Bools, code: str, cause: str | None = None) -> None:
        """Set the fault of each row that is true in `rows`."""
        for row in np.flatnonzero(rows).tolist():
            self.rows.setdefault(row, Fault(code, self.field, cause))

    def mask(self, count: int) -> Bools:
        """Which of `count` rows have a fault."""
        found = np.zeros(count, dtype=np.bool_)
        found[list(self.rows)] = True
        return found


class Coerced(NamedTuple):
    """A column in its field's type, null where `faults` has the row."""

    values: pa.Array
    faults: Faults


def flags(array: pa.Array) -> Bools:
    """A boolean array as numpy, null as false."""
    filled = array.fill_null(_FALSE) if array.null_count else array
    return np.asarray(filled.to_numpy(zero_copy_only=False), dtype=np.bool_)


def integers(array: pa.Array) -> Ints:
    """An int64 array as numpy, null as 0."""
    return np.asarray(array.fill_null(_ZERO) if array.null_count else array, dtype=np.int64)


def doubles(array: pa.Array) -> Doubles:
    """A float64 array as numpy, null as 0."""
    return np.asarray(array.fill_null(_ZERO_POINT) if array.null_count else array, dtype=np.float64)


def valid(array: pa.Array) -> Bools:
    """Where an array is not null."""
    if array.null_count == 0:
        return np.ones(len(array), dtype=np.bool_)
    return np.asarray(array.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)


def with_nulls(values: npt.NDArray[np.generic], kept: Bools) -> pa.Array:
    """numpy values as an Arrow array, null where `kept` is false."""
    return pa.array(values) if kept.all() else pa.array(values, mask=~kept)


def nulled(array: pa.Array, rows: Bools) -> pa.Array:
    """The array, null where `rows` is true."""
    return pc.if_else(pa.array(rows), _null(array.type), array) if rows.any() else array


@cache
def _null(kind: pa.DataType) -> pa.Scalar:
    return pa.scalar(None, kind)
