"""`wuzha audit`, and what else the centre keeps on record: facts to retry, labels for the lab.

Modules that need Django's apps are imported after `set_up`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from wuzha.cli.exits import Exit
from wuzha.cli.installed import BY, set_up
from wuzha.cli.terminal import Terminal
from wuzha.vocabulary.clock import Instant, system_clock

_ROWS = 10_000

LABELS = pa.schema(
    [
        ("warning", pa.int64()),
        ("event", pa.string()),
        ("source", pa.string()),
        ("person", pa.string()),
        ("at", pa.int64()),
        ("score", pa.int16()),
        ("level", pa.string()),
        ("type", pa.string()),
        ("policy", pa.string()),
        ("warning_level", pa.string()),
        ("ended_at", pa.int64()),
        ("ending", pa.string()),
        ("grade", pa.string()),
        ("true_type", pa.string()),
        ("verified", pa.bool_()),
    ]
)
"""One row per decision whose warning has ended, by the names of warn.labels.Label."""


def run_verify(terminal: Terminal, witness: tuple[int, bytes] | None) -> Exit:
    """FINDINGS if the chain does not hold, with every place where it breaks."""
    set_up()
    from wuzha.centre.audit.chain import head, verify

    number, hash_ = head()
    with _bar(terminal, number) as watch:
        breaks = [{"number": at.number, "why": at.why} for at in verify(witness, watch)]
    told = {"holds": not breaks, "head": _head_text(number, hash_), "breaks": breaks}
    terminal.answer(told, lambda: _show_verified(terminal, told, number))
    return Exit.FINDINGS if breaks else Exit.OK


def run_head(terminal: Terminal) -> Exit:
    set_up()
    from wuzha.centre.audit.chain import head

    text = _head_text(*head())
    terminal.answer({"head": text}, lambda: terminal.out.print(text))
    return Exit.OK


def run_retry(terminal: Terminal) -> Exit:
    set_up()
    from wuzha.centre.outbox.delivery import retry_parked

    count = retry_parked(BY, system_clock())
    told = {"retried": count}
    terminal.answer(told, lambda: terminal.out.print(terminal.say("centre.retried", count=count)))
    return Exit.OK


def run_labels(terminal: Terminal, out: Path, since: Instant, until: Instant) -> Exit:
    """One row per decision whose warning has ended."""
    set_up()
    from wuzha.centre.warn.queries import labels

    rows = map(asdict, labels(since, until))
    count = 0
    with terminal.waiting("centre.writing"), pq.ParquetWriter(out, LABELS) as file:
        while some := list(islice(rows, _ROWS)):
            file.write_table(pa.Table.from_pylist(some, LABELS))
            count += len(some)
    told = {"labels": count, "out": str(out)}
    terminal.answer(told, lambda: terminal.out.print(terminal.say("centre.labelled", **told)))
    return Exit.OK


@contextmanager
def _bar(terminal: Terminal, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error if a person watches it; told how many entries are done."""
    if not terminal.err.is_terminal:
        yield lambda done: None
        return
    columns = (
        TextColumn(terminal.say("audit.verifying")),
        BarColumn(),
        TextColumn("{task.completed:,.0f}/{task.total:,.0f}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=terminal.err, transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda done: progress.update(task, completed=done)


def _head_text(number: int, hash_: bytes) -> str:
    return f"{number}:{hash_.hex()}"


def _show_verified(terminal: Terminal, told: dict[str, Any], entries: int) -> None:
    if told["holds"]:
        terminal.out.print(terminal.say("audit.holds", entries=f"{entries:,}", head=told["head"]))
        return
    terminal.out.print(terminal.say("audit.breaks", count=len(told["breaks"])))
    for row in told["breaks"]:
        terminal.out.print(f"  {row['number']:>12,}  {terminal.say('audit.' + row['why'])}")
