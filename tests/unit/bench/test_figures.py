"""A figure holds when it reaches its target; an answer is what `--json` promises."""

from __future__ import annotations

import json
import math
from pathlib import Path

from wuzha.bench.figure import BenchResult, Figure
from wuzha.bench.run import record


def test_a_figure_holds_at_its_target_and_beyond() -> None:
    assert [Figure("x", value, "times", 10).holds for value in (9.9, 10, 11)] == [False, True, True]


def test_a_figure_that_should_be_small_holds_from_below() -> None:
    made = [Figure("x", value, "ms", 1, at_most=True).holds for value in (0.9, 1, 1.1)]
    assert made == [True, True, False]


def test_a_figure_that_could_not_be_taken_never_holds() -> None:
    for at_most in (True, False):
        assert not Figure("x", math.nan, "s", 0, at_most=at_most).holds


def test_the_answer_has_the_promised_keys() -> None:
    answer = BenchResult.of("some", [Figure("x", 1 / 3, "times", 0.1)], ["how"]).answer()
    assert list(answer) == ["bench", "commit", "machine", "figures", "notes"]
    figure = {"name": "x", "value": 0.3333, "unit": "times", "target": 0.1, "holds": True}
    assert answer["figures"] == [figure]
    assert answer["machine"]


def test_the_answer_is_json_even_without_a_value(tmp_path: Path) -> None:
    answer = BenchResult.of("some", [Figure("x", math.nan, "times", 1)], []).answer()
    record(answer, tmp_path / "bench" / "history.jsonl")
    record(answer, tmp_path / "bench" / "history.jsonl")
    lines = (tmp_path / "bench" / "history.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["figures"][0]["value"] for line in lines] == [None, None]
