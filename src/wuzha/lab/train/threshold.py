"""Thresholds: chosen once on known rows, and moved without labels when fraud gets more or rarer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Flags = NDArray[np.bool_]

WINDOW_ROWS = 1_000
STEP_ROWS = 100
ROUNDS_MAX = 200
FOLLOWING_ROUNDS = 2
"""Rounds to convergence overshoot when fraud also looks different; two move half the way."""
_CLOSE = 1e-7
_EDGE = 1e-6


def best_threshold(target: Flags, score: Doubles) -> float:
    """The threshold with the best mean of the F1 of fraud and the F1 of honest rows."""
    order = np.argsort(-score, kind="stable")
    ranked, frauds = score[order], target.sum()
    alarms = np.arange(1, len(score) + 1)
    caught = np.cumsum(target[order])
    quiet_honest = (len(score) - frauds) - (alarms - caught)
    quiet = len(score) - alarms
    f1 = 2 * caught / (alarms + frauds)
    f1 = f1 + 2 * quiet_honest / np.maximum(quiet + len(score) - frauds, 1)
    f1[:-1][ranked[:-1] == ranked[1:]] = -1  # equal scores alarm together
    return float(ranked[np.argmax(f1)])


def shifted_prior(probability: Doubles, prior: float, rounds: int = ROUNDS_MAX) -> float:
    """The share of fraud among rows without labels, from their probabilities under `prior`.

    `probability` must be calibrated where the share of fraud was `prior`. Assumes that fraud
    looks the same as before and only its share has changed. Expectation maximisation: Saerens,
    Latinne, Decaestecker, Neural Computation 14, 2002. It stops after `rounds` at the latest;
    stopped early it stays nearer to `prior`.
    """
    p = np.clip(probability, _EDGE, 1 - _EDGE)
    share = prior = float(np.clip(prior, _EDGE, 1 - _EDGE))
    for _ in range(rounds):
        fraud = p * share / prior
        honest = (1 - p) * (1 - share) / (1 - prior)
        last, share = share, float(np.clip(np.mean(fraud / (fraud + honest)), _EDGE, 1 - _EDGE))
        if abs(share - last) < _CLOSE:
            break
    return share


def moved_threshold(threshold: float, prior: float, share: float) -> float:
    """The threshold on old probabilities that is `threshold` on those under the new share.

    By Bayes: the odds of every row are multiplied by the odds of the new share over the odds of
    the old one, so the threshold's odds are divided by them.
    """
    cut, old, new = (float(np.clip(x, _EDGE, 1 - _EDGE)) for x in (threshold, prior, share))
    odds = cut / (1 - cut) * (old / (1 - old)) / (new / (1 - new))
    return odds / (1 + odds)


def following_thresholds(
    probability: Doubles,
    threshold: float,
    prior: float,
    window_rows: int = WINDOW_ROWS,
    step_rows: int = STEP_ROWS,
) -> Doubles:
    """The threshold of each row, rows in the order they come, from the rows before it alone.

    Every `step_rows` the share of fraud is estimated anew from the last `window_rows` rows; while
    there are fewer, they count for less. The threshold falls when fraud gets more frequent and
    comes back, but never rises above the first: low scores may mean less fraud or fraud that the
    model does not know, and the second must not be let through.
    """
    out = np.full(len(probability), threshold)
    for start in range(step_rows, len(probability), step_rows):
        seen = probability[max(0, start - window_rows) : start]
        trust = len(seen) / window_rows
        share = shifted_prior(seen, prior, FOLLOWING_ROUNDS)
        share = max(prior, trust * share + (1 - trust) * prior)
        out[start : start + step_rows] = moved_threshold(threshold, prior, share)
    return out
