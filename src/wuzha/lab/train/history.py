"""What was known of a row's keys when it came: features from earlier rows alone.

Every value of a row comes from rows before it (by time, then by place in the table); no value
looks at a later row or at a label. Sums are of integers, so they are exact and do not depend on
what else is in the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

LAGS = (1, 2, 3, 5, 10, 20)
SPANS = (10, 50, 200, 1000)
BURST = 20
KNOWN_ROWS, KNOWN_SPANS = 200, 5
"""Past so many rows, or spans, a key is well known: more would only tell how late it is."""
_UNIT = 1e4
"""Amounts are counted in ten-thousandths of a natural logarithm."""
_LARGE = 1 << 22
"""More than any amount in that unit: e^419."""


@dataclass(frozen=True)
class Scale:
    """Lengths in the unit of the time column: windows, and the pause that ends a burst."""

    spans: tuple[float, ...]
    burst: float


def scale_of(time: NDArray[Any]) -> Scale:
    """Windows of about 10, 50, 200 and 1000 rows of these, by the median pause between rows."""
    pauses = np.diff(np.sort(time))
    pauses = pauses[pauses > 0]
    pause = float(np.median(pauses)) if len(pauses) else 1.0
    return Scale(tuple(pause * span for span in SPANS), pause * BURST)


def history(
    keys: Mapping[str, NDArray[Any]], time: NDArray[Any], amount: Doubles | None, scale: Scale
) -> dict[str, Doubles]:
    """Features by every key column, every pair of them, and how many of one came with another.

    `keys` are columns of n values, `time` (n) never falls. Names are `key.feature`,
    `key+key.feature` and `others/key`.
    """
    codes = {name: np.unique(values, return_inverse=True)[1] for name, values in keys.items()}
    for a, b in combinations(keys, 2):
        pair = codes[a] * (codes[b].max(initial=0) + 1) + codes[b]
        codes[f"{a}+{b}"] = np.unique(pair, return_inverse=True)[1]
    level = None if amount is None else _levels(amount)
    out: dict[str, Doubles] = {}
    for name, code in codes.items():
        past = Past(code, time)
        for feature, values in past.features(level, scale):
            out[f"{name}.{feature}"] = past.back(values)
    for a, b in permutations(keys, 2):
        pair = codes[f"{a}+{b}"] if f"{a}+{b}" in codes else codes[f"{b}+{a}"]
        out[f"{b}/{a}"] = _different(codes[a], pair, time)
    return out


def _levels(amount: Doubles) -> Ints:
    """Amounts as whole numbers on a scale of logarithms; missing and negative ones are 0."""
    sane = np.clip(np.nan_to_num(amount, nan=0.0), 0.0, 1e18)
    return np.round(np.log1p(sane) * _UNIT).astype(np.int64)


def _different(code: Ints, pair: Ints, time: NDArray[Any]) -> Doubles:
    """How many different pairs came before with this code."""
    with_pair = Past(pair, time)
    new = with_pair.back(with_pair.number == 0).astype(np.int64)
    past = Past(code, time)
    return past.back(np.minimum(past.sum(new[past.order])[0], KNOWN_ROWS).astype(np.float64))


class Past:
    """Rows sorted by key and time, so that the past of a row is what stands before it.

    `order` are the rows in that order; all arrays of the class stand in it. `number` counts a
    row's predecessors with the same key, `start` is where its key begins.
    """

    def __init__(self, code: Ints, time: NDArray[Any]) -> None:
        self.order = np.argsort(code, kind="stable")
        self.code = code[self.order]
        self.time = time[self.order]
        self.place = np.arange(len(code))
        self.new = np.ones(len(code), bool)
        self.new[1:] = self.code[1:] != self.code[:-1]
        self.start = self._since(self.new)
        self.number = self.place - self.start

    def back(self, values: NDArray[Any]) -> NDArray[Any]:
        """Values in the order of the table."""
        out = np.empty_like(values)
        out[self.order] = values
        return out

    def features(self, level: Ints | None, scale: Scale) -> Iterator[tuple[str, Doubles]]:
        """Name and values of each feature; NaN where there is no past to tell."""
        number = self.number.astype(np.float64)
        age = self.time - self.time[self.start]
        yield "count", np.minimum(number, KNOWN_ROWS)
        yield "age", np.minimum(age, KNOWN_SPANS * max(scale.spans)).astype(np.float64)
        yield "rate", np.where(number > 0, number / (age + scale.burst / BURST), np.nan)
        pause = self.lag(self.time, 1)
        for lag in LAGS:
            yield f"pause_{lag}", self.lag(self.time, lag)
        yield "burst", self._run(pause > scale.burst)
        begins = [self.window(span) for span in scale.spans]
        for span, begin in zip(SPANS, begins, strict=True):
            yield f"count_{span}", (self.place - begin).astype(np.float64)
        if level is not None:
            yield from self._amounts(level[self.order], begins)

    def _amounts(self, level: Ints, begins: Sequence[Ints]) -> Iterator[tuple[str, Doubles]]:
        """How the row's amount stands to earlier ones, as differences of logarithms."""
        mean = self._mean(level, self.start)
        square = self._mean(level * level, self.start)
        spread = np.sqrt(np.maximum(square - mean * mean, 0) + (0.3 * _UNIT) ** 2)
        yield "mean", mean / _UNIT
        yield "over_mean", (level - mean) / _UNIT
        yield "over_spread", (level - mean) / spread
        yield "over_max", (level - self.largest(level)) / _UNIT
        for lag in LAGS[:2]:
            yield f"over_last_{lag}", self.lag(level, lag) / _UNIT
        yield "same", self._run(self.lag(level, 1) != 0)
        for span, begin in zip(SPANS, begins, strict=True):
            yield f"over_mean_{span}", (level - self._mean(level, begin)) / _UNIT

    def lag(self, values: NDArray[Any], lag: int) -> Doubles:
        """The value less that of the `lag`-th row before with the same key; NaN without one."""
        before = np.maximum(self.place - lag, 0)
        return np.where(self.number >= lag, values - values[before], np.nan)

    def sum(self, values: Ints, begin: Ints | None = None) -> tuple[Ints, Ints]:
        """Sum and count of the values from `begin` (else the key's start) to before the row."""
        first = self.start if begin is None else begin
        total = np.append(0, np.cumsum(values))
        return total[self.place] - total[first], self.place - first

    def _mean(self, values: Ints, begin: Ints) -> Doubles:
        total, count = self.sum(values, begin)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    def largest(self, level: Ints) -> Doubles:
        """The largest level before; NaN without one."""
        so_far = np.maximum.accumulate(self.code * _LARGE + level) - self.code * _LARGE
        return np.where(self.number > 0, so_far[np.maximum(self.place - 1, 0)], np.nan)

    def window(self, span: float) -> Ints:
        """Where the rows of the same key begin that are less than `span` older."""
        instants, rank = np.unique(self.time, return_inverse=True)
        oldest = np.searchsorted(instants, self.time - span, side="right")
        size = len(instants) + 1
        found = np.searchsorted(self.code * size + rank, self.code * size + oldest)
        return np.asarray(found, np.int64)

    def _run(self, breaks: Flags) -> Doubles:
        """How many rows in a row came before without a break; the first of a key is a break."""
        return (self.place - self._since(self.new | breaks)).astype(np.float64)

    def _since(self, marked: Flags) -> Ints:
        """The place of the last marked row at or before each."""
        found: Ints = np.maximum.accumulate(np.where(marked, self.place, 0))
        return found
