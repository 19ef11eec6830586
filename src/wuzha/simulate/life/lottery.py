"""Fast draws: a table with as many tickets for each number as it weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws

Rows = NDArray[np.int32]


class Lottery:
    """Numbers 0, 1, ... with weights, rounded to 1 in `tickets`."""

    def __init__(self, weights: NDArray[np.float64], tickets: int = 1 << 16) -> None:
        edges = np.cumsum(weights, dtype=np.float64)
        places = (np.arange(tickets) + 0.5) / tickets * edges[-1]
        self._table = np.searchsorted(edges, places, side="right").astype(np.int32)

    def draw(self, rng: Draws, size: int | tuple[int, int]) -> Rows:
        drawn: Rows = self._table[rng.integers(0, len(self._table), size, dtype=np.uint32)]
        return drawn


class Choice:
    """One of a few named values, each drawn with its weight: codes of the names."""

    def __init__(self, weights: Mapping[str, float], codes: Rows) -> None:
        self._codes = codes
        self._lottery = Lottery(np.array(list(weights.values()), np.float64), 1 << 14)

    def draw(self, rng: Draws, size: int) -> Rows:
        return self._codes[self._lottery.draw(rng, size)]


def crowd(rng: Draws, rates: NDArray[np.float64]) -> Rows:
    """Rows of people, each as often as a Poisson draw of its rate says, in order."""
    return np.repeat(np.arange(len(rates), dtype=np.int32), rng.poisson(rates))


def divided(rng: Draws, rows: Rows, shares: Mapping[str, float]) -> dict[str, Rows]:
    """The rows dealt out by shares, every one to one name."""
    place = Lottery(np.array(list(shares.values()), np.float64)).draw(rng, len(rows))
    return {name: rows[place == number] for number, name in enumerate(shares)}


def together(
    parts: Sequence[tuple[Rows, NDArray[np.int64]]],
) -> tuple[Rows, NDArray[np.int64]]:
    """Rows and instants of several parts behind one another."""
    return np.concatenate([rows for rows, _ in parts]), np.concatenate([at for _, at in parts])


def lognormal(rng: Draws, median: float, spread: float, size: int) -> NDArray[np.float32]:
    """Log-normal values of that median, `spread` the sigma of their logarithm."""
    normal = rng.standard_normal(size, dtype=np.float32)
    values: NDArray[np.float32] = np.exp(normal * np.float32(spread)) * np.float32(median)
    return values
