"""The figures of a run."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from unit.screen.decisions import decision, table
from wuzha.screen.tally import Tally
from wuzha.vocabulary.decision import Level

DECISIONS = [
    decision(0),
    decision(1, "low", 30, "phrase"),
    decision(2, "high", 80, "phrase", "list"),
    decision(3, "critical", 100, "list", "phrase"),
    decision(4),
]


def tallied(*parts: list[dict[str, object]]) -> Tally:
    tally = Tally()
    for part in parts:
        tally.count(table(part))
    return tally


def test_every_event_is_passed_or_flagged() -> None:
    tally = tallied(DECISIONS)
    assert (tally.events, tally.passed, tally.flagged) == (5, 2, 3)
    assert tally.levels == {"none": 2, "low": 1, "high": 1, "critical": 1}
    assert tally.actions == {"allow": 2, "label": 3}
    assert tally.types == {"refund": 3}
    assert tally.rules == {"phrase": 3, "list": 2}
    assert tally.late == 1


@given(st.integers(0, len(DECISIONS)))
def test_figures_do_not_depend_on_the_batches(cut: int) -> None:
    whole, parts = tallied(DECISIONS), tallied(DECISIONS[:cut], DECISIONS[cut:])
    for name in ("events", "late", "levels", "actions", "types", "rules", "samples"):
        assert getattr(whole, name) == getattr(parts, name)


def test_samples_are_the_highest_each_led_by_another_rule() -> None:
    tally = tallied(DECISIONS[:2], DECISIONS[2:])
    assert [(sample["id"], sample["score"]) for sample in tally.samples] == [
        ("e-3", 100),
        ("e-2", 80),
    ]


def test_labels_are_scored_when_they_are_there() -> None:
    tally = Tally()
    tally.count(table(DECISIONS).append_column("label", pa.array([None, False, True, True, True])))
    score = tally.scores.at(Level.LOW)
    assert (score.true_positives, score.false_positives, score.false_negatives) == (2, 1, 1)
    assert tallied(DECISIONS).scores.labelled == 0
