"""`wuzha centre serve`, `work` and `receive`: the centre's processes.

Modules that need Django's apps are imported after `set_up`.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wuzha.cli.exits import Exit
from wuzha.cli.installed import BY, set_up
from wuzha.cli.tables import figures
from wuzha.cli.terminal import Terminal
from wuzha.packs import pack
from wuzha.processes.installation import installation
from wuzha.vocabulary.errors import InputError, SettingError

if TYPE_CHECKING:
    from wuzha.centre.warn.decision import BadLine

STANDARD_INPUT = Path("-")
BAD_LINES_SHOWN = 20


def run_serve(terminal: Terminal, host: str, port: int, workers: int, pages_only: bool) -> Exit:
    """The pages, and in this process all that the centre does by itself, until Ctrl-C."""
    set_up()
    _check_tables()
    from wuzha.processes.serving import check_free, serving

    check_free(port, host)
    with serving(installation().home / "console.log", port, host=host, workers=workers) as address:
        terminal.out.print(terminal.say("centre.address", address=address))
        if pages_only:
            threading.Event().wait()
        return _work(terminal)


def run_work(terminal: Terminal) -> Exit:
    """All that the centre does by itself, until Ctrl-C."""
    set_up()
    _check_tables()
    return _work(terminal)


def _work(terminal: Terminal) -> Exit:
    from django.conf import settings

    from wuzha.processes.carriers import carriers_of
    from wuzha.processes.work import work

    stop = threading.Event()
    carriers = carriers_of(installation().carriers, settings.WUZHA_CLOCK)
    try:
        work(carriers, settings.WUZHA_CLOCK, stop.is_set, stop.wait)
    except KeyboardInterrupt:
        terminal.err.print(terminal.say("centre.stopped"))
    finally:
        for carrier in carriers:
            carrier.close()
    return Exit.OK


def run_receive(terminal: Terminal, source: Path, batch: int) -> Exit:
    """Decisions of other houses, a JSON object a line. Lines that are none are told with their
    number and reason; all others are taken in."""
    set_up()
    _check_tables()
    from django.conf import settings

    from wuzha.centre.warn.actions import receive
    from wuzha.centre.warn.decision import BadLine, decode_decisions
    from wuzha.processes.receiving import total

    bad: list[BadLine] = []
    parts = []
    home = pack(installation().pack).home
    with _lines(source) as lines:
        found = decode_decisions(lines, home)
        while some := list(islice(found, batch)):
            bad += [one for one in some if isinstance(one, BadLine)]
            good = [one for one in some if not isinstance(one, BadLine)]
            parts.append(receive(good, at=settings.WUZHA_CLOCK(), by=BY))
    told: dict[str, Any] = {**asdict(total(parts)), "bad_lines": len(bad)}
    terminal.answer(told, lambda: _show_received(terminal, told, bad))
    return Exit.FINDINGS if bad else Exit.OK


@contextmanager
def _lines(source: Path) -> Iterator[Iterator[bytes]]:
    if source == STANDARD_INPUT:
        yield iter(sys.stdin.buffer)
        return
    if not source.is_file():
        raise InputError(f"there is no file {source}")
    with source.open("rb") as file:
        yield iter(file)


def _show_received(terminal: Terminal, told: dict[str, Any], bad: list[BadLine]) -> None:
    table = figures(None, terminal.say("figure.name"), terminal.say("figure.value"))
    for name, value in told.items():
        table.add_row(terminal.say(f"received.{name}"), f"{value:,}")
    terminal.out.print(table)
    for line in bad[:BAD_LINES_SHOWN]:
        terminal.err.print(terminal.say("received.line", number=line.number, error=line.error))


def _check_tables() -> None:
    """SettingError if the tables are older than the code."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise SettingError("the database has other tables: run `wuzha centre init` to bring it up")
