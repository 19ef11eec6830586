"""Memory that can grow without moving and be given back in pieces.

A `Reserve` is a stretch of address space: pages take memory when first written and give it
back when released, so tables grow in place and never copy.
"""

from __future__ import annotations

import ctypes
import mmap

import numpy as np
from numpy.typing import NDArray

HUGE = 2 << 20
_PAGE = mmap.PAGESIZE
_MADV_HUGEPAGE = 14
_MADV_DONTNEED = 4
_MAP_NORESERVE = 0x4000

_libc = ctypes.CDLL(None, use_errno=True)
_libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)


class Reserve:
    """`rows` rows of `words` 64-bit words one after another, all zero until written.

    `words`, `floats` and `halves` are the same memory as int64, float64 and int32, flat: kernels
    know the width of a row, so a place costs a shift where two dimensions cost a product."""

    def __init__(self, rows: int, words: int) -> None:
        size = -(-rows * words * 8 // HUGE) * HUGE
        flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | _MAP_NORESERVE
        self._map = mmap.mmap(-1, size, flags=flags)
        self._bytes: NDArray[np.uint8] = np.frombuffer(self._map, dtype=np.uint8)
        self._start = int(self._bytes.ctypes.data)
        self.row_bytes = words * 8
        whole = self._bytes[: rows * words * 8]
        self.words: NDArray[np.int64] = whole.view(np.int64)
        self.floats: NDArray[np.float64] = whole.view(np.float64)
        self.halves: NDArray[np.int32] = whole.view(np.int32)
        # Small tables stay on small pages; past the first two megabytes large ones are faster.
        if size > HUGE:
            self._advise(HUGE, size, _MADV_HUGEPAGE)

    def release(self, first_row: int, end_row: int) -> None:
        """Gives the whole pages inside these rows back; they read as zero afterwards."""
        start = -(-first_row * self.row_bytes // _PAGE) * _PAGE
        end = end_row * self.row_bytes // _PAGE * _PAGE
        if end > start:
            self._advise(start, end, _MADV_DONTNEED)

    def _advise(self, start: int, end: int, advice: int) -> None:
        base = self._start
        aligned = -(-(base + start) // _PAGE) * _PAGE
        _libc.madvise(aligned, base + end - aligned, advice)
