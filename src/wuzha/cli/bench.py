"""`wuzha bench`: runs a bench by its name."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

import typer

from wuzha.cli.exits import Exit
from wuzha.cli.terminal import Terminal

Bench = Callable[..., Any]


def run_bench(terminal: Terminal, name: str, quick: bool, record: bool = False) -> Exit:
    """Run `wuzha.bench.BENCHES[name](quick=...)`, whose answer is one object of figures.

    The exit code is FINDINGS if a figure misses its target or a rival could not be run.
    """
    benches: Mapping[str, Bench] = importlib.import_module("wuzha.bench").BENCHES
    if name not in benches:
        known = ", ".join(benches) or terminal.say("error.none")
        raise typer.BadParameter(terminal.say("error.no_bench", name=name, known=known))
    answer = benches[name](quick=quick)
    if record:
        importlib.import_module("wuzha.bench.run").record(answer)
    terminal.answer(answer, lambda: _show(terminal, answer))
    return Exit.OK if all(figure["holds"] for figure in answer["figures"]) else Exit.FINDINGS


def _show(terminal: Terminal, answer: Mapping[str, Any]) -> None:
    from wuzha.cli.tables import figures

    table = figures(f"{answer['bench']} {answer['commit']} {answer['machine']}", *_HEADINGS)
    for figure in answer["figures"]:
        row = [figure[name] for name in _HEADINGS]
        table.add_row(*(f"{cell:,.3f}" if isinstance(cell, float) else str(cell) for cell in row))
    terminal.out.print(table)
    for note in answer["notes"]:
        terminal.out.print(f"- {note}", markup=False, highlight=False)


_HEADINGS = ("name", "value", "unit", "target", "holds")
