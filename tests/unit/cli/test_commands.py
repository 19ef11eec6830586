"""What the commands answer, and how they end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from unit.cli.command import wuzha
from wuzha import __version__
from wuzha.cli import screening
from wuzha.cli.exits import Exit, exit_for
from wuzha.vocabulary import errors

GOOD = """
policy: small
version: 1.0.0
title: {zh: 小策略, en: A small policy}
rules:
  bad_page:
    on: visit
    when: contains(domain, 'prize')
    points: 50
    say: {zh: "{domain} 可疑", en: "{domain} is suspicious"}
    examples: [{given: {domain: prize.test}, fires: true}]
levels: {low: 30}
"""


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.yaml"
    path.write_text(GOOD.replace("contains(", "holds("), encoding="utf-8")
    return path


def test_version() -> None:
    assert wuzha("version").out.strip() == __version__
    assert wuzha("version", "--json").json == {"version": __version__}


def test_check_names_every_finding_in_the_readers_language(good: Path, bad: Path) -> None:
    assert wuzha("policy", "check", good, "--lang", "en").code == Exit.OK
    ran = wuzha("policy", "check", good, bad, "--lang", "zh")
    assert ran.code == Exit.FINDINGS
    assert f"{bad}:8:11" in ran.out
    assert "1 个策略有问题" in ran.out
    answer = wuzha("policy", "check", good, bad, "--json").json["policies"]
    assert [len(one["findings"]) for one in answer] == [0, 1]
    assert answer[1]["findings"][0]["code"] == "unknown_function"


def test_explain_says_the_policy_in_words(good: Path) -> None:
    assert "# A small policy" in wuzha("policy", "explain", good, "--lang", "en").out
    assert "# 小策略" in wuzha("policy", "explain", good, "--lang", "zh").out
    answer = wuzha("policy", "explain", good, "--lang", "en", "--json").json
    assert answer["policies"][0]["text"].startswith("# A small policy")


def test_diff_ends_with_one_when_versions_differ(good: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.yaml"
    new.write_text(GOOD.replace("points: 50", "points: 60"), encoding="utf-8")
    assert wuzha("policy", "diff", good, good, "--lang", "en").code == Exit.OK
    ran = wuzha("policy", "diff", good, new, "--lang", "en")
    assert ran.code == Exit.FINDINGS
    assert "~ bad_page (points)" in ran.out
    assert len(wuzha("policy", "diff", good, new, "--json").json["changes"]) == 1


def test_test_ends_with_one_when_an_example_fails(good: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(GOOD.replace("fires: true", "fires: false"), encoding="utf-8")
    assert wuzha("policy", "test", good, "--lang", "en").code == Exit.OK
    ran = wuzha("policy", "test", good, wrong, "--lang", "en")
    assert ran.code == Exit.FINDINGS
    assert "fires but should not" in ran.out
    examples = wuzha("policy", "test", wrong, "--json").json["policies"][0]["examples"]
    assert [example["passed"] for example in examples] == [False]


def test_backtest_counts_what_would_have_fired(good: Path, tmp_path: Path) -> None:
    history, values = tmp_path / "history.parquet", tmp_path / "values.parquet"
    hosts = ["prize.test", "school.example", "prize-2.test"]
    events = {"id": ["a", "b", "c"], "at": [1, 2, 3], "kind": ["visit"] * 3, "domain": hosts}
    pq.write_table(pa.table(events), history)
    answer = wuzha("backtest", history, "-p", good, "-o", values, "--json").json
    assert (answer["events"], answer["rules"]) == (3, {"bad_page": 2})
    assert pq.read_table(values)["fired:bad_page"].to_pylist() == [True, False, True]
    assert "bad_page" in wuzha("backtest", history, "-p", good, "--lang", "en").out
    assert wuzha("backtest", good, "-p", good).code == Exit.INPUT


def test_a_bad_policy_does_not_screen(bad: Path, tmp_path: Path) -> None:
    events = tmp_path / "events.ndjson"
    events.touch()
    ran = wuzha("screen", events, "--policy", bad, "--out", tmp_path / "out", "--json")
    assert ran.code == Exit.POLICY
    assert ran.json["error"]["kind"] == "BadPolicy"
    assert not (tmp_path / "out").exists()


def test_an_input_that_is_not_there(good: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.csv"
    ran = wuzha("screen", missing, "--policy", good, "--out", tmp_path / "out", "--lang", "en")
    assert ran.code == Exit.INPUT
    assert ran.out == ""
    assert ran.err.startswith(f"error: {missing}: there is no such file")


def test_a_finished_run_is_not_overwritten(good: Path, tmp_path: Path) -> None:
    (tmp_path / "decisions.parquet").touch()
    ran = wuzha("screen", good, "--policy", good, "--out", tmp_path)
    assert ran.code == Exit.USAGE
    assert "--force" in ran.err


@pytest.mark.parametrize("lateness", ["90", "x", "1w", "25h", "-5s"])
def test_a_length_of_time_that_is_none(good: Path, tmp_path: Path, lateness: str) -> None:
    ran = wuzha("screen", good, "-p", good, "-o", tmp_path / "out", f"--lateness={lateness}")
    assert ran.code == Exit.USAGE


def test_a_bench_that_is_not_there_lists_those_that_are() -> None:
    ran = wuzha("bench", "nothing")
    assert ran.code == Exit.USAGE
    assert "engine" in ran.err


def test_an_error_of_ours_asks_for_a_report_and_shows_no_traceback(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(screening, "clear")
    monkeypatch.setattr(screening, "ready_engine", lambda policy, pack: None)
    ran = wuzha("screen", good, "-p", good, "-o", tmp_path / "out", "--lang", "en", "--json")
    assert ran.code == Exit.INTERNAL
    assert ran.json["error"]["kind"] == "NameError"
    assert "report it" in ran.err
    assert "Traceback" not in ran.err
    monkeypatch.setenv("WUZHA_DEBUG", "1")
    again = wuzha("screen", good, "-p", good, "-o", tmp_path / "out", "--lang", "en")
    assert again.code == Exit.INTERNAL


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.InputError("x"), 3),
        (errors.TooManyDeadLetters("x"), 4),
        (errors.PolicyError("x"), 5),
        (errors.Unsupported("x"), 5),
        (errors.ModelError("x"), 5),
        (PermissionError(13, "x"), 6),
        (ZeroDivisionError(), 70),
        (KeyboardInterrupt(), 130),
    ],
)
def test_each_error_has_its_exit_code(error: BaseException, code: int) -> None:
    assert exit_for(error) == code


@pytest.mark.parametrize("heavy", ["numba", "pyarrow", "numpy", "duckdb", "yaml", "wuzha.screen"])
def test_help_imports_nothing_heavy(heavy: str) -> None:
    code = f"import sys, wuzha.cli; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("heavy", ["duckdb", "onnxruntime", "lightgbm", "polars"])
def test_screening_imports_no_other_engine(heavy: str) -> None:
    code = f"import sys, wuzha.cli.examples; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
