"""Learns from cities which class of fraud a warning is about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from wuzha.lab.reading import Reading
from wuzha.lab.sightings import KINDS
from wuzha.lab.warning import warnings_of
from wuzha.screen.naming import Naming, signs_of
from wuzha.vocabulary.fraud_type import Taxonomy

Doubles = NDArray[np.float64]

STRENGTH = 0.3
"""How freely weights may grow: the inverse of the penalty on their squares."""

SURE = 0.5
TRIES_MAX = 400


@dataclass(frozen=True, slots=True)
class Named:
    """The first decision of a warning in an episode: its signs, and what it was in truth."""

    signs: tuple[str, ...]
    type: str
    playbook: str


def examples(reading: Reading, taxonomy: Taxonomy) -> list[Named]:
    """One for each warning that came while its person was in an episode."""
    seen, warnings, table = reading.sightings, warnings_of(reading), reading.truth.episodes
    types, playbooks = table["type"].to_pylist(), table["playbook"].to_pylist()
    ends = np.concatenate([[0], np.cumsum(seen.fired)])
    found = []
    for row, episode in zip(warnings.first, warnings.episode, strict=True):
        class_ = taxonomy.rollup(types[episode]) if episode >= 0 else None
        if class_ is not None:
            rules = [seen.rules[rule] for rule in seen.reasons[ends[row] : ends[row + 1]]]
            signs = tuple(signs_of(KINDS[seen.kind[row]], rules))
            found.append(Named(signs, class_, playbooks[episode]))
    return found


def learn(samples: Sequence[Named], card: dict[str, Any], strength: float = STRENGTH) -> Naming:
    """Multinomial logistic regression with a penalty on squares (Bishop, Pattern Recognition and
    Machine Learning, 2006, 4.3.4), by L-BFGS."""
    signs = sorted({sign for one in samples for sign in one.signs})
    classes = tuple(sorted({one.type for one in samples}))
    x = np.column_stack([_marks(samples, signs), np.ones(len(samples))])
    y = np.array([[one.type == name for name in classes] for one in samples], np.float64)

    def loss(flat: Doubles) -> tuple[float, Doubles]:
        weights = flat.reshape(x.shape[1], len(classes))
        sums = x @ weights
        sums -= sums.max(axis=1, keepdims=True)
        likely = np.exp(sums)
        likely /= likely.sum(axis=1, keepdims=True)
        free = weights.copy()
        free[-1] = 0
        cost = -(y * np.log(likely + 1e-300)).sum() + (free**2).sum() / (2 * strength)
        return float(cost), (x.T @ (likely - y) + free / strength).ravel()

    start = np.zeros(x.shape[1] * len(classes))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": TRIES_MAX})
    weights = found.x.reshape(x.shape[1], len(classes))
    rows = {sign: tuple(map(float, weights[row])) for row, sign in enumerate(signs)}
    return Naming(classes, tuple(map(float, weights[-1])), rows, SURE, card)


def judge(naming: Naming, samples: Sequence[Named], held_out: Collection[str]) -> dict[str, float]:
    """How right a table is: `best` names always, `named` is the share of warnings it is sure of and
    `right` how many of those it has right; `held_out_*` for playbooks that taught it nothing."""
    told: dict[str, float] = {}
    for prefix, some in (
        ("", [one for one in samples if one.playbook not in held_out]),
        ("held_out_", [one for one in samples if one.playbook in held_out]),
    ):
        if some:
            names = [naming.named(one.signs) for one in some]
            sure = [name == one.type for name, one in zip(names, some, strict=True) if name]
            told |= {
                f"{prefix}warnings": len(some),
                f"{prefix}best": _share([_best(naming, one) for one in some]),
                f"{prefix}named": len(sure) / len(some),
                f"{prefix}right": _share(sure),
            }
    return told


def _best(naming: Naming, one: Named) -> bool:
    found = naming.probabilities(one.signs)
    return naming.classes[int(np.argmax(found))] == one.type


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else float("nan")


def _marks(samples: Sequence[Named], signs: Sequence[str]) -> Doubles:
    rows = {sign: row for row, sign in enumerate(signs)}
    marks = np.zeros((len(samples), len(signs)))
    for number, one in enumerate(samples):
        marks[number, [rows[sign] for sign in one.signs]] = 1
    return marks
