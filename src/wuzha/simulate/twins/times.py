"""When things happen in an affair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws
from wuzha.simulate.plan import DAY, HOUR
from wuzha.simulate.twins.kind import Range, Step, span

Whole = NDArray[np.int64]
_DELAY_SIGMA = 0.8
_GAP_SIGMA = 0.7


@dataclass(frozen=True)
class Rows:
    """The events of one act: whose affair each is, when, and its place among the affair's."""

    of: Whole
    at: Whole
    turn: Whole

    def __len__(self) -> int:
        return len(self.of)


def unfold(rng: Draws, step: Step, clock: Whole, window: Range, midnight: int) -> Rows:
    """The rows of an act, in order of affair and time; moves `clock` on unless it is `beside`.

    Delays and gaps are log-normal; an act that would fall outside its part of the day waits for
    the next one. `midnight` is any local midnight.
    """
    begin = clock + _spread(rng, span(step.after), _DELAY_SIGMA, len(clock))
    begin = wait(rng, begin, window, midnight)
    happens = np.flatnonzero(rng.random(len(clock)) < step.chance)
    times = rng.integers(step.times[0], step.times[1] + 1, len(happens))
    of = np.repeat(happens, times)
    first = np.repeat(np.cumsum(times) - times, times)
    turn = np.arange(len(of)) - first
    every = span(step.every)
    at = begin[of] + _within(_spread(rng, every, _GAP_SIGMA, len(of)), first, turn)
    if every >= HOUR:
        at = wait(rng, at, window, midnight)
        at = at[np.lexsort((at, of))]
    if not step.beside:
        np.maximum.at(clock, of, at)
    return Rows(of, at, turn)


def wait(rng: Draws, at: Whole, window: Range, midnight: int) -> Whole:
    """The same instants where they lie in the part of the day, else some time in the next one.

    A part is two hours of the local day; the second may lie beyond 24.
    """
    opens, length = int(window[0] * HOUR), int((window[1] - window[0]) * HOUR)
    since = (at - midnight - opens) % DAY
    later = at - since + DAY + (rng.random(len(at)) * length).astype(np.int64)
    return np.where(since < length, at, later)


def totals(values: Whole, rows: Rows) -> Whole:
    """Running totals of `values` within each affair, the row itself included."""
    return _within(values, np.arange(len(rows)) - rows.turn, np.ones_like(rows.turn))


def _within(values: Whole, first: Whole, turn: Whole) -> Whole:
    """Running totals from each group's row `first` on; rows with turn 0 count nothing."""
    sums = np.cumsum(np.where(turn > 0, values, 0))
    before = sums[first] - np.where(turn[first] > 0, values[first], 0)
    found: Whole = sums - before
    return found


def _spread(rng: Draws, median: int, sigma: float, size: int) -> Whole:
    return (median * np.exp(sigma * rng.standard_normal(size))).astype(np.int64)
