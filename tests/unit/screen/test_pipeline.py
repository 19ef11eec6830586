"""The pipeline on files, with the kernels as plain Python."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wuzha.backends.embedded.engine import EmbeddedEngine
from wuzha.packs import pack
from wuzha.policy.parse import policy_from_text
from wuzha.screen.decision_log import DecisionLog
from wuzha.screen.intake import EventMap, Intake, Source, parse_map
from wuzha.screen.order import Reorder
from wuzha.screen.pipeline import screen
from wuzha.screen.tally import Tally
from wuzha.vocabulary.clock import SECOND
from wuzha.vocabulary.errors import TooManyDeadLetters

POLICY = """
policy: pipeline
version: 1.0.0
title: {zh: 流水线, en: The pipeline}
features:
  paid_1h: {by: payee, over: 1h, on: transfer, compute: count(*)}
rules:
  often: {on: transfer, when: paid_1h >= 3, points: 40, say: {zh: 频繁, en: often}}
levels: {low: 30}
"""

MAP = """
kind: transfer
fields: {id: id, at: at, payee: payee}
label: fraud
"""


def line(number: int, second: int, payee: str = "A1", fraud: bool | None = None) -> str:
    at = f"2024-03-04T08:{second // 60:02d}:{second % 60:02d}Z"
    record = {"id": f"e-{number}", "at": at, "kind": "transfer", "payee": payee, "fraud": fraud}
    return json.dumps(record)


def written(folder: Path, name: str, lines: list[str]) -> Source:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Source(path, chunk_rows=4)


class Watched:
    """The engine, keeping the names of the columns that it was given."""

    def __init__(self) -> None:
        self._engine = EmbeddedEngine(policy_from_text(POLICY), compiled=False)
        self.columns: set[str] = set()
        self.rows: list[int] = []

    def decide(self, events: pa.Table) -> pa.Table:
        self.columns |= set(events.column_names)
        self.rows.append(len(events))
        return self._engine.decide(events)


def run(
    sources: list[Source],
    out: Path,
    mapping: EventMap | None = None,
    *,
    lateness: int = 0,
    batch_rows: int = 100,
) -> tuple[Tally, Watched]:
    out.mkdir(exist_ok=True)
    tally, engine = Tally(), Watched()
    intake = Intake(pack("cn").home, mapping)
    with DecisionLog(out, labelled=mapping is not None) as log:
        screen(sources, intake, Reorder(lateness), engine, log, tally, batch_rows=batch_rows)
    return tally, engine


def test_every_event_of_every_file_gets_one_decision(tmp_path: Path) -> None:
    first = written(tmp_path, "a.ndjson", [line(n, n) for n in range(10)])
    second = written(tmp_path, "b.ndjson", [line(n, n) for n in range(10, 13)])
    tally, _ = run([first, second], tmp_path / "out")
    log = pq.read_table(tmp_path / "out" / "decisions.parquet")
    assert log["id"].to_pylist() == [f"e-{n}" for n in range(13)]
    assert tally.rules == {"often": 11}
    assert (tally.events, tally.flagged) == (13, 11)


def test_decisions_come_in_processing_order_and_late_events_count(tmp_path: Path) -> None:
    lines = [line(0, 0), line(2, 20), line(1, 10), line(3, 200), line(4, 5)]
    source = written(tmp_path, "a.ndjson", lines)
    tally, _ = run([source], tmp_path / "out", lateness=30 * SECOND)
    log = pq.read_table(tmp_path / "out" / "decisions.parquet")
    assert log["id"].to_pylist() == ["e-0", "e-1", "e-2", "e-4", "e-3"]
    assert tally.late == 1


def test_the_engine_never_sees_labels(tmp_path: Path) -> None:
    lines = [line(n, n, fraud=[True, False, None][n % 3]) for n in range(6)]
    source = written(tmp_path, "a.ndjson", lines)
    tally, engine = run([source], tmp_path / "out", parse_map(MAP))
    assert engine.columns.isdisjoint({"label", "fraud"})
    log = pq.read_table(tmp_path / "out" / "decisions.parquet")
    assert log["label"].to_pylist() == [True, False, None] * 2
    assert tally.scores.labelled == 4


@pytest.mark.parametrize("batch_rows", [1, 3, 1000])
def test_batches_have_a_size_and_no_effect(tmp_path: Path, batch_rows: int) -> None:
    source = written(tmp_path, "a.ndjson", [line(n, n % 5 + n // 5) for n in range(20)])
    expected, _ = run([source], tmp_path / "expected", lateness=60 * SECOND)
    tally, engine = run([source], tmp_path / "out", lateness=60 * SECOND, batch_rows=batch_rows)
    assert max(engine.rows) == min(batch_rows, 20)
    assert tally.rules == expected.rules
    logs = [pq.read_table(tmp_path / name / "decisions.parquet") for name in ("expected", "out")]
    assert logs[0].equals(logs[1])


def test_too_many_dead_letters_leave_a_partial_log(tmp_path: Path) -> None:
    source = written(tmp_path, "a.ndjson", [line(0, 0), "no", "no", line(1, 1)])
    with pytest.raises(TooManyDeadLetters):
        run([source], tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["decisions.partial.parquet"]


def test_progress_tells_the_records_read(tmp_path: Path) -> None:
    source = written(tmp_path, "a.ndjson", [line(n, n) for n in range(10)])
    told: list[int] = []
    engine = EmbeddedEngine(policy_from_text(POLICY), compiled=False)
    with DecisionLog(tmp_path) as log:
        screen(
            [source], Intake(pack("cn").home), Reorder(0), engine, log, Tally(), watch=told.append
        )
    assert told == [4, 8, 10]
