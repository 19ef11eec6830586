"""From a model's score to a probability: a small table that never falls."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

BLOCKS_MAX = 25

Doubles = NDArray[np.float64]
Points = tuple[tuple[float, float], ...]
"""(score, probability), both rising; between two points a straight line, outside the nearest."""

Block = tuple[float, float, float, float]
"""One step: its lowest and highest score, its probability, the weight of its rows."""


def fit_points(score: Doubles, target: NDArray[np.bool_], weight: Doubles | None = None) -> Points:
    """Isotonic regression of `target` on `score` as steps, alike steps merged to BLOCKS_MAX.

    Every step counts one honest row more than it has, so that a step without any is not certain.
    Source: Zadrozny and Elkan, KDD 2002; the merging is Ward's (JASA 58, 1963).
    """
    order = np.argsort(score, kind="stable")
    x, w = score[order], np.ones(len(score)) if weight is None else weight[order]
    share = _risen(x, target[order].astype(np.float64), w)
    first = np.flatnonzero(np.diff(share, prepend=-1.0))
    last = np.append(first[1:], len(x)) - 1
    columns = (x[first], x[last], share[first], np.add.reduceat(w, first))
    blocks: list[Block] = [*zip(*(column.tolist() for column in columns), strict=True)]
    while len(blocks) > BLOCKS_MAX:
        at = int(np.argmin([_cost(a, b) for a, b in pairwise(blocks)]))
        blocks[at : at + 2] = [_merged(*blocks[at : at + 2])]
    one_more = float(w[~target[order]].mean()) if not target.all() else 0.0
    shares = [p * mass / (mass + one_more) for _, _, p, mass in blocks]
    rising = np.maximum.accumulate(shares).tolist()
    edges = [
        (x, p) for (low, high, _, _), p in zip(blocks, rising, strict=True) for x in (low, high)
    ]
    return tuple(dict.fromkeys(edges))


def _risen(x: Doubles, y: Doubles, weight: Doubles) -> Doubles:
    """The rising steps nearest to `y` (isotonic regression), rows of equal `x` together."""
    _, place = np.unique(x, return_inverse=True)
    mass = np.bincount(place, weight)
    mean = np.bincount(place, weight * y) / mass
    steps: Doubles = isotonic_regression(mean, weights=mass).x[place]
    return steps


def _cost(a: Block, b: Block) -> float:
    """How much the squared error grows when two steps become one."""
    return a[3] * b[3] / (a[3] + b[3]) * (a[2] - b[2]) ** 2


def _merged(a: Block, b: Block) -> Block:
    mass = a[3] + b[3]
    return a[0], b[1], (a[2] * a[3] + b[2] * b[3]) / mass, mass


def probability(points: Points, score: Doubles) -> Doubles:
    """The probability of each score."""
    x, y = np.array(points).T
    return np.asarray(np.interp(score, x, y), np.float64)
