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
PAGE = mmap.PAGESIZE
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
        self._map = mmap.mmap(-1, size + HUGE, flags=flags)
        everything: NDArray[np.uint8] = np.frombuffer(self._map, dtype=np.uint8)
        # The rows begin where a large page can.
        self._bytes = everything[-everything.ctypes.data % HUGE :]
        self._start = int(self._bytes.ctypes.data)
        self.row_bytes = words * 8
        whole = self._bytes[: rows * words * 8]
        self.words: NDArray[np.int64] = whole.view(np.int64)
        self.floats: NDArray[np.float64] = whole.view(np.float64)
        self.halves: NDArray[np.int32] = whole.view(np.int32)
        # Small tables stay on small pages; past the first two megabytes large ones are faster.
        if size > HUGE:
            self._advise(HUGE, size, _MADV_HUGEPAGE)

    def release(self, first_row: int, end_row: int, page: int = HUGE) -> None:
        """Gives the whole pages inside these rows back; they read as zero afterwards.

        Large pages go in no time; giving back part of one splits it, which takes milliseconds."""
        start = -(-first_row * self.row_bytes // page) * page
        end = end_row * self.row_bytes // page * page
        if end > start:
            self._advise(start, end, _MADV_DONTNEED)

    def _advise(self, start: int, end: int, advice: int) -> None:
        _libc.madvise(self._start + start, end - start, advice)
