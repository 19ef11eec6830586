"""What a run decided, in figures: counts by level, rule and the like, and a few samples."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.screen.decision_log import LABEL
from wuzha.screen.scores import Scores
from wuzha.vocabulary.decision import Level

SAMPLES = 3
_SAMPLED = ("id", "kind", "score", "level", "action", "reasons")
_SAMPLE_TRIES = 50


class Tally:
    """Counts decisions by level, action, fraud type and fired rule; scores them by their labels.

    `samples` are the decisions with the highest scores so far, each led by another rule.
    """

    def __init__(self) -> None:
        self.events = 0
        self.late = 0
        self.levels: Counter[str] = Counter()
        self.actions: Counter[str] = Counter()
        self.types: Counter[str] = Counter()
        self.rules: Counter[str] = Counter()
        self.scores = Scores()
        self.samples: list[dict[str, Any]] = []

    @property
    def passed(self) -> int:
        """Events at which nothing was found: those of level none."""
        return self.levels[Level.NONE]

    @property
    def flagged(self) -> int:
        """Events of any level above none."""
        return self.events - self.passed

    def count(self, decisions: pa.Table) -> None:
        """Add a table of decisions, with LABEL if there are labels."""
        self.events += len(decisions)
        self.late += pc.sum(decisions["late"]).as_py() or 0
        _add(self.levels, decisions["level"])
        _add(self.actions, decisions["action"])
        _add(self.types, decisions["type"])
        _add(self.rules, pc.struct_field(pc.list_flatten(decisions["reasons"]), "rule"))
        if LABEL in decisions.column_names:
            self.scores.count(decisions["level"], decisions[LABEL])
        self._sample(decisions)

    def _sample(self, decisions: pa.Table) -> None:
        """Keep the highest; few rows are looked at, so that a batch costs little."""
        is_full = len(self.samples) == SAMPLES
        floor = self.samples[-1]["score"] if is_full else 0
        scores = decisions["score"].to_numpy()
        higher = np.flatnonzero(scores > floor)
        first = higher[np.argsort(-scores[higher], kind="stable")][:_SAMPLE_TRIES]
        kept = list(self.samples)
        for sample in decisions.select(_SAMPLED).take(pa.array(first)).to_pylist():
            kept.append(sample)
        kept.sort(key=lambda sample: -sample["score"])
        by_rule: dict[str, dict[str, Any]] = {}
        for sample in kept:
            by_rule.setdefault(_lead(sample), sample)
        self.samples = list(by_rule.values())[:SAMPLES]


def _lead(sample: dict[str, Any]) -> str:
    """The rule that gave the most points."""
    return str(max(sample["reasons"], key=lambda reason: reason["points"])["rule"])


def _add(counter: Counter[str], column: pa.ChunkedArray | pa.Array) -> None:
    for entry in pc.value_counts(column):
        value = entry["values"].as_py()
        if value is not None:
            counter[value] += entry["counts"].as_py()
