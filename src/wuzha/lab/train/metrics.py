"""What a model's scores are worth against the truth. NaN where a figure cannot be told."""

from __future__ import annotations

from math import nan

import numpy as np
from numpy.typing import NDArray

BINS = 15
FALSE_ALARM_RATES = (0.001, 0.01)
_TINY = 1e-15

Doubles = NDArray[np.float64]
Flags = NDArray[np.bool_]


def metrics(
    target: Flags,
    score: Doubles,
    probability: Doubles | None = None,
    weight: Doubles | None = None,
) -> dict[str, float]:
    """All figures of `score` (n) for the event `target` (n), rounded to 6 digits.

    `probability` is what the scores were turned into, the scores themselves if absent; the order
    is judged by the scores, for many of them may share a probability. `weight` says how many rows
    of the world each row stands for; 1 if absent.
    """
    w = np.ones(len(score)) if weight is None else weight
    p = score if probability is None else probability
    figures = {
        "rows": float(len(score)),
        "share": float(np.average(target, weights=w)) if w.sum() else nan,
        "auc": auc(target, score, w),
        "average_precision": average_precision(target, score, w),
        "brier": float(np.average((p - target) ** 2, weights=w)) if w.sum() else nan,
        "log_loss": log_loss(target, p, w),
        "calibration_error": calibration_error(target, p, w),
    }
    for rate in FALSE_ALARM_RATES:
        figures[f"recall_at_{rate:g}"] = recall_at(target, score, rate, w)
    return {name: round(value, 6) for name, value in figures.items()}


def auc(target: Flags, score: Doubles, weight: Doubles) -> float:
    """The chance that a fraud's score is above an honest row's; equal scores count half."""
    caught, alarms = _curve(target, score, weight)
    if not caught[-1] or not alarms[-1]:
        return nan
    return float(np.trapezoid(caught, alarms) / caught[-1] / alarms[-1])


def average_precision(target: Flags, score: Doubles, weight: Doubles) -> float:
    """The mean of the precision over the recall, stepwise, without interpolation."""
    caught, alarms = _curve(target, score, weight)
    if not caught[-1]:
        return nan
    precision = caught[1:] / np.maximum(caught[1:] + alarms[1:], _TINY)
    return float(np.sum(np.diff(caught) * precision) / caught[-1])


def recall_at(target: Flags, score: Doubles, false_alarm_rate: float, weight: Doubles) -> float:
    """The share of fraud above the lowest threshold that keeps the rate of false alarms."""
    caught, alarms = _curve(target, score, weight)
    if not caught[-1] or not alarms[-1]:
        return nan
    return float(caught[alarms <= false_alarm_rate * alarms[-1]][-1] / caught[-1])


def log_loss(target: Flags, score: Doubles, weight: Doubles) -> float:
    """Mean negative log likelihood, in nats."""
    if not weight.sum():
        return nan
    p = np.clip(score, _TINY, 1 - _TINY)
    return float(-np.average(np.where(target, np.log(p), np.log1p(-p)), weights=weight))


def calibration_error(target: Flags, score: Doubles, weight: Doubles, bins: int = BINS) -> float:
    """Expected calibration error over bins of equal mass along the score.

    Rows of one score stay together, so there may be fewer bins. Source: Naeini, Cooper,
    Hauskrecht, AAAI 2015, with bins of equal mass instead of equal width.
    """
    if not weight.sum():
        return nan
    values, place = np.unique(score, return_inverse=True)
    mass = np.bincount(place, weights=weight, minlength=len(values))
    middle = (np.cumsum(mass) - mass / 2) / mass.sum()
    bin_of = np.minimum((middle * bins).astype(np.int64), bins - 1)[place]
    distance = np.bincount(bin_of, weights=weight * (score - target), minlength=bins)
    return float(np.abs(distance).sum() / weight.sum())


def macro_f1(target: Flags, alarm: Flags) -> float:
    """The mean of the F1 of fraud and of the F1 of honest rows."""
    parts = []
    for truth, said in ((target, alarm), (~target, ~alarm)):
        total = truth.sum() + said.sum()
        parts.append(2 * (truth & said).sum() / total if total else nan)
    return float(np.mean(parts))


def subgroups(
    target: Flags, score: Doubles, group: NDArray[np.object_], threshold: float
) -> dict[str, dict[str, float]]:
    """Rows, frauds, recall and false-alarm rate at the threshold, for each value of `group`."""
    out = {}
    for name in sorted({str(value) for value in group}):
        rows = np.array([str(value) == name for value in group])
        alarm, fraud = score[rows] >= threshold, target[rows]
        out[name] = {
            "rows": float(rows.sum()),
            "frauds": float(fraud.sum()),
            "recall": round(_share(alarm & fraud, fraud), 6),
            "false_alarm_rate": round(_share(alarm & ~fraud, ~fraud), 6),
        }
    return out


def recall_gap(groups: dict[str, dict[str, float]], frauds_min: int = 20) -> float:
    """The highest recall less the lowest, over groups with at least `frauds_min` frauds."""
    recalls = [group["recall"] for group in groups.values() if group["frauds"] >= frauds_min]
    return max(recalls) - min(recalls) if len(recalls) > 1 else nan


def _share(part: Flags, whole: Flags) -> float:
    return float(part.sum() / whole.sum()) if whole.any() else nan


def _curve(target: Flags, score: Doubles, weight: Doubles) -> tuple[Doubles, Doubles]:
    """Weights of frauds and of honest rows at or above each threshold, from the highest on."""
    values, place = np.unique(-score, return_inverse=True)
    size = len(values)
    caught = np.bincount(place, weights=weight * target, minlength=size)
    alarms = np.bincount(place, weights=weight * ~target, minlength=size)
    return np.append(0, np.cumsum(caught)), np.append(0, np.cumsum(alarms))
