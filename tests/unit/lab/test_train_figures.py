"""Figures, probabilities, thresholds and splits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from wuzha.lab.train.metrics import (
    auc,
    average_precision,
    calibration_error,
    macro_f1,
    metrics,
    recall_at,
    recall_gap,
    subgroups,
)
from wuzha.lab.train.probability import BLOCKS_MAX, fit_points, probability
from wuzha.lab.train.split import Split, folds, judging
from wuzha.lab.train.threshold import (
    best_threshold,
    following_thresholds,
    moved_threshold,
    shifted_prior,
)
from wuzha.vocabulary.errors import InputError

SEEDS = st.integers(0, 1 << 32)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_ranking_figures_are_those_of_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    score, weight = rng.integers(0, 12, 60) / 12, rng.random(60) + 0.1
    target = rng.random(60) < 0.4
    target[:2] = True, False
    wanted = roc_auc_score(target, score, sample_weight=weight)
    assert auc(target, score, weight) == pytest.approx(wanted)
    wanted = average_precision_score(target, score, sample_weight=weight)
    assert average_precision(target, score, weight) == pytest.approx(wanted)
    wanted = f1_score(target, score >= 0.5, average="macro")
    assert macro_f1(target, score >= 0.5) == pytest.approx(wanted)


def test_recall_at_a_rate_of_false_alarms() -> None:
    target = np.array([True, False, True, False, True])
    score = np.array([0.9, 0.8, 0.7, 0.2, 0.1])
    assert recall_at(target, score, 0.0, np.ones(5)) == pytest.approx(1 / 3)
    assert recall_at(target, score, 0.5, np.ones(5)) == pytest.approx(2 / 3)
    assert recall_at(target, score, 1.0, np.ones(5)) == 1


def test_calibration_error_of_true_and_of_doubled_probabilities() -> None:
    rng = np.random.default_rng(7)
    truth = rng.random(20_000) * 0.5
    target = rng.random(20_000) < truth
    assert calibration_error(target, truth, np.ones(20_000)) < 0.02
    doubled = calibration_error(target, truth * 2, np.ones(20_000))
    assert doubled == pytest.approx(0.25, abs=0.02)


def test_a_weight_stands_for_rows() -> None:
    rng = np.random.default_rng(3)
    score, target = rng.random(50), rng.random(50) < 0.4
    times = rng.integers(1, 4, 50)
    whole = metrics(np.repeat(target, times), np.repeat(score, times))
    weighed = metrics(target, score, weight=times.astype(float))
    assert {**weighed, "rows": whole["rows"]} == pytest.approx(whole)


def test_the_gap_is_between_groups_large_enough() -> None:
    target = np.ones(90, bool)
    group = np.array(["a"] * 40 + ["b"] * 40 + ["c"] * 10, object)
    score = np.array([1.0] * 30 + [0.0] * 10 + [1.0] * 20 + [0.0] * 20 + [0.0] * 10)
    assert recall_gap(subgroups(target, score, group, 0.5)) == pytest.approx(0.25)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_probabilities_never_fall_and_are_few_points(seed: int) -> None:
    rng = np.random.default_rng(seed)
    score = rng.random(400)
    points = fit_points(score, rng.random(400) < score**2)
    assert len(points) <= 2 * BLOCKS_MAX
    found = probability(points, np.linspace(-1, 2, 300))
    assert (np.diff(found) >= 0).all()
    assert ((found >= 0) & (found <= 1)).all()


def test_probabilities_mend_what_a_score_exaggerates() -> None:
    rng = np.random.default_rng(1)
    truth = rng.random(20_000) * 0.3
    target, score = rng.random(20_000) < truth, np.sqrt(truth)
    found = probability(fit_points(score[::2], target[::2]), score[1::2])
    assert calibration_error(target[1::2], found, np.ones(10_000)) < 0.02
    assert calibration_error(target[1::2], score[1::2], np.ones(10_000)) > 0.2


def two_kinds(share: float, rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Truth, and the true probability under a share of 10 %, of rows with another share."""
    rng = np.random.default_rng(seed)
    target = rng.random(rows) < share
    x = rng.normal(np.where(target, 1.5, 0.0), 1.0)
    odds = np.exp(1.5 * x - 1.125) * 0.1 / 0.9
    return target, odds / (1 + odds)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.4, 0.7])
def test_the_new_share_is_found_without_labels(share: float) -> None:
    _, p = two_kinds(share, 20_000, 11)
    assert shifted_prior(p, 0.1) == pytest.approx(share, abs=0.02)


def test_a_moved_threshold_is_the_old_one_on_the_new_probability() -> None:
    moved = moved_threshold(0.5, 0.1, 0.4)
    odds = moved / (1 - moved) * (0.4 / 0.6) / (0.1 / 0.9)
    assert odds == pytest.approx(1)
    assert moved_threshold(0.3, 0.1, 0.1) == pytest.approx(0.3)


def test_the_threshold_follows_when_fraud_gets_more_frequent() -> None:
    before, after = two_kinds(0.1, 3000, 1), two_kinds(0.5, 3000, 2)
    target = np.concatenate([before[0], after[0]])
    p = np.concatenate([before[1], after[1]])
    fixed = best_threshold(*before)
    moving = following_thresholds(p, fixed, 0.1)
    assert np.mean(moving[1000:3000]) == pytest.approx(fixed, rel=0.1)
    late = slice(4000, None)
    assert (moving[late] < fixed).all()
    gain = macro_f1(target[late], p[late] >= moving[late]) - macro_f1(
        target[late], p[late] >= fixed
    )
    assert gain > 0.03


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.integers(1, 400))
def test_following_looks_back_only_and_never_rises(seed: int, known: int) -> None:
    p = np.random.default_rng(seed).random(500)
    whole = following_thresholds(p, 0.3, 0.2, window_rows=100, step_rows=20)
    part = following_thresholds(p[:known], 0.3, 0.2, window_rows=100, step_rows=20)
    assert np.array_equal(whole[:known], part)
    assert (whole <= 0.3 + 1e-12).all()


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_no_threshold_is_better_than_the_best(seed: int) -> None:
    rng = np.random.default_rng(seed)
    score = rng.integers(0, 8, 40) / 8
    target = rng.random(40) < 0.4
    target[:2] = True, False
    best = macro_f1(target, score >= best_threshold(target, score))
    assert all(macro_f1(target, score >= cut) <= best + 1e-12 for cut in np.unique(score))


def test_a_group_stands_on_one_side_and_stays_there() -> None:
    users = np.repeat([f"u{number}" for number in range(300)], 3)
    judges = judging(Split("group", "user"), users, len(users))
    sides = {user: {*judges[users == user].tolist()} for user in users}
    assert all(len(side) == 1 for side in sides.values())
    assert judges.mean() == pytest.approx(0.25, abs=0.08)
    fewer = judging(Split("group", "user"), users[:90], 90)
    assert np.array_equal(fewer, judges[:90])


@pytest.mark.parametrize("how", ["group", "random"])
def test_every_row_judges_in_one_fold(how: str) -> None:
    users = np.arange(100) // 2
    split = Split(how, "user")  # type: ignore[arg-type]  # parametrised by text
    parts = [*folds(split, users, 100, 4)]
    assert np.sum([judge for _, judge in parts], axis=0).tolist() == [1] * 100
    assert all((teach != judge).all() for teach, judge in parts)


def test_by_time_the_past_teaches_and_what_follows_judges() -> None:
    time = np.sort(np.random.default_rng(2).integers(0, 60, 200))
    for teach, judge in folds(Split("time", "at"), time, 200, 3):
        assert time[teach].max() < time[judge].min()
    judges = judging(Split("time", "at"), time, 200)
    assert time[~judges].max() < time[judges].min()


def test_a_split_that_cannot_be_is_refused() -> None:
    with pytest.raises(InputError, match="name of its column"):
        Split("group")
    with pytest.raises(InputError, match="between 0 and 1"):
        Split("random", share=1.0)
