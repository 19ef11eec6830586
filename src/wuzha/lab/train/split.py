"""Which rows teach and which rows judge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from wuzha.vocabulary.errors import InputError

Flags = NDArray[np.bool_]
How = Literal["group", "time", "random"]


@dataclass(frozen=True)
class Split:
    """How the rows that judge are chosen.

    `group` puts all rows of one value of `column` on one side, by a hash of the value, so that
    the same value always falls on the same side; `time` takes the last rows by `column`, and all
    rows of one instant together; `random` takes rows by a hash of their number. `share` is the
    part that judges, `salt` another draw.
    """

    how: How = "random"
    column: str | None = None
    share: float = 0.25
    salt: str = "split"

    def __post_init__(self) -> None:
        if not 0 < self.share < 1:
            raise InputError("the share of the rows that judge must lie between 0 and 1")
        if self.how != "random" and not self.column:
            raise InputError(f"a split by {self.how} needs the name of its column")


def judging(split: Split, column: NDArray[Any] | None, rows: int) -> Flags:
    """True for the rows that judge; `column` holds the split's column (rows)."""
    if split.how == "time":
        assert column is not None
        return _latest(column, split.share)
    return _draw(split, column, rows) < split.share


def folds(
    split: Split, column: NDArray[Any] | None, rows: int, count: int
) -> Iterator[tuple[Flags, Flags]]:
    """`count` pairs of rows that teach and rows that judge.

    By group or at random every row judges once. By time it is the rolling origin: the rows are
    cut into 2 x `count` equal spans, and each of the last `count` spans is judged by what was
    before it.
    """
    if split.how == "time":
        assert column is not None
        cuts = np.sort(column)[np.linspace(rows / 2, rows - 1, count + 1).astype(np.int64)]
        for fold, (start, end) in enumerate(pairwise(cuts)):
            last = fold == count - 1
            yield column < start, (column >= start) & ((column < end) | last)
        return
    fold_of = np.minimum((_draw(split, column, rows) * count).astype(np.int64), count - 1)
    for fold in range(count):
        yield fold_of != fold, fold_of == fold


def draw(values: NDArray[Any], salt: str) -> NDArray[np.float64]:
    """A number in [0, 1) for each value, the same for equal values and the same salt."""
    unique, place = np.unique(values, return_inverse=True)
    numbers = [
        int.from_bytes(blake2b(f"{salt}\0{value}".encode(), digest_size=6).digest()) / (1 << 48)
        for value in unique.tolist()
    ]
    return np.array(numbers, np.float64)[place]


def _draw(split: Split, column: NDArray[Any] | None, rows: int) -> NDArray[np.float64]:
    return draw(np.arange(rows) if split.how == "random" or column is None else column, split.salt)


def _latest(column: NDArray[Any], share: float) -> Flags:
    start = np.sort(column)[int(len(column) * (1 - share))] if len(column) else 0
    return np.asarray(column >= start)
