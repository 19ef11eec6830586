"""The report: outcomes of several cities in one table, each figure beside its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np
import pyarrow as pa

from wuzha.lab.groups import Band, Gap, gap, pooled, share
from wuzha.lab.outcome import Outcome
from wuzha.vocabulary.errors import InputError

AT_LEAST = {
    "episodes_warned_before_last_payment": 0.80,
    "loss_warned_before_last_payment": 0.75,
    "episodes_warned_before_first_payment": 0.55,
    "heldout_types_warned_before_last_payment": 0.60,
}
AT_MOST = {
    "wrong_per_million_people_days": 150.0,
    "calibration_error": 0.05,
    "recall_gap_age": 0.05,
    "recall_gap_education": 0.05,
}
"""What was promised. All other figures are shown without a target."""

GAPS = {"recall_gap_age": "age_band", "recall_gap_education": "education"}
HELD_OUT = "heldout_types_warned_before_last_payment"


@dataclass(frozen=True)
class Line:
    """One figure over the cities.

    `value` is the mean over the cities, or, if `pooled`, the figure of all cities taken together,
    with its 95 % interval from `low` to `high` (NaN for a mean). `spread` is the standard
    deviation over the cities (n - 1), `least` and `most` the extremes; NaN if fewer than two, or
    none, of the cities have the figure.
    """

    name: str
    value: float
    spread: float
    least: float
    most: float
    pooled: bool = False
    low: float = nan
    high: float = nan

    @property
    def target(self) -> float | None:
        return AT_LEAST.get(self.name, AT_MOST.get(self.name))

    @property
    def holds(self) -> bool | None:
        """None without a target; a figure that could not be taken (NaN) does not hold."""
        if self.target is None:
            return None
        return self.value <= self.target if self.name in AT_MOST else self.value >= self.target


@dataclass(frozen=True)
class Report:
    """All figures of a policy over several cities; `groups` are the counts added up."""

    policy: str
    warn_at: str
    seeds: tuple[int, ...]
    people_days: int
    episodes: int
    lines: tuple[Line, ...]
    gaps: tuple[Gap, ...]
    groups: pa.Table

    def line(self, name: str) -> Line:
        return next(line for line in self.lines if line.name == name)

    @property
    def holds(self) -> bool:
        """Whether all promised figures are reached."""
        return all(line.holds is not False for line in self.lines)

    def answer(self) -> dict[str, Any]:
        """As plain data for JSON: NaN becomes null."""
        return {
            "policy": self.policy,
            "warn_at": self.warn_at,
            "seeds": [*self.seeds],
            "people_days": self.people_days,
            "episodes": self.episodes,
            "figures": [_plain(line) for line in self.lines],
            "gaps": {found.by: [_band(band) for band in found.bands] for found in self.gaps},
        }


def summary(outcomes: Sequence[Outcome]) -> Report:
    """Puts outcomes of one policy together; InputError if there are none, or of several policies.

    The figures of the held-out playbooks and the recall gaps are pooled: single cities have too
    few such episodes for a mean of shares to say anything.
    """
    if len({(outcome.policy, outcome.warn_at) for outcome in outcomes}) != 1:
        raise InputError("a report needs outcomes of one policy at one level; compare two instead")
    groups = [outcome.groups for outcome in outcomes]
    gaps = {name: gap(groups, by) for name, by in GAPS.items()}
    lines = [_line(name, outcomes, gaps) for name in outcomes[0].figures]
    promised = [*AT_LEAST, *AT_MOST]
    lines.sort(key=lambda line: promised.index(line.name) if line.name in promised else 99)
    return Report(
        policy=outcomes[0].policy,
        warn_at=outcomes[0].warn_at,
        seeds=tuple(outcome.seed for outcome in outcomes),
        people_days=sum(outcome.people * outcome.days for outcome in outcomes),
        episodes=sum(outcome.episodes for outcome in outcomes),
        lines=tuple(lines),
        gaps=tuple(gaps.values()),
        groups=pooled(groups),
    )


def _line(name: str, outcomes: Sequence[Outcome], gaps: dict[str, Gap]) -> Line:
    values = np.array([outcome.figures[name] for outcome in outcomes])
    values = values[~np.isnan(values)]
    mean = float(values.mean()) if len(values) else nan
    spread = float(values.std(ddof=1)) if len(values) > 1 else nan
    least, most = (float(values.min()), float(values.max())) if len(values) else (nan, nan)
    if name in gaps:
        found = gaps[name]
        return Line(name, found.value, spread, least, most, True, found.low, found.high)
    if name == HELD_OUT:
        hits = sum(outcome.heldout_warned for outcome in outcomes)
        all_ = share(hits, sum(outcome.heldout_episodes for outcome in outcomes))
        return Line(name, all_.value, spread, least, most, True, all_.low, all_.high)
    return Line(name, mean, spread, least, most)


def _plain(line: Line) -> dict[str, Any]:
    figures = {
        "pooled" if line.pooled else "mean": line.value,
        "spread": line.spread,
        "min": line.least,
        "max": line.most,
        **({"low": line.low, "high": line.high} if line.pooled else {}),
    }
    numbers = {name: _number(value) for name, value in figures.items()}
    return {"name": line.name, **numbers, "target": line.target, "holds": line.holds}


def _band(band: Band) -> dict[str, Any]:
    return {
        "group": band.group,
        "episodes": band.recall.tries,
        "recall": _number(band.recall.value),
        "low": _number(band.recall.low),
        "high": _number(band.recall.high),
        "spread": _number(band.spread),
    }


def _number(value: float) -> float | None:
    """Six digits; JSON has no NaN."""
    return None if value != value else float(f"{value:.6g}")
