"""How far a long job has come: records, rate, time left."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
from rich.progress import BarColumn, Progress, Task, TextColumn, TimeRemainingColumn

from wuzha.cli.terminal import Terminal
from wuzha.screen.intake import Source

_SAMPLE_BYTES = 1 << 20


@contextmanager
def progress_bar(terminal: Terminal, sources: Sequence[Source]) -> Iterator[Callable[[int], None]]:
    """A bar on standard error if a person watches it; told the number of records so far."""
    if not terminal.err.is_terminal:
        yield lambda records: None
        return
    rate = _Rate(terminal)
    columns = (
        TextColumn(terminal.say("screening")),
        BarColumn(),
        TextColumn("{task.completed:,.0f}"),
        rate,
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=terminal.err, transient=True) as progress:
        task = progress.add_task("", total=records_estimate(sources))
        yield lambda records: progress.update(task, completed=records)


class _Rate(TextColumn):
    def __init__(self, terminal: Terminal) -> None:
        super().__init__("")
        self._terminal = terminal

    def render(self, task: Task):  # type: ignore[no-untyped-def]
        speed = task.finished_speed or task.speed or 0
        self.text_format = self._terminal.say("per_second", rate=f"{speed:,.0f}")
        return super().render(task)


def records_estimate(sources: Sequence[Source]) -> int | None:
    """How many records the files hold, roughly; None if one of them does not tell."""
    total = 0
    for source in sources:
        try:
            count = _records(source.path)
        except (OSError, pa.ArrowException, EOFError):
            return None
        if count is None:
            return None
        total += count
    return total


def _records(path: Path) -> int | None:
    if not path.is_file():
        return None  # what is read from a pipe to count it would be missing afterwards
    name = path.name.lower()
    if name.endswith((".parquet", ".pq")):
        return int(pq.read_metadata(path).num_rows)
    if name.endswith((".arrow", ".feather", ".ipc")):
        with pa.OSFile(str(path)) as file:
            return int(pa.ipc.open_file(file).count_rows())
    if name.endswith((".zst", ".arrows")):
        return None
    return _lines(path)


def _lines(path: Path) -> int:
    """Of text: as many lines as the beginning has per byte that it took on the disk."""
    with path.open("rb") as file:
        if path.suffix.lower() == ".gz":
            with gzip.open(file) as inner:
                sample = inner.read(_SAMPLE_BYTES)
        else:
            sample = file.read(_SAMPLE_BYTES)
        taken = max(1, file.tell())
    return max(1, round(sample.count(b"\n") * path.stat().st_size / taken))
