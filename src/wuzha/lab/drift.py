"""Drift: whether what a policy sees and says today is what it saw and said before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wuzha.lab.sightings import KINDS, Sightings
from wuzha.simulate.plan import DAY, CityPlan

NOTABLE = 0.1
LARGE = 0.25
"""Customary limits of the population stability index."""

SCORE_WIDTH = 10

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


def histograms(seen: Sightings, since: int, until: int) -> dict[str, NDArray[np.float64]]:
    """What a policy said from `since` until `until` (microseconds since 1970): decisions by score
    in tens, by kind of event and by the rules that fired."""
    rows = (seen.at >= since) & (seen.at < until)
    fired = seen.reasons[rows[seen.reason_rows()]]
    counts = {
        "score": np.bincount(seen.score[rows] // SCORE_WIDTH, minlength=11),
        "kind": np.bincount(seen.kind[rows], minlength=len(KINDS)),
        "rules": np.bincount(fired, minlength=len(seen.rules)),
    }
    return {name: found.astype(np.float64) for name, found in counts.items()}


def daily_drifts(seen: Sightings, plan: CityPlan, reference: int) -> Iterator[tuple[int, Drift]]:
    """For every day after the first `reference` days, how far what the policy said moved from
    them: the day's number, and a drift each of scores, kinds and rules."""
    before = histograms(seen, plan.start, plan.start + reference * DAY)
    for day in range(reference, plan.days):
        start = plan.start + day * DAY
        for drift in drifts(before, histograms(seen, start, start + DAY)):
            yield day, drift
