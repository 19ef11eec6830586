"""Calibration: what a score means as a probability, and how far that is from what happened.

The unit is one decision about a resident, in the evaluated time, of level low or above; what is
predicted is whether the person is in a fraud at that instant (`reading` says when they are). Since
scores are whole numbers from 0 to 100, counts by score say everything: an array (101, 2), per
score the decisions and those of them in a fraud. Counts of several cities add up.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import nan
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from wuzha.lab.columns import Whole
from wuzha.lab.reading import Reading
from wuzha.vocabulary.decision import SCORE_MAX, Level
from wuzha.vocabulary.errors import InputError

BINS = 15
_FORMAT = "wuzha-calibration-1"


@dataclass(frozen=True)
class Calibration:
    """A table from score to the probability that the person is in a fraud; it never falls.

    `policy` is the label of the policy whose scores it reads, `seeds` the cities, and `decisions`
    how many decisions it was fitted on.
    """

    policy: str
    seeds: tuple[int, ...]
    decisions: int
    probability: tuple[float, ...]

    def save(self, path: Path) -> None:
        """Writes the table as JSON."""
        data = {
            "format": _FORMAT,
            "policy": self.policy,
            "seeds": [*self.seeds],
            "decisions": self.decisions,
            "probability": [round(value, 6) for value in self.probability],
        }
        path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def load_calibration(path: Path) -> Calibration:
    """Reads what `save` wrote; InputError if the file is missing or is something else."""
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        table = tuple(float(value) for value in data["probability"])
        rising = all(0 <= a <= b <= 1 for a, b in pairwise(table))
        if data["format"] == _FORMAT and len(table) == SCORE_MAX + 1 and rising:
            seeds = tuple(int(seed) for seed in data["seeds"])
            return Calibration(str(data["policy"]), seeds, int(data["decisions"]), table)
    except OSError as error:
        raise InputError(f"{path}: the calibration cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError):
        pass
    raise InputError(f"{path}: this is no calibration of ours; fit one and save it again")


def score_counts(reading: Reading) -> Whole:
    """Decisions by score, and those of them in a fraud: shape (101, 2)."""
    seen = reading.sightings
    rows = reading.at_least(Level.LOW) & reading.evaluated
    counts = [
        np.bincount(seen.score[which], minlength=SCORE_MAX + 1)
        for which in (rows, rows & reading.in_fraud)
    ]
    return np.stack(counts, axis=1)


def fit_calibration(counts: Sequence[Whole], policy: str, seeds: Sequence[int]) -> Calibration:
    """Isotonic regression on the counts of cities that are not the ones to be judged.

    Scores between those that came take values between theirs, scores beyond the outermost take
    theirs. InputError if there is no decision to learn from.
    """
    total = np.sum(counts, axis=0) if len(counts) else np.zeros((SCORE_MAX + 1, 2), np.int64)
    scores = np.flatnonzero(total[:, 0])
    if not len(scores):
        raise InputError("no decision reached level low, so there is nothing to calibrate on")
    decisions = total[scores, 0]
    steps = isotonic_regression(total[scores, 1] / decisions, weights=decisions.astype(float)).x
    between = np.interp(np.arange(SCORE_MAX + 1), scores, steps)
    table = np.maximum.accumulate(np.clip(between, 0, 1))
    return Calibration(
        policy, tuple(seeds), int(decisions.sum()), tuple(float(value) for value in table)
    )


def calibration_error(counts: Whole, calibration: Calibration) -> float:
    """Expected calibration error: over 15 bins of equal mass, the mean distance between what was
    predicted and what happened, weighted by decisions. NaN without decisions.

    Bins are cut along the score; decisions of one score stay together, so there may be fewer bins.
    Source: Naeini, Cooper, Hauskrecht, AAAI 2015, with bins of equal mass instead of equal width.
    """
    decisions, hits = counts[:, 0].astype(float), counts[:, 1].astype(float)
    total = decisions.sum()
    if not total:
        return nan
    middle = np.cumsum(decisions) - decisions / 2
    bins = np.minimum((middle / total * BINS).astype(np.int64), BINS - 1)
    predicted = _by_bin(bins, decisions * np.array(calibration.probability))
    return float(np.abs(predicted - _by_bin(bins, hits)).sum() / total)


def brier(counts: Whole, calibration: Calibration) -> float:
    """Mean squared distance between probability and outcome (0 or 1); NaN without decisions."""
    decisions, hits = counts[:, 0], counts[:, 1]
    if not decisions.sum():
        return nan
    p = np.array(calibration.probability)
    return float((hits * (1 - p) ** 2 + (decisions - hits) * p**2).sum() / decisions.sum())


def _by_bin(bins: Whole, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.bincount(bins, weights=weights, minlength=BINS).astype(np.float64)
