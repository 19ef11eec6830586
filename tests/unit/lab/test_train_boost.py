"""Boosters as text: averaged ones answer the average, and engines read them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import lightgbm
import numpy as np
import pytest

from unit.models.training import model
from wuzha.lab.train.boost import Recipe, average, importance, train_booster
from wuzha.screen.models import load_model
from wuzha.vocabulary.errors import InputError

NAMES = ["calls", "callees", "hours"]


def rows(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(400, 3))
    inputs[rng.random((400, 3)) < 0.1] = np.nan
    target = np.nan_to_num(inputs[:, 0]) + rng.normal(size=400) > 0.5
    return inputs, target.astype(float)


def booster(number: int) -> lightgbm.Booster:
    inputs, target = rows()
    settings = {"objective": "binary", "num_leaves": 6, "seed": number, "bagging_fraction": 0.5}
    settings |= {"bagging_freq": 1, "num_threads": 1, "verbose": -1}
    return lightgbm.train(settings, lightgbm.Dataset(inputs, target, feature_name=NAMES), 7)


def test_the_average_of_boosters_is_one_model(tmp_path: Path) -> None:
    boosters = [booster(number) for number in (1, 2, 3)]
    text = average([each.model_to_string() for each in boosters])
    file = tmp_path / "average.txt"
    file.write_text(text)
    inputs, _ = rows(seed=9)
    raw = np.mean([each.predict(inputs, raw_score=True) for each in boosters], axis=0)
    wanted = 1 / (1 + np.exp(-raw))
    assert load_model(model(file, names=NAMES)).predict(inputs) == pytest.approx(wanted, abs=1e-12)
    again = lightgbm.Booster(model_str=text)
    assert again.num_trees() == 21
    assert again.predict(inputs) == pytest.approx(wanted, abs=1e-12)


def test_boosters_of_other_inputs_are_not_averaged() -> None:
    text = booster(1).model_to_string()
    with pytest.raises(InputError, match="same inputs"):
        average([text, text.replace("callees", "people")])


def test_members_differ_and_the_seed_decides() -> None:
    inputs, target = rows()
    recipe = Recipe(members=2, trees=5, leaves=4, rows_per_leaf_min=5, feature_share=1.0)
    first, same = (train_booster(inputs, target, NAMES, recipe) for _ in range(2))
    other = train_booster(inputs, target, NAMES, replace(recipe, seed=50))
    assert first == same
    assert first != other
    assert first.count("\nTree=") == 10


def test_the_input_that_matters_is_asked_most() -> None:
    inputs, target = rows()
    text = train_booster(
        inputs, target, NAMES, Recipe(1, 3, 3, feature_share=1.0, random_splits=False)
    )
    assert next(iter(importance(text))) == "calls"
    assert sum(importance(text).values()) == 3 * 2


def test_one_kind_of_rows_teaches_nothing() -> None:
    inputs, target = rows()
    with pytest.raises(InputError, match="both kinds"):
        train_booster(inputs, np.zeros_like(target), NAMES, Recipe())
