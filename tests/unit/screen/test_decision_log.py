"""The decision log: complete under its final name, or visibly not."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from unit.screen.decisions import decision, table
from wuzha.screen import decision_log
from wuzha.screen.decision_log import DecisionLog, clear, is_finished
from wuzha.vocabulary.decision import SCHEMA

DECISIONS = [decision(number, "low", 30, "rule") for number in range(5)]


def test_a_complete_log_has_the_schema_of_decisions(tmp_path: Path) -> None:
    with DecisionLog(tmp_path) as log:
        log.write(table(DECISIONS[:3]))
        log.write(table(DECISIONS[3:]))
        assert not is_finished(tmp_path)
        log.complete()
    assert is_finished(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["decisions.parquet"]
    read = pq.read_table(log.path)
    assert read.schema.equals(SCHEMA)
    assert read.to_pylist() == DECISIONS


def test_an_interrupted_log_keeps_what_it_has_under_another_name(tmp_path: Path) -> None:
    def interrupted() -> None:
        with DecisionLog(tmp_path) as log:
            log.write(table(DECISIONS))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not is_finished(tmp_path)
    assert pq.read_table(tmp_path / "decisions.partial.parquet").to_pylist() == DECISIONS


def test_lines_of_json_hold_the_same(tmp_path: Path) -> None:
    with DecisionLog(tmp_path, "ndjson") as log:
        log.write(table(DECISIONS))
        log.complete()
    lines = (tmp_path / "decisions.ndjson").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == DECISIONS


@pytest.mark.parametrize("format", decision_log.FORMATS)
def test_a_run_without_events_leaves_an_empty_log(tmp_path: Path, format: str) -> None:
    with DecisionLog(tmp_path, format) as log:
        log.complete()
    assert log.path.exists()


def test_labels_stand_beside_the_decisions(tmp_path: Path) -> None:
    labels = [True, None, False, True, None]
    with DecisionLog(tmp_path, labelled=True) as log:
        log.write(table(DECISIONS).append_column("label", pa.array(labels)))
        log.complete()
    assert pq.read_table(log.path)["label"].to_pylist() == labels


def test_small_batches_share_a_row_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decision_log, "ROW_GROUP_ROWS", 4)
    with DecisionLog(tmp_path) as log:
        for one in DECISIONS:
            log.write(table([one]))
        log.complete()
    metadata = pq.read_metadata(log.path)
    assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)] == [4, 1]


def test_clearing_takes_away_what_runs_leave_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    clear(folder)
    for name in ("decisions.parquet", "decisions.partial.ndjson", "summary.json", "notes.txt"):
        (folder / name).touch()
    clear(folder)
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
