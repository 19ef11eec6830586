"""A list in memory: whose identifiers are on it, asked column by column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wuzha.screen.lists import kernels

Bools = npt.NDArray[np.bool_]
Number = TypeVar("Number", bound=np.generic)
Find = Callable[[pa.Array, Bools], None]

_SLOTS_MIN = 8


class EntrySet:
    """The entries of one list in normal form (int64 or string), each once.

    `match` is `exact`; `suffix` for hosts: the host is an entry or ends with `.` and an entry;
    or `prefix` for phones: the number's digits begin with an entry's. Takes 16 to 32 bytes an
    entry beside the entries themselves.
    """

    def __init__(self, entries: pa.Array, match: str) -> None:
        """`entries`: phones, or parts of phones, above 0; or texts. None null or empty."""
        self.entries = entries.unique()
        self.match = match
        whole = pa.types.is_integer(entries.type)
        self._find = _wholes(self.entries, match) if whole else _texts(self.entries, match)
        self.contains(self.entries[:1])  # so that compiling is done before the first event

    def contains(self, array: pa.Array) -> Bools:
        """For each identifier in normal form whether it is on the list; false for null."""
        found = np.zeros(len(array), np.bool_)
        if array.type != self.entries.type:
            array = array.cast(self.entries.type)
        if len(self.entries) and array.null_count < len(array):
            self._find(array, found)
            if array.null_count:
                found &= np.asarray(array.is_valid())
        return found

    def contains_one(self, value: Any) -> bool:
        return bool(self.contains(pa.array([value], self.entries.type))[0])


def _wholes(entries: pa.Array, match: str) -> Find:
    values = _numbers(entries)
    slots = np.zeros(_slot_count(len(values)), np.int64)
    kernels.fill_wholes(values, slots)
    if match != "prefix":
        return lambda array, found: kernels.find_wholes(_numbers(array), slots, found)
    digits = np.unique([len(str(value)) for value in values.tolist()]).astype(np.int64)
    return lambda array, found: kernels.find_beginnings(_numbers(array), slots, digits, found)


def _texts(entries: pa.Array, match: str) -> Find:
    offsets, data = _bytes(entries)
    slots = np.zeros(_slot_count(len(entries)), np.uint64)
    kernels.fill_texts(offsets, data, slots)
    suffixes = match == "suffix"

    def find(array: pa.Array, found: Bools) -> None:
        kernels.find_texts(*_bytes(array), offsets, data, slots, suffixes, found)

    return find


def _slot_count(entries: int) -> int:
    """A power of two, at least twice the entries."""
    return max(_SLOTS_MIN, 1 << (2 * entries - 1).bit_length())


def _numbers(array: pa.Array) -> npt.NDArray[np.int64]:
    return _seen(array.buffers()[1], np.int64)[array.offset : array.offset + len(array)]


def _bytes(array: pa.Array) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """The offsets and the bytes of a string array."""
    _, offsets, data = array.buffers()
    starts = _seen(offsets or bytes(4), np.int32)  # Arrow may leave out the offsets of nothing
    return starts[array.offset : array.offset + len(array) + 1], _seen(data, np.uint8)


def _seen(buffer: Any, kind: type[Number]) -> npt.NDArray[Number]:
    """An Arrow buffer as numpy, never writable: for writable arrays kernels compile again."""
    array = np.frombuffer(buffer or b"", kind)
    array.flags.writeable = False
    return array
