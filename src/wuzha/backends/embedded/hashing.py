"""63-bit hashes of identifiers, texts and pairs; 0 is kept for null.

Whole numbers (phones) are mixed by a bijection, so two keys never meet. Texts and pairs are
hashed: two among n meet with a chance of about n^2 / 2^64, one in 7,000 for 50 million.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numba import uint64
from numpy.typing import NDArray

from wuzha.backends.embedded.arrow import bits
from wuzha.backends.embedded.jit import inlined, whole
from wuzha.backends.embedded.operators import NULL

Wholes = NDArray[np.int64]

_MASK = np.uint64(2**63 - 1)
_ADD = np.uint64(0x3C79AC492BA7B653)
_FIRST = np.uint64(0x9E3779B97F4A7C15)
_SECOND = np.uint64(0xBF58476D1CE4E5B9)
_THIRD = np.uint64(0x94D049BB133111EB)
_S27, _S29, _S32 = np.uint64(27), np.uint64(29), np.uint64(32)
_B1, _B2, _B3, _B4 = np.uint64(8), np.uint64(16), np.uint64(24), np.uint64(32)
_B5, _B6, _B7 = np.uint64(40), np.uint64(48), np.uint64(56)
_EMPTY = np.uint64(0x2545F4914F6CDD1D)


@inlined
def _mix(value: np.uint64) -> np.uint64:
    """A bijection on 63-bit numbers (xor-shift and odd multiplication are invertible)."""
    value = (value + _ADD) & _MASK
    value = ((value ^ (value >> _S32)) * _FIRST) & _MASK
    value = ((value ^ (value >> _S29)) * _SECOND) & _MASK
    return value ^ (value >> _S32)


@whole
def hash_wholes(values: Wholes, out: Wholes) -> None:
    """Hashes of whole numbers; NULL gives 0."""
    for i in range(len(values)):
        out[i] = 0 if values[i] == NULL else np.int64(_mix(uint64(values[i]) & _MASK))


@whole
def hash_pairs(keys: Wholes, values: Wholes, out: Wholes) -> None:
    """Hashes of (key hash, value); 0 where either is null."""
    for i in range(len(keys)):
        if keys[i] == 0 or values[i] == NULL:
            out[i] = 0
        else:
            mixed = uint64(keys[i]) + _mix(uint64(values[i]) & _MASK) * _THIRD
            found = _mix((mixed ^ (mixed >> _S32)) & _MASK)
            out[i] = np.int64(found) if found != 0 else 1


@whole
def _hash_bytes(data: NDArray[np.uint8], start: int, end: int) -> int:
    state = _EMPTY ^ uint64(end - start)
    at = start
    while end - at >= 8:
        # Written out, the eight bytes become one load.
        word = (
            uint64(data[at])
            | uint64(data[at + 1]) << _B1
            | uint64(data[at + 2]) << _B2
            | uint64(data[at + 3]) << _B3
            | uint64(data[at + 4]) << _B4
            | uint64(data[at + 5]) << _B5
            | uint64(data[at + 6]) << _B6
            | uint64(data[at + 7]) << _B7
        )
        state = (state ^ word) * _FIRST
        state = (state ^ (state >> _S27)) * _SECOND
        state ^= state >> _S32
        at += 8
    if at < end:
        word = uint64(0)
        for k in range(at, end):
            word = (word << _B1) | uint64(data[k])
        state = (state ^ word) * _FIRST
        state = (state ^ (state >> _S27)) * _SECOND
        state ^= state >> _S32
    state = (state ^ (state >> _S29)) * _THIRD
    state = (state ^ (state >> _S32)) & _MASK
    return int(np.int64(state)) if state != 0 else 1


@whole
def _hash_texts(offsets: NDArray[np.int32], data: NDArray[np.uint8], out: Wholes) -> None:
    for i in range(len(out)):
        out[i] = _hash_bytes(data, offsets[i], offsets[i + 1])


def hash_texts(array: pa.Array, out: NDArray[np.int64]) -> None:
    """Hashes of a string array's values; NULL where null. `out` has its length."""
    known, offsets, data = array.buffers()
    if offsets is None:
        out[:] = NULL
        return
    starts = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1]
    _hash_texts(starts, np.frombuffer(data or b"\0", np.uint8), out)
    if array.null_count:
        out[bits(known, array) == 0] = NULL


def hash_text(text: str) -> int:
    """The hash of one text."""
    data = np.frombuffer(text.encode() or b"\0", np.uint8)
    return int(_hash_bytes(data, 0, len(text.encode())))
