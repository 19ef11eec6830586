"""Naming: which class of fraud a suspicious decision is about.

A policy finds frauds best when all signs are weighed together, and then no single rule says of
which kind it is. A table learned beside the policy does: each sign (a rule that fired, the event's
kind) speaks for and against each class by a weight, and the class whose weights add up to most is
named if it is likely enough (multinomial logistic regression). Where no class is, none is named: a
general question is better than a wrong one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wuzha.vocabulary.errors import ModelError
from wuzha.vocabulary.event import Kind

FILE = "naming.json"
"""Lies beside the policy that it was learned for."""


@dataclass(frozen=True)
class Naming:
    """`base` and each sign's `weights` have one number per class; `sure` is the least probability
    with which a class is named. `card` says what it was learned from and how right it is."""

    classes: tuple[str, ...]
    base: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]
    sure: float
    card: Mapping[str, Any]

    def probabilities(self, signs: Iterable[str]) -> list[float]:
        """Of each class, in their order; signs that the table does not know say nothing."""
        sums = list(self.base)
        for sign in signs:
            for row, weight in enumerate(self.weights.get(sign, ())):
                sums[row] += weight
        most = max(sums)
        powers = [math.exp(one - most) for one in sums]
        total = sum(powers)
        return [power / total for power in powers]

    def named(self, signs: Iterable[str]) -> str | None:
        """The class, or None if none is likely enough."""
        found = self.probabilities(signs)
        best = max(range(len(found)), key=found.__getitem__)
        return self.classes[best] if found[best] >= self.sure else None

    def save(self, path: Path) -> None:
        content = {
            "sure": self.sure,
            "classes": self.classes,
            "base": _short(self.base),
            "weights": {sign: _short(row) for sign, row in sorted(self.weights.items())},
            "card": self.card,
        }
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def signs_of(kind: Kind, rules: Iterable[str]) -> list[str]:
    """What a decision tells: the kind of its event and the rules that fired."""
    return [f"kind:{kind.value}", *rules]


def read_naming(path: Path) -> Naming:
    """The table in a file; ModelError if it is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        classes = tuple(str(name) for name in content["classes"])
        weights = {str(sign): _row(row, classes) for sign, row in content["weights"].items()}
        base = _row(content["base"], classes)
        return Naming(classes, base, weights, float(content["sure"]), content.get("card", {}))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            f"{path}: this is no table of names; `wuzha train names` writes one"
        ) from error


def naming_of(policy: Path) -> Naming | None:
    """The table that lies beside a policy, if one does."""
    path = policy.parent / FILE
    return read_naming(path) if path.is_file() else None


def _row(values: Sequence[float], classes: Sequence[str]) -> tuple[float, ...]:
    row = tuple(float(value) for value in values)
    if len(row) != len(classes) or not all(math.isfinite(value) for value in row):
        raise ValueError("a weight for each class")
    return row


def _short(row: Sequence[float]) -> list[float]:
    return [round(value, 3) for value in row]
