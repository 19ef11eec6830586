"""Training on events: what is held out teaches nothing, and the card tells it apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from wuzha.lab.train.boost import Recipe
from wuzha.lab.train.events import EventOptions, train_events
from wuzha.lab.train.probability import probability
from wuzha.lab.train.samples import Samples
from wuzha.screen.models.forest import load_forest
from wuzha.vocabulary.errors import InputError

NAMES = ("calls", "new_payee", "night", "noise")


def samples(rows: int = 8000, seed: int = 3) -> Samples:
    """Three playbooks, each seen in an input of its own; an honest row stands for 50."""
    rng = np.random.default_rng(seed)
    fraud = rng.random(rows) < 0.06
    kind = rng.integers(0, 3, rows)
    inputs = rng.normal(size=(rows, 4))
    inputs[fraud, kind[fraud]] += 3
    playbook = [f"book_{k}" if f else None for k, f in zip(kind, fraud, strict=True)]
    return Samples(
        NAMES,
        inputs,
        fraud,
        np.where(fraud, 1.0, 50.0),
        pa.array(playbook, pa.string()),
        rng.integers(1, 7, rows),
    )


OPTIONS = EventOptions(
    name="payment",
    date="2026-01-31",
    judging_seeds=frozenset({5, 6}),
    held_out=frozenset({"book_2"}),
    false_alarm_rate=0.01,
    recipe=Recipe(members=1, trees=40, leaves=8, feature_share=1.0, random_splits=False),
)


def test_what_is_held_out_teaches_nothing() -> None:
    whole = samples()
    taught = ~np.isin(whole.seed, (5, 6)) & (np.array(whole.playbook.to_pylist()) != "book_2")
    inputs = whole.inputs.copy()
    inputs[~taught] = np.random.default_rng(1).normal(size=inputs[~taught].shape)
    first, second = (train_events(s, OPTIONS) for s in (whole, replace(whole, inputs=inputs)))
    assert first.model == second.model
    assert first.points == second.points


def test_playbooks_that_taught_are_found_and_others_told_apart() -> None:
    books = train_events(samples(), OPTIONS).card.subgroups["playbook"]
    assert set(books) == {"book_0", "book_1", "book_2*"}
    assert min(books["book_0"]["recall"], books["book_1"]["recall"]) > 0.4
    assert books["book_2*"]["recall"] < 0.2


def test_false_alarms_stay_at_the_rate_asked_for() -> None:
    whole, trained = samples(), train_events(samples(), OPTIONS)
    judging = np.isin(whole.seed, (5, 6))
    score = load_forest(trained.model.encode()).predict(whole.inputs[judging & ~whole.fraud])
    assert 0.005 < (score >= trained.card.threshold).mean() <= 0.01


def test_probabilities_are_those_of_the_city_not_of_the_sample() -> None:
    whole = samples(40_000)
    trained = train_events(whole, OPTIONS)
    rows = np.isin(whole.seed, (5, 6)) & (np.array(whole.playbook.to_pylist()) != "book_2")
    score = load_forest(trained.model.encode()).predict(whole.inputs[rows])
    told = np.average(probability(trained.points, score), weights=whole.weight[rows])
    happened = np.average(whole.fraud[rows], weights=whole.weight[rows])
    assert told == pytest.approx(happened, rel=0.25)
    assert happened < 0.002
    assert trained.card.metrics["calibration_error"] < 0.001


def test_the_card_says_what_judged(tmp_path: Path) -> None:
    train_events(samples(), OPTIONS).save(tmp_path)
    for language, words in (("zh", "由种子 5, 6 检验"), ("en", "judged by seeds 5, 6")):
        page = (tmp_path / f"card.{language}.md").read_text("utf-8")
        assert words in page
        assert "book_2*" in page
        assert "2026-01-31" in page


def test_seeds_that_leave_nothing_to_judge_are_said() -> None:
    with pytest.raises(InputError, match="rows that judge"):
        train_events(samples(), replace(OPTIONS, judging_seeds=frozenset({99})))
