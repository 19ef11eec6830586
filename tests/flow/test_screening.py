"""`wuzha examples` and `wuzha screen` as a person runs them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from unit.cli.command import wuzha
from wuzha.cli.examples import EXAMPLES

FOLDER = Path(__file__).parents[2] / "src" / "wuzha" / "packs" / "cn" / "examples"
TELECOM = (FOLDER / "telecom.ndjson", "-p", FOLDER / "telecom.yaml")


@pytest.fixture(autouse=True)
def without_public_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WUZHA_DATA", raising=False)


def test_the_command_screens_every_example(tmp_path: Path) -> None:
    answer = wuzha("examples", "--json", "--out", tmp_path).json
    assert [one["name"] for one in answer["sets"]] == list(EXAMPLES)
    for one in answer["sets"]:
        assert one["complete"]
        assert one["flagged"]
        assert one["passed"]
        assert one["dead_letters"]
        assert (tmp_path / one["name"] / "decisions.parquet").exists()


def test_examples_speak_chinese_and_names_absent_sets(tmp_path: Path) -> None:
    ran = wuzha("examples", "--lang", "zh", "--data", tmp_path)
    assert ran.code == 0, ran.err
    assert "短信里的诈骗话术" in ran.out
    assert "精确率" in ran.out
    assert "没有 fbs_sms_zh, nus_sms_ham，略过" in ran.err
    assert wuzha("examples", "--data", tmp_path / "missing").code == 3


def test_the_story_ends_in_a_held_transfer(tmp_path: Path) -> None:
    """Whoever shared the screen and empties the account is stopped; who pays tuition is not."""
    ran = wuzha("screen", *TELECOM, "-o", tmp_path / "out", "--lang", "en")
    assert ran.code == 0, ran.err
    assert "transfer, score 100, critical, hold" in ran.out
    assert "within two hours of sharing the screen" in ran.out
    log = pq.read_table(tmp_path / "out" / "decisions.parquet").to_pylist()
    held = {one["person"] for one in log if one["action"] == "hold"}
    assert held <= {"p-0003", "p-0017", "p-0025"}
    assert held
    tuition = next(
        one
        for one in log
        if one["kind"] == "transfer"
        and one["person"] == "p-0031"
        and any(reason["rule"] == "pays_all_at_once" for reason in one["reasons"])
    )
    assert tuition["action"] == "allow"


def test_a_second_run_needs_force_and_says_the_same(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert wuzha("screen", *TELECOM, "-o", out, "--json").code == 0
    first = pq.read_table(out / "decisions.parquet")
    assert wuzha("screen", *TELECOM, "-o", out, "--json").code == 2
    again = wuzha("screen", *TELECOM, "-o", out, "--json", "--force", "--batch", "50")
    assert again.code == 0
    assert pq.read_table(out / "decisions.parquet").equals(first)


def test_too_many_dead_letters_end_with_four_and_say_so(tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = wuzha("screen", *TELECOM, "-o", out, "--json", "--max-bad-share", "0.001")
    assert ran.code == 4
    assert ran.json["error"]["kind"] == "TooManyDeadLetters"
    assert (out / "decisions.partial.parquet").exists()
    assert not (out / "decisions.parquet").exists()
    assert '"complete": false' in (out / "summary.json").read_text()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = wuzha("screen", *TELECOM, "-o", tmp_path / "file" / "out", "--lang", "en")
    assert ran.code == 6
    assert "cannot write" in ran.err


def test_an_interrupted_run_marks_what_it_leaves(tmp_path: Path) -> None:
    """The input is a pipe that never ends, so the run is surely interrupted in the middle."""
    pipe, out = tmp_path / "events.ndjson", tmp_path / "out"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "wuzha.cli", "screen", str(pipe), "-p", str(TELECOM[2])]
    running = subprocess.Popen(
        [*command, "-o", str(out), "--lang", "en"], stderr=subprocess.PIPE, text=True
    )
    with pipe.open("w", encoding="utf-8") as feed:
        feed.write(TELECOM[0].read_text(encoding="utf-8").splitlines()[0] + "\n")
        feed.flush()
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=60)
    assert running.returncode == 130, told
    assert "Traceback" not in told
    assert f"Not complete; what there is stands in {out}" in told
    assert (out / "decisions.partial.parquet").exists()
    assert '"complete": false' in (out / "summary.json").read_text()
