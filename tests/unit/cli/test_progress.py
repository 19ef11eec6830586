"""How many records a file holds, roughly, before it is read."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from wuzha.cli.language import Language
from wuzha.cli.progress import progress_bar, records_estimate
from wuzha.cli.terminal import Terminal
from wuzha.screen.intake import Source

LINE = '{"id": "e-1", "at": "2024-03-04T08:00:00Z", "kind": "call"}\n'


def estimate(*paths: Path) -> int | None:
    return records_estimate([Source(path) for path in paths])


def test_files_that_know_their_rows_are_asked(tmp_path: Path) -> None:
    table = pa.table({"id": list(range(7))})
    pq.write_table(table, tmp_path / "a.parquet")
    pa.feather.write_feather(table, tmp_path / "a.arrow")
    assert estimate(tmp_path / "a.parquet", tmp_path / "a.arrow") == 14


def test_lines_are_counted_at_the_beginning(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text(LINE * 100_000)
    assert estimate(path) == pytest.approx(100_000, rel=0.01)


def test_compressed_lines_too(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson.gz"
    ids = np.random.default_rng(1).integers(1 << 60, size=(60_000, 3))
    path.write_bytes(gzip.compress("".join(f"{row}\n" for row in ids.tolist()).encode()))
    assert estimate(path) == pytest.approx(60_000, rel=0.2)


def test_one_file_that_does_not_tell_makes_the_whole_unknown(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text(LINE)
    (tmp_path / "b.ndjson.zst").touch()
    (tmp_path / "c.parquet").write_bytes(b"no")
    assert estimate(tmp_path / "a.ndjson", tmp_path / "b.ndjson.zst") is None
    assert estimate(tmp_path / "c.parquet") is None
    assert estimate(tmp_path / "missing.csv") is None


def terminal_for(screen: io.StringIO, watched: bool) -> Terminal:
    terminal = Terminal(Language.ZH)
    terminal.err = Console(file=screen, force_terminal=watched, width=100)
    return terminal


def test_a_person_sees_records_and_rate(tmp_path: Path) -> None:
    screen = io.StringIO()
    with progress_bar(terminal_for(screen, watched=True), [Source(tmp_path / "a.csv")]) as watch:
        watch(12_345)
    assert "12,345" in screen.getvalue()
    assert "条/秒" in screen.getvalue()


def test_a_log_is_not_filled_with_bars(tmp_path: Path) -> None:
    screen = io.StringIO()
    with progress_bar(terminal_for(screen, watched=False), [Source(tmp_path / "a.csv")]) as watch:
        watch(12_345)
    assert screen.getvalue() == ""
