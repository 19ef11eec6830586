"""`wuzha simulate`: makes a city, checks it against what is published, writes it to disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from wuzha.cli.exits import Exit
from wuzha.cli.tables import figures
from wuzha.cli.terminal import Terminal
from wuzha.packs import pack as pack_of
from wuzha.simulate.check import CHECK_PLAN, Check, check_city
from wuzha.simulate.city import City, build_city
from wuzha.simulate.plan import CityPlan
from wuzha.simulate.save import save_city


def run_simulate(
    terminal: Terminal, plan: CityPlan, out: Path | None, check: bool, pack_name: str
) -> Exit:
    """Check, write, or both. FINDINGS if a figure of the check is out of its range."""
    if out is None and not check:
        raise typer.BadParameter(terminal.say("error.simulate_what"))
    pack = pack_of(pack_name)
    found: list[Check] = []
    if check:
        with terminal.waiting("simulate.checking"):
            found = check_city(replace(CHECK_PLAN, seed=plan.seed), pack)
    answer: dict[str, Any] = {"checks": [item.answer() for item in found]}
    if out is not None:
        city = build_city(plan, pack)
        with days_bar(terminal, plan.days, "simulate.living") as watch:
            events = save_city(city, out, lambda day, events: watch(day + 1))
        answer |= _counts(city, events) | {"out": str(out)}
    terminal.answer(answer, lambda: _show(terminal, found, answer))
    return Exit.OK if all(item.holds for item in found) else Exit.FINDINGS


@contextmanager
def days_bar(terminal: Terminal, days: int, key: str) -> Iterator[Any]:
    """A bar on standard error if a person watches it; told how many days are done."""
    if not terminal.err.is_terminal:
        yield lambda done: None
        return
    columns = (
        TextColumn(terminal.say(key)),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=terminal.err, transient=True) as progress:
        task = progress.add_task("", total=days)
        yield lambda done: progress.update(task, completed=done)


def _counts(city: City, events: int) -> dict[str, Any]:
    truth = city.truth
    return {
        "people": city.plan.people,
        "days": city.plan.days,
        "seed": city.plan.seed,
        "events": events,
        "episodes": truth.episodes.num_rows,
        "victims": truth.episodes.filter(truth.episodes["paid"]).num_rows,
        "campaigns": truth.campaigns.num_rows,
        "twins": truth.twins.num_rows,
    }


def _show(terminal: Terminal, found: Sequence[Check], answer: dict[str, Any]) -> None:
    if found:
        words = [
            terminal.say(f"figure.{key}") for key in ("name", "value", "range", "unit", "holds")
        ]
        table = figures(terminal.say("simulate.check_title"), *words)
        for item in found:
            span = f"{item.low:g} - {item.high:g}"
            mark = terminal.say("yes" if item.holds else "no")
            table.add_row(item.name, f"{item.value:,.4g}", span, item.unit, mark)
        terminal.out.print(table)
    if "out" in answer:
        table = figures(terminal.say("simulate.city_title"), "", "")
        for key in ("people", "days", "events", "victims", "episodes", "campaigns", "twins"):
            table.add_row(terminal.say(f"city.{key}"), f"{answer[key]:,}")
        terminal.out.print(table)
        terminal.out.print(terminal.say("written", folder=answer["out"]))
