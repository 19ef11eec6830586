"""LightGBM models give what LightGBM gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pytest

from unit.models.training import INPUTS, model, strange_rows, train
from wuzha.screen.models import load_model
from wuzha.vocabulary.errors import ModelError

BAGGED = {"bagging_freq": 1, "bagging_fraction": 0.5}
SETTINGS: dict[str, dict[str, Any]] = {
    "binary": {"objective": "binary"},
    "binary, steep": {"objective": "binary", "sigmoid": 2.5},
    "one category at a time": {"objective": "binary", "max_cat_to_onehot": 100},
    "zeros are missing": {"objective": "binary", "zero_as_missing": True},
    "nothing is missing": {"objective": "binary", "use_missing": False},
    "random forest": {"objective": "binary", "boosting": "rf", **BAGGED},
    "averaged numbers": {"objective": "regression", "boosting": "rf", **BAGGED},
    "dart": {"objective": "binary", "boosting": "dart"},
    "numbers": {"objective": "regression"},
    "roots": {"objective": "regression", "reg_sqrt": True},
    "huber": {"objective": "huber"},
    "cross entropy": {"objective": "cross_entropy"},
    "poisson": {"objective": "poisson"},
    "stumps": {"objective": "binary", "num_leaves": 2},
    "deep": {"objective": "binary", "num_leaves": 200, "min_data_in_leaf": 1},
}


@pytest.mark.parametrize("name", SETTINGS)
def test_answers_are_those_of_lightgbm(name: str, tmp_path: Path) -> None:
    booster = train(**SETTINGS[name])
    file = tmp_path / "model.txt"
    booster.save_model(file)
    inputs = strange_rows(1_000, seed=2)
    found = load_model(model(file)).predict(inputs)
    wanted = booster.predict(inputs, num_threads=1)
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=0)
    assert len(np.unique(found)) > 1


@pytest.mark.parametrize("size", [1, 15, 16, 63, 65, 1_000])
def test_batches_of_any_size_give_the_same(size: int, tmp_path: Path) -> None:
    booster = train(objective="binary")
    file = tmp_path / "model.txt"
    booster.save_model(file)
    loaded = load_model(model(file))
    inputs = strange_rows(1_000, seed=3)
    parts = [loaded.predict(inputs[at : at + size]) for at in range(0, 1_001, size)]
    wanted = booster.predict(inputs, num_threads=1)
    np.testing.assert_allclose(np.concatenate(parts), wanted, rtol=1e-12, atol=0)


def test_a_model_that_learned_nothing_is_a_constant(tmp_path: Path) -> None:
    booster = train(objective="binary", trees=2, min_data_in_leaf=10_000)
    file = tmp_path / "model.txt"
    booster.save_model(file)
    inputs = strange_rows(40, seed=4)
    np.testing.assert_array_equal(
        load_model(model(file)).predict(inputs), booster.predict(inputs, num_threads=1)
    )


def test_an_answer_past_all_numbers_is_an_abstention(tmp_path: Path) -> None:
    file = tmp_path / "model.txt"
    text = train(objective="poisson", trees=1, num_leaves=2).model_to_string()
    file.write_text(
        "".join(
            "leaf_value=800 0\n" if line.startswith("leaf_value") else line
            for line in text.splitlines(keepends=True)
        )
    )
    answers = load_model(model(file)).predict(strange_rows(50, seed=5))
    assert {*answers[np.isfinite(answers)]} == {1.0}
    assert np.isnan(answers).any()
    assert not np.isinf(answers).any()


def test_many_classes_are_refused(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    data = lightgbm.Dataset(random.normal(size=(300, INPUTS)), random.integers(0, 3, 300))
    booster = lightgbm.train({"objective": "multiclass", "num_class": 3, "verbose": -1}, data, 2)
    file = tmp_path / "model.txt"
    booster.save_model(file)
    with pytest.raises(ModelError, match="one model per class"):
        load_model(model(file))


def test_linear_trees_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "model.txt"
    train(objective="regression", linear_tree=True).save_model(file)
    with pytest.raises(ModelError, match="linear_tree=false"):
        load_model(model(file))


def test_the_inputs_must_be_as_many_and_in_order(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    data = lightgbm.Dataset(
        random.normal(size=(300, 2)), random.integers(0, 2, 300), feature_name=["amount", "calls"]
    )
    file = tmp_path / "model.txt"
    lightgbm.train({"objective": "binary", "verbose": -1}, data, 2).save_model(file)
    assert len(load_model(model(file, names=["amount", "calls"])).predict(np.zeros((3, 2)))) == 3
    with pytest.raises(ModelError, match=r"\[amount, calls\]"):
        load_model(model(file, names=["calls", "amount"]))
    with pytest.raises(ModelError, match="takes 2 inputs; the policy names 3"):
        load_model(model(file, inputs=3))
    with pytest.raises(ModelError, match="rows of 2 inputs"):
        load_model(model(file, inputs=2)).predict(np.zeros((3, 1)))
