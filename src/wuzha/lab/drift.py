"""Drift: whether what a policy sees and says today is what it saw and said before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NOTABLE = 0.1
LARGE = 0.25
"""Customary limits of the population stability index."""

_FLOOR = 1e-4


@dataclass(frozen=True)
class Drift:
    """How far one distribution moved: its index, and whether that is notable or large."""

    name: str
    index: float

    @property
    def size(self) -> str:
        """`none`, `notable` or `large`."""
        if self.index >= LARGE:
            return "large"
        return "notable" if self.index >= NOTABLE else "none"


def stability_index(before: NDArray[np.float64], now: NDArray[np.float64]) -> float:
    """The population stability index of two histograms over the same bins.

    Sum over bins of (q - p) ln(q / p), the symmetrised Kullback-Leibler divergence, with shares
    of at least 1e-4 so that empty bins stay finite. 0 for equal shares. An empty histogram says
    nothing: 0.
    """
    if before.sum() <= 0 or now.sum() <= 0:
        return 0.0
    p = np.maximum(before / before.sum(), _FLOOR)
    q = np.maximum(now / now.sum(), _FLOOR)
    return float(np.sum((q - p) * np.log(q / p)))


def drifts(
    before: Mapping[str, NDArray[np.float64]], now: Mapping[str, NDArray[np.float64]]
) -> list[Drift]:
    """The index of every histogram that both have, largest first."""
    found = [
        Drift(name, stability_index(before[name], now[name])) for name in before if name in now
    ]
    return sorted(found, key=lambda drift: -drift.index)
