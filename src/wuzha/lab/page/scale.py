"""Scales: where a value stands on an axis, in percent of its length."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10


@dataclass(frozen=True)
class Scale:
    """An axis from `low` to `high`, by logarithm if `log`, with the values that get a mark."""

    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = False

    def place(self, value: float) -> float:
        """0 at `low`, 100 at `high`; what lies beyond stands at the nearer end."""
        inside = min(max(value, self.low), self.high)
        low, high = self._at(self.low), self._at(self.high)
        return 100 * (self._at(inside) - low) / (high - low)

    def _at(self, value: float) -> float:
        return log10(value) if self.log else value


TINY = 1e-200
"""Below this, powers of ten can no longer be told apart."""

SHARES = Scale(0, 1, (0, 0.25, 0.5, 0.75, 1))
UPPER_SHARES = Scale(0.5, 1, (0.5, 0.6, 0.7, 0.8, 0.9, 1))


def from_zero(most: float) -> Scale:
    """A linear scale from 0 to a round number not below `most`, with two to five steps."""
    if not most > TINY:
        return Scale(0, 1, (0, 1))
    size = 10.0 ** floor(log10(most))
    step = size * next(part for part in (0.2, 0.5, 1, 2.5) if most <= 5 * part * size)
    steps = ceil(most / step - 1e-9)
    return Scale(0, steps * step, tuple(n * step for n in range(steps + 1)))


def logarithmic(least: float, most: float) -> Scale:
    """A logarithmic scale around two positive values: from a power of ten, with a mark at each,
    to one, two or five times a power of ten."""
    first, last = floor(log10(least)), floor(log10(most))
    high = next(part * 10.0**last for part in (1, 2, 5, 10) if part * 10.0**last >= most)
    high = max(high, 10.0 ** (first + 1))
    ticks = tuple(10.0**n for n in range(first, last + 2) if 10.0**n <= high)
    return Scale(10.0**first, high, ticks, log=True)
