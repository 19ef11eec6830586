"""Remembers the ids that came, to tell when one comes again."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wuzha.screen.intake.coerce.bytes_in import offsets

Bools = npt.NDArray[np.bool_]
Hashes = npt.NDArray[np.uint64]

ID_MEMORY = 10_000_000

_SLOTS_MIN = 1 << 16
_EMPTY = np.uint64(0)


class SeenIds:
    """Whether an id came before, exact over at least the last `memory` ids.

    Ids are kept as 64-bit hashes in two generations: when the newer one holds `memory` of them
    it becomes the older, and the older is forgotten. So an id is remembered for `memory` to
    twice `memory` ids after it came; one that comes again later is taken for new. Two different
    ids among 10 million share a hash with a probability of 3 in a million. Memory grows with
    what is stored, 16 to 32 bytes an id in each generation: at the default at most 512 MiB.
    """

    def __init__(self, memory: int = ID_MEMORY) -> None:
        if memory < 1:
            raise ValueError("the memory for ids must be at least one")
        self._memory = memory
        self._older = _empty(_SLOTS_MIN)
        self._newer = _empty(_SLOTS_MIN)
        self._count = 0

    @property
    def nbytes(self) -> int:
        """What the two generations take."""
        return self._older.nbytes + self._newer.nbytes

    def add(self, ids: pa.StringArray) -> Bools:
        """Remember ids, none null; true for each that came before, here or in earlier calls."""
        if len(ids) == 0:
            return np.zeros(0, dtype=np.bool_)
        if self._count >= self._memory:
            self._older, self._newer, self._count = self._newer, _empty(_SLOTS_MIN), 0
        while 2 * (self._count + len(ids)) > len(self._newer):
            self._newer = _grown(self._newer)
        seen = np.empty(len(ids), dtype=np.bool_)
        self._count += _add(_hashed(ids), self._older, self._newer, seen)
        return seen


def _empty(slots: int) -> Hashes:
    return np.zeros(slots, dtype=np.uint64)


def _hashed(ids: pa.StringArray) -> Hashes:
    data = ids.buffers()[2]
    text = np.frombuffer(data, dtype=np.uint8) if data else np.zeros(1, dtype=np.uint8)
    hashes = np.empty(len(ids), dtype=np.uint64)
    _hash(offsets(ids), text, hashes)
    return hashes


@numba.njit(cache=True)
def _hash(places: npt.NDArray[np.int32], text: npt.NDArray[np.uint8], hashes: Hashes) -> None:
    """FNV-1a over the bytes, then the finalizer of MurmurHash3, so that all bits count."""
    for row in range(len(hashes)):
        value = np.uint64(0xCBF29CE484222325)
        for at in range(places[row], places[row + 1]):
            value = (value ^ np.uint64(text[at])) * np.uint64(0x100000001B3)
        value = (value ^ (value >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
        value = (value ^ (value >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
        value ^= value >> np.uint64(33)
        hashes[row] = value if value != np.uint64(0) else np.uint64(1)


@numba.njit(cache=True)
def _slot(table: Hashes, value: np.uint64) -> int:
    """Where the value is, or the empty slot where it belongs (linear probing)."""
    mask = np.uint64(len(table) - 1)
    at = value & mask
    while table[at] != np.uint64(0) and table[at] != value:
        at = (at + np.uint64(1)) & mask
    return int(at)


@numba.njit(cache=True)
def _add(hashes: Hashes, older: Hashes, newer: Hashes, seen: Bools) -> int:
    added = 0
    for row in range(len(hashes)):
        value = hashes[row]
        at = _slot(newer, value)
        seen[row] = newer[at] == value or older[_slot(older, value)] == value
        if newer[at] != value:
            newer[at] = value
            added += 1
    return added


def _grown(table: Hashes) -> Hashes:
    """The same hashes in twice the slots."""
    larger = _empty(2 * len(table))
    _add(table[table != _EMPTY], _empty(1), larger, np.empty(len(table), dtype=np.bool_))
    return larger
