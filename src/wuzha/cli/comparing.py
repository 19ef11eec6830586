"""`wuzha lab compare`, `calibrate`, `drift`, `novelty`: a question each about policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import typer

from wuzha.cli.exits import Exit
from wuzha.cli.simulation import days_bar
from wuzha.cli.tables import figures
from wuzha.cli.terminal import Terminal
from wuzha.cli.trial import Trial, all_done, lab_engine, policy_or_centre, trials
from wuzha.lab.calibration import calibration_error, fit_calibration, score_counts
from wuzha.lab.columns import Whole
from wuzha.lab.compare import Comparison, compare
from wuzha.lab.curve import LOWEST
from wuzha.lab.drift import daily_drifts
from wuzha.lab.novelty import NoveltyWatch, Script
from wuzha.lab.reading import read
from wuzha.lab.shadow import Shadow
from wuzha.lab.sightings import watch
from wuzha.packs import pack as pack_of
from wuzha.simulate.city import build_city
from wuzha.simulate.plan import HOUR, CityPlan, Injection
from wuzha.vocabulary.decision import Level

SHOWN = 10


def run_compare(
    terminal: Terminal,
    a: Path,
    b: Path,
    plan: CityPlan,
    warn_at: Level,
    shadow: Path | None,
    pack_name: str,
) -> Exit:
    """What B would have changed had it run in the place of A. With `shadow`, B also runs beside
    A as its shadow, and its decisions are kept in that folder. FINDINGS if anything changes."""
    pack = pack_of(pack_name)
    with terminal.waiting("preparing"):
        live, candidate = lab_engine(a, pack), lab_engine(b, pack)
        live.warm_up()
        candidate.warm_up()
    city = build_city(plan, pack)
    with days_bar(terminal, 2 * plan.days, "compare.days") as told:
        if shadow is None:
            seen_a = watch(city, live, LOWEST, told=lambda day, _: told(day + 1))
        else:
            with Shadow(live, candidate, shadow) as both:
                seen_a = watch(city, both, LOWEST, told=lambda day, _: told(day + 1))
            candidate.forget()
        seen_b = watch(city, candidate, LOWEST, told=lambda day, _: told(plan.days + day + 1))
    readings = [read(seen, city.truth, plan, warn_at=warn_at) for seen in (seen_a, seen_b)]
    found = compare(*readings)
    terminal.answer(_compared(found, shadow), lambda: _show_comparison(terminal, found, shadow))
    return Exit.FINDINGS if found.only_a or found.only_b or found.wrong_change else Exit.OK


def _compared(found: Comparison, shadow: Path | None) -> dict[str, Any]:
    counts = {name: getattr(found, name) for name in ("a", "b", "both", "only_a", "only_b")}
    lead = found.lead_gain_s
    return {
        **counts,
        "neither": found.neither,
        "lead_gain_s": None if lead != lead else lead,
        "loss_saved": {"a": found.loss_saved_a, "b": found.loss_saved_b},
        "loss_saved_change": found.loss_saved_change,
        "wrong_per_million_people_days": {"a": found.wrong_a, "b": found.wrong_b},
        "wrong_change": found.wrong_change,
        "playbooks": found.playbooks.to_pylist(),
        "rules": found.rules.to_pylist(),
        "levels": found.levels.to_pylist(),
        "shadow": None if shadow is None else str(shadow),
    }


def _show_comparison(terminal: Terminal, found: Comparison, shadow: Path | None) -> None:
    table = figures(None, "", "A", "B", terminal.say("compare.change"))
    warned_a, warned_b = found.both + found.only_a, found.both + found.only_b
    table.add_row(
        terminal.say("compare.warned"),
        f"{warned_a:,}",
        f"{warned_b:,}",
        f"{warned_b - warned_a:+,}",
    )
    table.add_row(terminal.say("compare.only"), f"{found.only_a:,}", f"{found.only_b:,}", "")
    saved = (found.loss_saved_a, found.loss_saved_b, found.loss_saved_change)
    table.add_row(terminal.say("compare.saved"), *(f"{value / 100:,.0f}" for value in saved))
    wrong = (found.wrong_a, found.wrong_b, found.wrong_change)
    table.add_row(terminal.say("compare.wrong"), *(f"{value:,.1f}" for value in wrong))
    terminal.out.print(table)
    rules = figures(terminal.say("compare.rules"), "", "A", "B")
    for row in found.rules.slice(0, SHOWN).to_pylist():
        rules.add_row(row["rule"], f"{row['only_a']:,}", f"{row['only_b']:,}")
    if found.rules.num_rows:
        terminal.out.print(rules)
    if shadow is not None:
        terminal.out.print(terminal.say("written", folder=shadow))


def run_calibrate(
    terminal: Terminal,
    policy: Path | None,
    plan: CityPlan,
    seeds: Sequence[int],
    out: Path,
    processes: int,
    pack_name: str,
) -> Exit:
    """Fits what a score means as a probability, on cities that are not for judging."""
    pack = pack_of(pack_name)
    with policy_or_centre(policy, pack) as path:
        with terminal.waiting("preparing"):
            jobs = trials(path, plan, seeds, pack)
        with days_bar(terminal, len(jobs), "evaluate.cities") as told:
            counted = all_done(counts_of, jobs, processes, told)
    table = fit_calibration([counts for _, counts in counted], counted[0][0], seeds)
    table.save(out)
    error = calibration_error(np.sum([counts for _, counts in counted], axis=0), table)
    answer = {"out": str(out), "decisions": table.decisions, "error_on_the_same_cities": error}
    terminal.answer(answer, lambda: terminal.out.print(terminal.say("written", folder=out)))
    return Exit.OK


def counts_of(trial: Trial) -> tuple[str, Whole]:
    """The policy's label, and its decisions by score with those of them in a fraud."""
    pack = pack_of(trial.pack)
    city = build_city(trial.plan, pack)
    seen = watch(city, lab_engine(trial.policy, pack), LOWEST)
    return seen.policy, score_counts(read(seen, city.truth, trial.plan))


def run_drift(
    terminal: Terminal, policy: Path | None, plan: CityPlan, reference: int, pack_name: str
) -> Exit:
    """How far what the policy says moves from what it said in the first days.

    FINDINGS if a drift is large.
    """
    if reference >= plan.days:
        raise typer.BadParameter(terminal.say("error.reference", days=plan.days))
    pack = pack_of(pack_name)
    with policy_or_centre(policy, pack) as path, terminal.waiting("preparing"):
        engine = lab_engine(path, pack)
        engine.warm_up()
    with days_bar(terminal, plan.days, "compare.days") as told:
        city = build_city(plan, pack)
        seen = watch(city, engine, LOWEST, told=lambda day, _: told(day + 1))
    found = [*daily_drifts(seen, plan, reference)]
    rows = [
        {"day": day, "of": drift.name, "index": round(drift.index, 4), "size": drift.size}
        for day, drift in found
    ]
    terminal.answer({"drifts": rows}, lambda: _show_drifts(terminal, rows))
    return Exit.FINDINGS if any(drift.size == "large" for _, drift in found) else Exit.OK


def _show_drifts(terminal: Terminal, rows: Sequence[dict[str, Any]]) -> None:
    keys = ("day", "of", "index", "size")
    table = figures(terminal.say("drift.title"), *(terminal.say(f"drift.{key}") for key in keys))
    for row in rows:
        of, size = terminal.say(f"drift.{row['of']}"), terminal.say(f"drift.{row['size']}")
        table.add_row(str(row["day"]), of, f"{row['index']:.3f}", size)
    terminal.out.print(table)


@dataclass(frozen=True)
class Surfaced:
    """What a novelty watch found in one city, and when the injected script was among it."""

    seed: int
    injected_at: int | None
    hours: float | None
    scripts: tuple[Script, ...]


def run_novelty(
    terminal: Terminal,
    plan: CityPlan,
    seeds: Sequence[int],
    inject_day: int | None,
    processes: int,
    pack_name: str,
) -> Exit:
    """New scripts as they are surfaced. With an injected one, FINDINGS if it takes over a day."""
    at = None if inject_day is None else Injection(at=inject_day * 24 * HOUR)
    jobs = [Trial(Path(), replace(plan, seed=seed, inject=at), pack_name) for seed in seeds]
    with days_bar(terminal, len(jobs), "evaluate.cities") as told:
        found = all_done(surfaced, jobs, processes, told)
    answer = {"cities": [_surfaced(one) for one in found]}
    terminal.answer(answer, lambda: _show_scripts(terminal, found))
    missed = [one for one in found if at is not None and not (one.hours or 99) <= 24]
    return Exit.FINDINGS if missed else Exit.OK


def surfaced(trial: Trial) -> Surfaced:
    """Watches the texts of one city, hour by hour."""
    city = build_city(trial.plan, pack_of(trial.pack))
    watcher = NoveltyWatch()
    scripts: list[Script] = []
    injected: set[str] = set()
    for day in city.days():
        scripts += watcher.day(day.events)
        injected |= city.injected_texts(day)
    inject = trial.plan.inject
    if inject is None:
        return Surfaced(trial.plan.seed, None, None, tuple(scripts))
    begun = trial.plan.start + inject.at
    first = next((one.at for one in scripts if one.example in injected), None)
    hours = None if first is None else (first - begun) / HOUR
    return Surfaced(trial.plan.seed, begun, hours, tuple(scripts))


def _surfaced(one: Surfaced) -> dict[str, Any]:
    scripts = [
        {"at": script.at, "example": script.example, "phrases": list(script.phrases)}
        | {"persons": script.persons, "senders": script.senders}
        for script in one.scripts
    ]
    return {
        "seed": one.seed,
        "injected_at": one.injected_at,
        "surfaced_after_hours": one.hours,
        "scripts": scripts,
    }


def _show_scripts(terminal: Terminal, found: Sequence[Surfaced]) -> None:
    for one in found:
        if one.injected_at is not None:
            key = "novelty.never" if one.hours is None else "novelty.found"
            terminal.out.print(terminal.say(key, seed=one.seed, hours=f"{one.hours or 0:.0f}"))
        table = figures(
            terminal.say("novelty.title", seed=one.seed, count=len(one.scripts)),
            terminal.say("novelty.example"),
            terminal.say("novelty.persons"),
        )
        for script in one.scripts[-SHOWN:]:
            table.add_row(script.example, f"{script.persons:,}")
        if one.scripts:
            terminal.out.print(table)
