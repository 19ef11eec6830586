"""Gradient-boosted trees as LightGBM text, and several of them as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wuzha.vocabulary.errors import InputError

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Recipe:
    """How trees are grown. `members` boosters with their own chance are averaged into one.

    `random_splits` tries one threshold per input and split, drawn at random, instead of all of
    them (extremely randomised trees: Geurts, Ernst, Wehenkel, Machine Learning 63, 2006): better
    where rows are few or change with time. `shrink` is the L2 penalty of leaves.
    """

    members: int = 3
    trees: int = 300
    leaves: int = 15
    rate: float = 0.05
    rows_per_leaf_min: int = 30
    feature_share: float = 0.3
    row_share: float = 0.7
    shrink: float = 5.0
    random_splits: bool = True
    seed: int = 1


def train_booster(
    inputs: Doubles,
    target: Doubles,
    names: Sequence[str],
    recipe: Recipe,
    weight: Doubles | None = None,
) -> str:
    """The text of a model that gives the probability of `target` (0 to 1) from `inputs`.

    InputError if there is only one kind of rows.
    """
    if not len(target) or target.min() == target.max():
        raise InputError("the rows to learn from are all fraud or all honest; give both kinds")
    members = [
        _member(inputs, target, names, recipe, weight, number) for number in range(recipe.members)
    ]
    return average(members)


def _member(
    inputs: Doubles,
    target: Doubles,
    names: Sequence[str],
    recipe: Recipe,
    weight: Doubles | None,
    number: int,
) -> str:
    import lightgbm  # takes a second; only training needs it

    rows = lightgbm.Dataset(
        inputs, target, weight=weight, feature_name=[*names], free_raw_data=False
    )
    booster = lightgbm.train(_parameters(recipe, number), rows, recipe.trees)
    return str(booster.model_to_string())


def _parameters(recipe: Recipe, number: int) -> dict[str, Any]:
    return {
        "objective": "binary",
        "num_leaves": recipe.leaves,
        "learning_rate": recipe.rate,
        "min_data_in_leaf": recipe.rows_per_leaf_min,
        "feature_fraction": recipe.feature_share,
        "bagging_fraction": recipe.row_share,
        "bagging_freq": 1,
        "lambda_l2": recipe.shrink,
        "extra_trees": recipe.random_splits,
        "seed": recipe.seed + number,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbose": -1,
    }


def average(models: Sequence[str]) -> str:
    """One model whose raw score is the mean of the raw scores of `models`.

    All trees stand one behind the other with their leaves divided by the number of models. The
    models must have the same inputs and objective.
    """
    heads, trees = [], []
    for model in models:
        body = model.partition("\nend of trees")[0]
        head, *blocks = re.split(r"(?m)^(?=Tree=\d+$)", body)
        heads.append(re.sub(r"(?m)^(tree_sizes|feature_infos)=.*\n", "", head))
        trees += [_divided(block, len(models)) for block in blocks]
    if len(set(heads)) != 1:
        raise InputError("only models with the same inputs and objective can be averaged")
    numbered = [f"Tree={number}\n{block}\n\n\n" for number, block in enumerate(trees)]
    sizes = " ".join(str(len(block.encode())) for block in numbered)
    infos = re.search(r"(?m)^feature_infos=.*\n", models[0])
    head = f"{heads[0].rstrip()}\n{infos[0] if infos else ''}tree_sizes={sizes}\n\n"
    return head + "".join(numbered) + "end of trees\n"


def _divided(block: str, by: int) -> str:
    """A tree without its number, its leaves divided."""

    def divide(line: re.Match[str]) -> str:
        values = " ".join(repr(float(value) / by) for value in line[2].split())
        return f"{line[1]}={values}"

    lines = block.partition("\n")[2].rstrip()
    return re.sub(r"(?m)^(leaf_value|internal_value|shrinkage)=(.*)$", divide, lines)


def importance(model: str) -> dict[str, int]:
    """How often the trees of a model ask for each input, most often first."""
    names = re.search(r"(?m)^feature_names=(.*)$", model)
    listed = names[1].split() if names else []
    counts = dict.fromkeys(listed, 0)
    for line in re.findall(r"(?m)^split_feature=(.*)$", model):
        for place in line.split():
            counts[listed[int(place)]] += 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
