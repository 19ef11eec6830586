"""`wuzha backtest`: what a policy would have said about a history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wuzha.backends import resources
from wuzha.backends.duckdb.backtest import backtest
from wuzha.cli.exits import Exit
from wuzha.cli.screening import load_policy
from wuzha.cli.tables import figures
from wuzha.cli.terminal import Terminal
from wuzha.packs import pack as pack_of


def run_backtest(
    terminal: Terminal,
    histories: Sequence[Path],
    policy_file: Path,
    out: Path | None,
    threads: int,
    pack_name: str,
) -> Exit:
    pack = pack_of(pack_name)
    policy = load_policy(policy_file, pack)
    loaded = resources.load(policy, pack.home)
    with terminal.waiting("backtesting"):
        report = backtest(policy, loaded, histories, out=out, threads=threads)
    answer = {
        "policy": {"name": policy.name, "version": policy.version, "digest": policy.digest},
        **asdict(report),
        "out": None if out is None else str(out),
    }
    terminal.answer(answer, lambda: _show(terminal, answer))
    return Exit.OK


def _show(terminal: Terminal, answer: Mapping[str, Any]) -> None:
    head = {"events": f"{answer['events']:,}", "seconds": f"{answer['seconds']:.1f}"}
    terminal.out.print(terminal.say("backtest_head", **head))
    for key in ("levels", "actions", "types", "kinds", "rules"):
        table = figures(terminal.say(key), "", terminal.say("events"))
        for name, count in answer[key].items():
            table.add_row(name, f"{count:,}")
        if answer[key]:
            terminal.out.print(table)
