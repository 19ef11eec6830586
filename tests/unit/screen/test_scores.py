"""Precision and recall."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.screen.scores import Scores
from wuzha.vocabulary.decision import LEVELS, Level

Cases = list[tuple[Level, bool | None]]


def scores_of(cases: Cases) -> Scores:
    scores = Scores()
    levels = pa.chunked_array([pa.array([level.value for level, _ in cases], pa.string())])
    labels = pa.chunked_array([pa.array([label for _, label in cases], pa.bool_())])
    scores.count(levels, labels)
    return scores


@given(st.lists(st.tuples(st.sampled_from(LEVELS), st.sampled_from([True, False, None]))))
def test_shares_are_what_their_names_say(cases: Cases) -> None:
    known = [(level, label) for level, label in cases if label is not None]
    scores = scores_of(cases)
    assert scores.labelled == len(known)
    for level in LEVELS[1:]:
        flagged = [label for found, label in known if LEVELS.index(found) >= LEVELS.index(level)]
        frauds = [label for _, label in known if label]
        score = scores.at(level)
        assert score.precision == (sum(flagged) / len(flagged) if flagged else None)
        assert score.recall == (sum(flagged) / len(frauds) if frauds else None)
        honest = len(known) - len(frauds)
        alarms = len(flagged) - sum(flagged)
        assert score.false_alarms == (alarms / honest if honest else None)


def test_f1_is_the_harmonic_mean() -> None:
    score = scores_of(
        [(Level.HIGH, True), (Level.HIGH, False), (Level.HIGH, False), (Level.NONE, True)]
    ).at(Level.LOW)
    assert (score.precision, score.recall) == (1 / 3, 1 / 2)
    assert score.f1 == pytest.approx(2 * (1 / 3) * (1 / 2) / (1 / 3 + 1 / 2))


def test_counts_add_up_over_tables() -> None:
    cases: Cases = [(Level.LOW, True), (Level.NONE, True), (Level.CRITICAL, False)]
    scores = scores_of(cases)
    levels = pa.chunked_array([pa.array(["low"])])
    scores.count(levels, pa.chunked_array([pa.array([True])]))
    assert scores.at(Level.LOW).true_positives == 2
    assert scores.labelled == 4
