"""Small models trained on generated data, and the policy's words for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt

from wuzha.policy.tree import NOWHERE, Model, Name
from wuzha.vocabulary.event import Kind

CATEGORY = 3
INPUTS = 6


def rows(count: int, seed: int) -> npt.NDArray[np.float64]:
    """Inputs with missing values, zeros, a category, very small and very large numbers."""
    random = np.random.default_rng(seed)
    inputs = random.normal(size=(count, INPUTS))
    inputs[random.random(inputs.shape) < 0.1] = np.nan
    inputs[random.random(inputs.shape) < 0.1] = 0.0
    inputs[:, CATEGORY] = random.integers(0, 70, count)
    inputs[:, 5] = random.integers(-3, 4, count) * 10.0 ** random.integers(-40, 12, count)
    return inputs


def strange_rows(count: int, seed: int) -> npt.NDArray[np.float64]:
    """Rows as above, and what no training saw."""
    random = np.random.default_rng(seed)
    inputs = rows(count, seed)
    odd = [-1.0, -0.5, 0.5, 1e300, -1e300, np.inf, -np.inf, np.nan, 1e-36, -1e-36, 2.0**31, 500.0]
    places = random.random(inputs.shape) < 0.15
    inputs[places] = random.choice(odd, places.sum())
    return inputs


def train(seed: int = 1, trees: int = 20, **parameters: Any) -> lightgbm.Booster:
    inputs = rows(1_500, seed)
    known = np.nan_to_num(inputs)
    target = known[:, 0] * known[:, 1] + (known[:, CATEGORY] % 3 == 0) + np.isnan(inputs[:, 2])
    if parameters["objective"] not in ("regression", "huber"):
        target = (target > 0.5).astype(np.float64)
    data = lightgbm.Dataset(inputs, target, categorical_feature=[CATEGORY])
    settings = {"verbose": -1, "num_threads": 1, "min_data_in_leaf": 5, "max_cat_to_onehot": 1}
    return lightgbm.train({**settings, **parameters}, data, trees)


def model(file: Path, inputs: int = INPUTS, names: list[str] | None = None) -> Model:
    """The policy's model that is in a file."""
    form = "onnx" if file.suffix == ".onnx" else "lightgbm"
    named = names or [f"input_{place}" for place in range(inputs)]
    return Model("odds", file, form, tuple(map(Name, named)), frozenset(Kind), None, NOWHERE)
