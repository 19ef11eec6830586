"""Training on tables: what a person gets, and that nothing leaks."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from wuzha.lab.train.boost import Recipe
from wuzha.lab.train.card import Words
from wuzha.lab.train.inputs import Enrichment
from wuzha.lab.train.score import score_table
from wuzha.lab.train.split import Split
from wuzha.lab.train.table import TableOptions, train_table
from wuzha.screen.models.forest import load_forest
from wuzha.vocabulary.errors import InputError

SMALL = Recipe(members=2, trees=20, leaves=7, rows_per_leaf_min=5)


def payments(rows: int = 900, seed: int = 5) -> pa.Table:
    """Payments in order of time: fraud comes in bursts of one payer, a third is unlabelled."""
    rng = np.random.default_rng(seed)
    payer = rng.integers(0, 200, rows)
    for start in range(20, rows - 10, 60):
        payer[start : start + 8] = 1000 + start
    label = np.where(payer >= 1000, 1, 0)
    label[rng.random(rows) < 0.33] = 2
    return pa.table(
        {
            "at": np.arange(rows),
            "payer": pa.array([f"p{number}" for number in payer]),
            "amount": np.exp(rng.normal(3, 1, rows)),
            "age": rng.integers(18, 80, rows),
            "band": pa.array(np.where(rng.random(rows) < 0.5, "young", "old").tolist()),
            "label": label,
        }
    )


BY_TIME = TableOptions(
    target="label",
    name="payments",
    date="2026-01-31",
    data=Words("虚构的付款", "invented payments"),
    licence="CC0-1.0",
    split=Split("time", "at"),
    enrichment=Enrichment(time="at", history=("payer",), amount="amount"),
    unlabelled=(2,),
    subgroups=("band",),
    folds=2,
    recipe=SMALL,
)


def test_history_finds_what_single_rows_do_not_show() -> None:
    with_history = train_table(payments(), BY_TIME)
    without = train_table(payments(), replace(BY_TIME, enrichment=Enrichment()))
    assert with_history.card.metrics["auc"] > 0.9
    assert without.card.metrics["auc"] < 0.7


def test_the_card_says_everything_in_both_languages(tmp_path: Path) -> None:
    trained = train_table(payments(), BY_TIME)
    trained.save(tmp_path)
    saved = json.loads((tmp_path / "card.json").read_text("utf-8"))
    assert saved == json.loads(json.dumps(trained.answer()))
    assert saved["features"] == [*load_forest((tmp_path / "model.txt").read_bytes()).names]
    assert set(saved["subgroups"]["band"]) == {"young", "old"}
    assert {"mean", "spread", "n"} <= set(saved["folds"]["auc"])
    assert saved["rows"]["unlabelled"] > 0
    zh, en = ((tmp_path / f"card.{language}.md").read_text("utf-8") for language in ("zh", "en"))
    for page in (zh, en):
        for fact in ("2026-01-31", "CC0-1.0", trained.card.sha256, "`age`", "payments"):
            assert fact in page
    assert "虚构的付款" in zh
    assert "invented payments" in en
    assert "## 局限" in zh
    assert "## Limits" in en


def test_the_target_and_what_splits_are_no_inputs() -> None:
    card = train_table(payments(), BY_TIME).card
    assert not {"label", "at", "band"} & {*card.features}


def test_same_rows_same_model() -> None:
    first, second = (train_table(payments(), BY_TIME) for _ in range(2))
    assert first.model == second.model


def test_a_saved_model_scores_new_rows_like_rows_of_one_table(tmp_path: Path) -> None:
    rows = payments()
    past, new = rows.slice(0, 700), rows.slice(700)
    train_table(past, BY_TIME).save(tmp_path)
    apart = score_table(tmp_path, new, past)
    together = score_table(tmp_path, rows)
    assert np.array_equal(apart, together[700:])
    fraud = np.array(new["label"]) == 1
    assert apart[fraud].mean() > 2 * apart[~fraud].mean()


def test_labels_of_new_rows_change_no_score(tmp_path: Path) -> None:
    rows = payments()
    past, new = rows.slice(0, 700), rows.slice(700)
    train_table(past, BY_TIME).save(tmp_path)
    turned = new.set_column(5, "label", pa.array([1] * new.num_rows))
    assert np.array_equal(score_table(tmp_path, new, past), score_table(tmp_path, turned, past))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (replace(BY_TIME, target="fraud"), "no one column `fraud`"),
        (replace(BY_TIME, unlabelled=()), "must be 1 for fraud"),
        (replace(BY_TIME, enrichment=Enrichment(node="payer")), "table of edges"),
        (replace(BY_TIME, enrichment=Enrichment(ratios=("age",))), "two columns as a/b"),
        (replace(BY_TIME, enrichment=Enrichment(features=("payer",))), "column of numbers"),
    ],
)
def test_what_cannot_be_trained_is_said(options: TableOptions, message: str) -> None:
    with pytest.raises(InputError, match=message):
        train_table(payments(200), options)


def test_a_folder_without_a_model_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no model of a table"):
        score_table(tmp_path, payments(10))
