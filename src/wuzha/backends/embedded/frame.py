"""Events from Arrow columns into the working matrix."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wuzha.backends.embedded.arrow import bits, cells, nulls, one_piece
from wuzha.backends.embedded.hashing import hash_texts, hash_wholes
from wuzha.backends.embedded.kernels import KIND_BITS
from wuzha.backends.embedded.layout import AS_OF, DOUBLE, KIND, LATE, Layout
from wuzha.backends.embedded.operators import NULL
from wuzha.vocabulary.event import FIELDS, Kind, Type

_KINDS = pa.array([kind.value for kind in Kind])
_BITS = np.array([KIND_BITS[kind] for kind in Kind] + [0], np.int64)
_KEY = "key of "


class Frame:
    """The matrix of one engine: `wholes` and `doubles` are the same cells in two readings."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.capacity = 0
        self.wholes: NDArray[np.int64] = np.empty((len(layout.flavours), 0), np.int64)
        self.doubles: NDArray[np.float64] = self.wholes.view(np.float64)
        self._fields = [(name, layout.columns[name]) for name in sorted(layout.fields)]
        self._keys = [
            (column, name.removeprefix(_KEY), layout.columns[name.removeprefix(_KEY)])
            for name, column in layout.columns.items()
            if name.startswith(_KEY)
        ]

    def fit(self, n: int) -> None:
        """Makes room for n events."""
        if n > self.capacity:
            self.capacity = max(64, 1 << (n - 1).bit_length())
            self.wholes = np.empty((len(self.layout.flavours), self.capacity), np.int64)
            self.doubles = self.wholes.view(np.float64)

    def fill(self, events: pa.Table) -> int:
        """Fields, order columns and key hashes of a batch; the number of its events."""
        n = int(events.num_rows)
        self.fit(n)
        present = {name: number for number, name in enumerate(events.column_names)}
        for name, column in self._fields:
            if name in present:
                self._field(name, column, one_piece(events.column(present[name])), n)
            elif self.layout.flavours[column] == DOUBLE:
                self.doubles[column, :n] = np.nan
            else:
                self.wholes[column, :n] = NULL
        self._order(events, n)
        for column, name, source in self._keys:
            self._key(column, name, source, n)
        return n

    def _field(self, name: str, column: int, values: pa.Array, n: int) -> None:
        kind = FIELDS[name].type
        if kind is Type.TEXT:
            hash_texts(values, self.wholes[column, :n])
        elif kind is Type.NUMBER:
            self.doubles[column, :n] = cells(values, np.float64)
            if values.null_count:
                self.doubles[column, :n][nulls(values)] = np.nan
        else:
            _fill_wholes(values, self.wholes[column, :n])

    def _order(self, events: pa.Table, n: int) -> None:
        columns = self.layout.columns
        self.wholes[columns[AS_OF], :n] = cells(one_piece(events.column("as_of")), np.int64)
        _fill_wholes(one_piece(events.column("late")), self.wholes[columns[LATE], :n])
        numbers = pc.index_in(one_piece(events.column("kind")), _KINDS)
        self.wholes[columns[KIND], :n] = _BITS[cells(numbers, np.int32)]

    def _key(self, column: int, name: str, source: int, n: int) -> None:
        if FIELDS[name].type is Type.TEXT:
            # A text's cell is its hash already.
            hashes = self.wholes[source, :n]
            np.copyto(self.wholes[column, :n], hashes)
            self.wholes[column, :n][hashes == NULL] = 0
        else:
            hash_wholes(self.wholes[source, :n], self.wholes[column, :n])


def _fill_wholes(values: pa.Array, out: NDArray[np.int64]) -> None:
    if pa.types.is_boolean(values.type):
        out[:] = bits(values.buffers()[1], values)
    elif len(values):
        out[:] = cells(values, np.int64)
    if values.null_count:
        out[nulls(values)] = NULL
