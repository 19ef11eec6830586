"""Texts by number, so that a city computes with whole numbers and writes texts once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Codes = NDArray[np.int32]
NONE = -1
"""The code of no text (null)."""


_NOTHING = pa.array([], pa.string())


class Pool:
    """All texts of a city: `add` gives them numbers, `take` turns numbers into a column."""

    def __init__(self) -> None:
        self._parts: list[pa.Array] = []
        self._firsts: list[int] = []
        self._size = 0
        self._known: dict[str, int] = {}
        self._array: pa.Array | None = None

    def __len__(self) -> int:
        return self._size

    def code(self, text: str) -> int:
        """The number of a word that comes again and again."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = int(self.add([text])[0])
        return found

    def codes(self, texts: Sequence[str]) -> Codes:
        """`code` of each."""
        return np.array([self.code(text) for text in texts], np.int32)

    def add(self, texts: Sequence[str] | pa.Array) -> Codes:
        """New numbers, one after the other, for texts that are not looked up again."""
        array = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())
        first = self._size
        if len(array):
            self._parts.append(array.cast(pa.string()))
            self._firsts.append(first)
        self._size += len(array)
        self._array = None
        return np.arange(first, self._size, dtype=np.int32)

    def numbered(self, prefix: str, numbers: NDArray[np.int64], width: int) -> Codes:
        """Texts such as `p-000017`: the prefix and each number in `width` digits."""
        return self.add(numbered(prefix, numbers, width))

    def take(self, codes: Codes) -> pa.Array:
        """A text column; null where the code is NONE."""
        if self._array is None:
            self._array = pa.concat_arrays([_NOTHING, *self._parts])
            self._parts, self._firsts = [self._array], [0]
        missing = codes < 0
        indices = pa.array(codes, mask=missing) if missing.any() else pa.array(codes)
        return self._array.take(indices)

    def text(self, code: int) -> str:
        """One text, looked up in its part: the whole is not joined for a single one."""
        place = bisect_right(self._firsts, code) - 1
        found: str = self._parts[place][code - self._firsts[place]].as_py()
        return found


def numbered(prefix: str, numbers: NDArray[np.int64], width: int) -> pa.Array:
    """The prefix and each number in `width` decimal digits, as an Arrow text column.

    Written straight into the column's bytes: an id for every event is made here.
    """
    head = np.frombuffer(prefix.encode("ascii"), np.uint8)
    size = len(head) + width
    cells = np.empty((len(numbers), size), np.uint8)
    cells[:, : len(head)] = head
    rest = numbers.astype(np.int64)
    for place in range(size - 1, len(head) - 1, -1):
        rest, digit = np.divmod(rest, 10)
        cells[:, place] = digit + ord("0")
    offsets = np.arange(0, (len(numbers) + 1) * size, size, dtype=np.int32)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(cells)]
    return pa.Array.from_buffers(pa.string(), len(numbers), buffers)
