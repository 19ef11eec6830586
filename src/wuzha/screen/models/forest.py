"""A LightGBM model as flat arrays, and its predictions."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from wuzha.screen.models import kernels
from wuzha.screen.models.lightgbm_text import (
    CATEGORICAL,
    MISSING_LEFT,
    Doubles,
    Ints,
    ModelText,
    Tree,
    parse,
)
from wuzha.vocabulary.errors import ModelError

Convert = Callable[[Doubles], Doubles]


class Forest:
    """The trees of a model, walked by compiled code. Gives what LightGBM's own predict gives.

    Version 3 models are walked as LightGBM 4 walks them: a missing category goes right.
    """

    def __init__(self, model: ModelText) -> None:
        self.names = model.names
        self._convert = _conversion(model.objective)
        self._divisor = len(model.trees) if model.averaged else 1
        self._arrays = _arrays(model.trees)
        self.predict(np.zeros((1, len(self.names))))  # compiles before the first event

    def predict(self, inputs: Doubles) -> Doubles:
        """One number per row of `inputs` (rows, inputs); NaN is missing, and is the answer
        where that is not finite."""
        if inputs.ndim != 2 or inputs.shape[1] != len(self.names):
            raise ModelError(f"the model takes rows of {len(self.names)} inputs")
        rows = np.ascontiguousarray(inputs, np.float64).view()
        rows.flags.writeable = False  # for writable arrays kernels would compile again
        sums = np.zeros(len(rows))
        kernels.add_leaves(rows, sums, *self._arrays)
        with np.errstate(over="ignore"):
            answers = self._convert(sums / self._divisor)
        answers[~np.isfinite(answers)] = np.nan
        return answers


def _arrays(trees: tuple[Tree, ...]) -> tuple[npt.NDArray[Any], ...]:
    """All trees one behind the other: the arguments of the kernel after inputs and answers."""
    node_counts = [len(tree.features) for tree in trees]
    first_nodes = np.cumsum([0, *node_counts])
    first_leaves = np.cumsum([0, *(len(tree.leaves) for tree in trees)])
    roots = [
        start if count else -leaf - 1
        for start, count, leaf in zip(first_nodes, node_counts, first_leaves, strict=False)
    ]
    features, kinds, reads = _splits(trees)
    pairs, columns = np.unique(features * 4 + reads, return_inverse=True)
    starts, sets = _sets(trees)
    values = np.concatenate([tree.thresholds for tree in trees])
    values[kinds == kernels.IN_SET] = starts
    children = np.empty((len(features), 2), np.int64)
    for tree, node, leaf in zip(trees, first_nodes, first_leaves, strict=False):
        for side, child in enumerate((tree.rights, tree.lefts)):
            moved = np.where(child < 0, child - leaf, child + node)
            children[node : node + len(child), side] = moved
    return (
        pairs // 4,
        pairs % 4,
        np.array(roots, np.int64),
        kinds.astype(np.int8),
        columns.astype(np.int32),
        values,
        children.astype(np.int32),
        sets,
        np.concatenate([tree.leaves for tree in trees]),
    )


def _splits(trees: tuple[Tree, ...]) -> tuple[Ints, Ints, Ints]:
    """Of every node its input, its kind, and how it reads the input."""
    features = np.concatenate([tree.features for tree in trees])
    decisions = np.concatenate([tree.decisions for tree in trees])
    categorical = (decisions & CATEGORICAL) != 0
    leftward = (decisions & MISSING_LEFT) != 0
    kinds = np.where(leftward, kernels.NAN_LEFT, kernels.NAN_RIGHT)
    kinds = np.where(categorical, kernels.IN_SET, kinds)
    return features, kinds, np.where(categorical, kernels.CATEGORY, decisions >> 2)


def _sets(trees: tuple[Tree, ...]) -> tuple[list[int], Ints]:
    """Where the set of each categorical node begins, and all sets with their length in front."""
    chosen: list[int] = []
    sets: list[int] = []
    for tree in trees:
        starts = []
        for begin, end in pairwise(tree.set_starts.tolist()):
            starts.append(len(sets))
            sets += [end - begin, *tree.set_words[begin:end].tolist()]
        for number in tree.thresholds[(tree.decisions & CATEGORICAL) != 0]:
            chosen.append(starts[int(number)])
    return chosen, np.array(sets, np.int64)


def _sigmoid(scale: float) -> Convert:
    return lambda raw: 1.0 / (1.0 + np.exp(-scale * raw))


def _signed_square(raw: Doubles) -> Doubles:
    return np.sign(raw) * raw * raw


_AS_IT_IS = ("regression", "regression_l1", "huber", "fair", "quantile", "mape")
_EXPONENTIAL = ("poisson", "gamma", "tweedie")


def _conversion(objective: str) -> Convert:
    """From the sum of leaf values to the model's answer, by the objective it was trained for."""
    name, *options = objective.split() or [""]
    given = dict(option.partition(":")[::2] for option in options)
    if name == "binary":
        return _sigmoid(_scale(given.get("sigmoid", "1")))
    if name == "cross_entropy":
        return _sigmoid(1.0)
    if name == "regression" and "sqrt" in given:
        return _signed_square
    if name in _EXPONENTIAL:
        return np.exp
    if name in _AS_IT_IS:
        return lambda raw: raw
    usable = ", ".join(("binary", "cross_entropy", *_AS_IT_IS, *_EXPONENTIAL))
    raise ModelError(f"the objective `{name or 'none'}` cannot be used; train for one of {usable}")


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = np.nan
    if not 0 < scale < np.inf:
        raise ModelError("`sigmoid` of the objective is no positive number")
    return scale


def load_forest(raw: bytes) -> Forest:
    """The forest in the bytes of a LightGBM text file; ModelError."""
    try:
        return Forest(parse(raw.decode("utf-8")))
    except UnicodeDecodeError:
        raise ModelError("this is no text; save the model with Booster.save_model") from None
