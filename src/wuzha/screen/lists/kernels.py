"""Compiled hash tables of whole numbers and of texts, exact: what is found is compared.

Tables are powers of two, at most half full, probed one slot after the other; 0 is an empty slot.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Ints = npt.NDArray[np.int64]
Cells = npt.NDArray[np.uint64]
Offsets = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]

_SEED = np.uint64(0x9E3779B97F4A7C15)
_BYTE = np.uint64(0x100000001B3)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_S27, _S30, _S31 = np.uint64(27), np.uint64(30), np.uint64(31)
_ROW = np.uint64(0xFFFFFFFF)
_TAG = np.uint64(0xFFFFFFFF00000000)
_EMPTY, _ONE = np.uint64(0), np.uint64(1)
_DOT = np.uint8(ord("."))


@njit(cache=True, nogil=True, inline="always")
def _mixed(value: np.uint64) -> np.uint64:
    """The finalizer of SplitMix64: a bijection whose every output bit needs all input bits."""
    value = (value ^ (value >> _S30)) * _FIRST
    value = (value ^ (value >> _S27)) * _SECOND
    return value ^ (value >> _S31)


# -- whole numbers


@njit(cache=True, nogil=True)
def fill_wholes(values: Ints, slots: Ints) -> None:
    """Puts numbers, none 0, into an empty table."""
    mask = np.uint64(len(slots) - 1)
    for value in values:
        at = _mixed(np.uint64(value)) & mask
        while slots[at] != 0:
            at = (at + _ONE) & mask
        slots[at] = value


@njit(cache=True, nogil=True)
def _has_whole(value: int, slots: Ints) -> bool:
    mask = np.uint64(len(slots) - 1)
    at = _mixed(np.uint64(value)) & mask
    while slots[at] != 0:
        if slots[at] == value:
            return True
        at = (at + _ONE) & mask
    return False


@njit(cache=True, nogil=True)
def find_wholes(values: Ints, slots: Ints, found: Bools) -> None:
    """Which numbers are in the table."""
    for i in range(len(values)):
        found[i] = _has_whole(values[i], slots)


@njit(cache=True, nogil=True)
def find_beginnings(values: Ints, slots: Ints, digits: Ints, found: Bools) -> None:
    """Which numbers begin with the digits of a number in the table; `digits` are the lengths
    there, rising."""
    for i in range(len(values)):
        value = values[i]
        size = 0  # of 0 and of what is negative: it begins with nothing
        rest = value
        while rest > 0:
            rest //= 10
            size += 1
        for k in range(len(digits) - 1, -1, -1):
            if digits[k] > size:
                continue
            while size > digits[k]:
                value //= 10
                size -= 1
            if _has_whole(value, slots):
                found[i] = True
                break


# -- texts


@njit(cache=True, nogil=True)
def fill_texts(offsets: Offsets, data: Bytes, slots: Cells) -> None:
    """Puts texts into an empty table; a slot is half a hash and the text's number from 1."""
    mask = np.uint64(len(slots) - 1)
    for row in range(len(offsets) - 1):
        state = _SEED
        for k in range(offsets[row + 1] - 1, offsets[row] - 1, -1):
            state = (state ^ np.uint64(data[k])) * _BYTE
        key = _mixed(state)
        at = key & mask
        while slots[at] != _EMPTY:
            at = (at + _ONE) & mask
        slots[at] = (key & _TAG) | np.uint64(row + 1)


@njit(cache=True, nogil=True)
def _has_text(
    key: np.uint64,
    text: Bytes,
    start: int,
    end: int,
    offsets: Offsets,
    data: Bytes,
    slots: Cells,
) -> bool:
    mask = np.uint64(len(slots) - 1)
    at = key & mask
    while slots[at] != _EMPTY:
        if (slots[at] ^ key) & _TAG == _EMPTY:
            row = np.int64(slots[at] & _ROW) - 1
            first = offsets[row]
            if offsets[row + 1] - first == end - start:
                k = 0
                while k < end - start and data[first + k] == text[start + k]:
                    k += 1
                if k == end - start:
                    return True
        at = (at + _ONE) & mask
    return False


@njit(cache=True, nogil=True)
def find_texts(
    starts: Offsets,
    text: Bytes,
    offsets: Offsets,
    data: Bytes,
    slots: Cells,
    suffixes: bool,
    found: Bools,
) -> None:
    """Which texts are in the table or, with `suffixes`, end with one behind a dot.

    A text is hashed from its end, so that the hash of each ending comes up on the way.
    """
    for i in range(len(found)):
        start, end = starts[i], starts[i + 1]
        state = _SEED
        for k in range(end - 1, start - 1, -1):
            state = (state ^ np.uint64(text[k])) * _BYTE
            if k == start or (suffixes and text[k - 1] == _DOT):
                key = _mixed(state)
                if _has_text(key, text, k, end, offsets, data, slots):
                    found[i] = True
                    break
