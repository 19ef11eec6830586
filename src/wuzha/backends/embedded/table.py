"""A hash table that grows and shrinks in place, a few entries at a time.

Rows are `[hash, value]` words, ordered by hash: a row's home is its hash scaled to the capacity,
so growing by half moves every row a little to the right without changing the order. While
the table is being resized, hashes below `BORDER` have their home by `LOW` and the others by
`HIGH`; the border walks through the table, a few rows per call, and no look-up needs two probes.
Rows between a row's home and its place are never empty (linear probing); there is no wrap-around.

Hashes are in 1 .. 2^63-1; hash 0 is an empty row. `meta` holds the words named below.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wuzha.backends.embedded.jit import part
from wuzha.backends.embedded.memory import Reserve
from wuzha.backends.embedded.operators import fetch

LOW, HIGH, BORDER, COUNT, CURSOR, MODE, TOP, MOVED = range(8)
STEADY, GROWING, SHRINKING = range(3)
_LAST_HASH = 2**63 - 1
_CAPACITY_MIN = 64
_MOVES = 4
"""Rows moved per insertion while growing. Growing by half at half full leaves room for a
quarter of the capacity until it is half full again, and half of it to move: 2 would just do."""
_SPILL = 4096
"""Rows past the capacity for those that probe over its end."""

Rows = NDArray[np.int64]
Meta = NDArray[np.int64]


class Table:
    """The memory of one table: at most `rows_max` rows."""

    def __init__(self, rows_max: int) -> None:
        self.reserve = Reserve(rows_max + _SPILL, 2)
        self.rows: Rows = self.reserve.words
        self.meta: Meta = np.zeros(8, np.int64)
        self.meta[LOW] = self.meta[HIGH] = min(_CAPACITY_MIN, rows_max)
        self.meta[BORDER] = _LAST_HASH
        self.meta[TOP] = self.meta[HIGH]

    def trim(self) -> None:
        """Gives memory past the capacity back after the table has shrunk."""
        top, high = int(self.meta[TOP]), int(self.meta[HIGH])
        if self.meta[MODE] == STEADY and top > high:
            self.reserve.release(high + _SPILL, top + _SPILL)
            self.meta[TOP] = high


@part
def home(meta: Meta, hash_: int) -> int:
    """The row where the search for a hash begins."""
    capacity = meta[LOW] if hash_ < meta[BORDER] else meta[HIGH]
    place: int = ((hash_ >> 31) * capacity) >> 32
    return place


@part
def ask(rows: Rows, meta: Meta, hash_: int) -> None:
    """Starts loading the rows where the search for a hash will look."""
    at = home(meta, hash_)
    fetch(rows, 2 * at)
    fetch(rows, 2 * (at + 3))


@part
def seek(rows: Rows, meta: Meta, hash_: int) -> int:
    """The row of a hash, or the one where it would be put in."""
    at = home(meta, hash_)
    here = rows[np.uint64(2 * at)]
    while here != 0 and here < hash_:
        at += 1
        here = rows[np.uint64(2 * at)]
    return at


@part
def find(rows: Rows, meta: Meta, hash_: int) -> int:
    """The row of a hash, or -1."""
    at = home(meta, hash_)
    while True:
        here = rows[2 * at]
        if here == hash_:
            return at
        if here == 0 or here > hash_:
            return -1
        at += 1


@part
def insert(rows: Rows, meta: Meta, hash_: int, value: int) -> int:
    """Puts in a hash that is not there; its row."""
    at = home(meta, hash_)
    while rows[2 * at] != 0 and rows[2 * at] < hash_:
        at += 1
    return insert_at(rows, meta, at, hash_, value)


@part
def insert_at(rows: Rows, meta: Meta, at: int, hash_: int, value: int) -> int:
    """Puts a hash in where its search ended; its row. Keeps the table roomy."""
    _place(rows, meta, at, hash_, value)
    return settle_in(rows, meta, at, hash_)


@part
def settle_in(rows: Rows, meta: Meta, at: int, hash_: int) -> int:
    """Counts a row just put in and makes room for more; where the row is then."""
    meta[COUNT] += 1
    if meta[MODE] == STEADY and meta[COUNT] * 2 <= meta[HIGH]:
        return at
    return _make_room(rows, meta, at, hash_)


@part
def _make_room(rows: Rows, meta: Meta, at: int, hash_: int) -> int:
    # Apart from `settle_in`, so that what happens nearly always is short enough to be inlined.
    if meta[MODE] == GROWING:
        _grow(rows, meta)
        at = find(rows, meta, hash_)
    elif meta[MODE] == SHRINKING:
        if meta[COUNT] * 2 > meta[LOW]:
            _turn_back(rows, meta)
            at = find(rows, meta, hash_)
    else:
        meta[HIGH] = meta[LOW] + meta[LOW] // 2
        meta[TOP] = max(meta[TOP], meta[HIGH])
        meta[CURSOR] = meta[LOW] + _SPILL - 1
        meta[MODE] = GROWING
        _grow(rows, meta)
        at = find(rows, meta, hash_)
    return at


@part
def remove(rows: Rows, meta: Meta, at: int) -> None:
    """Takes out the row at a place that `find` gave."""
    settle_out(rows, meta, at, _take(rows, meta, at))


@part
def settle_out(rows: Rows, meta: Meta, at: int, hole: int) -> None:
    """Counts a row just taken out; the rows from there to `hole` moved back by one."""
    meta[COUNT] -= 1
    if meta[MODE] != STEADY or (meta[COUNT] * 6 < meta[HIGH] and meta[HIGH] > _CAPACITY_MIN):
        _close_up(rows, meta, at, hole)


@part
def _close_up(rows: Rows, meta: Meta, at: int, hole: int) -> None:
    if meta[MODE] == GROWING:
        # Or a table that empties after a burst would stay as large as the burst.
        _grow(rows, meta)
    elif meta[MODE] == SHRINKING:
        # Rows up to the hole moved back by one: the next to be moved may be among them.
        if at < meta[CURSOR] <= hole:
            meta[CURSOR] -= 1
        _shrink(rows, meta, _MOVES)
    else:
        meta[LOW] = max(_CAPACITY_MIN, meta[COUNT] * 3)
        meta[BORDER] = 0
        meta[CURSOR] = 0
        meta[MODE] = SHRINKING
        _shrink(rows, meta, _MOVES)


@part
def _place(rows: Rows, meta: Meta, at: int, hash_: int, value: int) -> None:
    new = hash_
    end = at
    while rows[np.uint64(2 * end)] != 0:
        # Each row makes room for the one before it, up to the next empty row.
        hash_, rows[np.uint64(2 * end)] = rows[np.uint64(2 * end)], hash_
        value, rows[np.uint64(2 * end + 1)] = rows[np.uint64(2 * end + 1)], value
        end += 1
    rows[np.uint64(2 * end)] = hash_
    rows[np.uint64(2 * end + 1)] = value
    note_place(meta, new, at, end)


@part
def note_place(meta: Meta, new: int, at: int, end: int) -> None:
    """Minds the cursor when a hash was put in at `at`, pushing rows up to `end`."""
    # Rows yet to be moved may be pushed past the cursor by one of their own kind only.
    if meta[MODE] == GROWING and new < meta[BORDER]:
        meta[CURSOR] = max(meta[CURSOR], end)
    elif meta[MODE] == SHRINKING and new >= meta[BORDER]:
        meta[CURSOR] = min(meta[CURSOR], at)


@part
def _place_from_home(rows: Rows, meta: Meta, hash_: int, value: int) -> None:
    at = home(meta, hash_)
    while rows[2 * at] != 0 and rows[2 * at] < hash_:
        at += 1
    _place(rows, meta, at, hash_, value)


@part
def _take(rows: Rows, meta: Meta, at: int) -> int:
    """Empties a row, moving those behind it closer to home; where the hole ends up."""
    following = rows[np.uint64(2 * (at + 1))]
    while following != 0 and home(meta, following) <= at:
        rows[np.uint64(2 * at)] = following
        rows[np.uint64(2 * at + 1)] = rows[np.uint64(2 * (at + 1) + 1)]
        at += 1
        following = rows[np.uint64(2 * (at + 1))]
    rows[np.uint64(2 * at)] = 0
    rows[np.uint64(2 * at + 1)] = 0
    return at


@part
def _grow(rows: Rows, meta: Meta) -> None:
    """Moves the last few rows that still have their home by LOW."""
    at = meta[CURSOR]
    moved = 0
    while moved < _MOVES:
        while at >= 0 and (rows[2 * at] == 0 or rows[2 * at] >= meta[BORDER]):
            at -= 1
        if at < 0:
            meta[LOW] = meta[HIGH]
            meta[BORDER] = _LAST_HASH
            meta[MODE] = STEADY
            return
        hash_, value = rows[2 * at], rows[2 * at + 1]
        _take(rows, meta, at)
        meta[BORDER] = hash_
        meta[CURSOR] = at
        _place_from_home(rows, meta, hash_, value)
        moved += 1
    meta[CURSOR] = at


@part
def _shrink(rows: Rows, meta: Meta, moves: int) -> None:
    """Moves the first few rows that still have their home by HIGH."""
    at = meta[CURSOR]
    end = meta[HIGH] + _SPILL
    moved = 0
    while moved < moves:
        while at < end and (rows[2 * at] == 0 or rows[2 * at] < meta[BORDER]):
            at += 1
        if at >= end:
            meta[HIGH] = meta[LOW]
            meta[BORDER] = _LAST_HASH
            meta[MODE] = STEADY
            return
        hash_, value = rows[2 * at], rows[2 * at + 1]
        _take(rows, meta, at)
        meta[BORDER] = hash_ + 1
        _place_from_home(rows, meta, hash_, value)
        moved += 1
    meta[CURSOR] = at


@part
def _turn_back(rows: Rows, meta: Meta) -> None:
    """A shrinking table fills up again: the same border, walked the other way."""
    meta[CURSOR] = meta[HIGH] + _SPILL - 1
    meta[MODE] = GROWING
    _grow(rows, meta)
