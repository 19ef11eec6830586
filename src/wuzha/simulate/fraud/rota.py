"""Rotas: which of somebody's things are in use when."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Rota:
    """Rows `first`, `first + 1`, ... of a table, taken into use one after the other.

    Row `first + i` is in use from `starts[i]` until `ends[i]`; `width` rows are in use at a time.
    """

    first: int
    width: int
    starts: Whole
    ends: Whole
    _starts: list[int]

    def row(self, at: int, chance: float) -> int:
        """A row in use at an instant; `chance` in [0, 1) chooses among them."""
        found = bisect_right(self._starts, at) - 1 - int(chance * self.width)
        return self.first + (found if found > 0 else 0)

    def rows(self, at: Whole, chance: NDArray[np.float64]) -> Whole:
        """`row` of each."""
        found = np.searchsorted(self.starts, at, side="right") - 1
        return self.first + np.maximum(found - (chance * self.width).astype(np.int64), 0)

    def __len__(self) -> int:
        return len(self._starts)


def make_rota(rng: Draws, first: int, span: tuple[int, int], every: float, width: int) -> Rota:
    """A rota over a span with exponential gaps of mean `every` (microseconds)."""
    start, end = span
    mean = (end - start) / every
    gaps = rng.exponential(every, int(mean + 6 * np.sqrt(mean) + 8))
    later = start + np.cumsum(gaps).astype(np.int64)
    starts = np.concatenate([np.full(width, start), later[later < end]])
    ends = np.append(starts[width:], np.full(width, end))
    return Rota(first, width, starts, ends, starts.tolist())
