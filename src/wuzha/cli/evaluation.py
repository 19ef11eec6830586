"""`wuzha evaluate`: a policy in several cities, against what really happened there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from rich.table import Table

from wuzha.cli.exits import Exit
from wuzha.cli.screening import load_policy
from wuzha.cli.simulation import days_bar
from wuzha.cli.tables import figures
from wuzha.cli.terminal import Terminal
from wuzha.cli.trial import Trial, all_done, held_out_of, lab_engine, policy_or_centre, trials
from wuzha.lab.calibration import Calibration, load_calibration
from wuzha.lab.curve import LOWEST, curve
from wuzha.lab.naming import with_names
from wuzha.lab.novelty import NoveltyWatch, Script
from wuzha.lab.outcome import Outcome, measure
from wuzha.lab.page import shown
from wuzha.lab.page.names import Names, names_of
from wuzha.lab.page.page import write_page
from wuzha.lab.page.words import Words, words_in
from wuzha.lab.reading import read
from wuzha.lab.report import AT_MOST, Line, Report, summary
from wuzha.lab.sightings import watch
from wuzha.packs import Pack
from wuzha.packs import pack as pack_of
from wuzha.policy.tree import Policy
from wuzha.screen.naming import Naming, naming_of
from wuzha.simulate.check import CHECK_PLAN, check_city
from wuzha.simulate.city import City, build_city
from wuzha.simulate.plan import CityPlan
from wuzha.simulate.strip import Day
from wuzha.vocabulary.decision import Level

CALIBRATION = "calibration.json"
LOCAL = timedelta(hours=8)
"""A city's local time, ahead of UTC."""


@dataclass(frozen=True)
class Question:
    """How a policy is judged."""

    warn_at: Level = Level.MEDIUM
    warm_up_days: int = 0
    held_out: frozenset[str] = frozenset()
    calibration: Calibration | None = None
    naming: Naming | None = None
    """What names the types, as it does in the centre; without one single rules do."""
    novelty: bool = False
    """Also look for scripts that are new."""


@dataclass(frozen=True)
class Judged:
    """One city's outcome and trade-off curve."""

    outcome: Outcome
    curve: pa.Table
    scripts: tuple[Script, ...] = ()


def judge(question: Question, trial: Trial) -> Judged:
    """Makes the city of a trial, lets the policy watch it, and measures."""
    pack = pack_of(trial.pack)
    city = build_city(trial.plan, pack)
    read_too = Reader(city) if question.novelty else None
    seen = watch(read_too or city, lab_engine(trial.policy, pack), keep_from=LOWEST)
    if question.naming is not None:
        seen = with_names(seen, question.naming)
    outcome = measure(
        seen,
        city.truth,
        trial.plan,
        taxonomy=pack.taxonomy,
        warn_at=question.warn_at,
        warm_up_days=question.warm_up_days,
        held_out=question.held_out,
        calibration=question.calibration,
    )
    at = read(
        seen,
        city.truth,
        trial.plan,
        warn_at=question.warn_at,
        warm_up_days=question.warm_up_days,
    )
    return Judged(outcome, curve(at), () if read_too is None else tuple(read_too.scripts))


class Reader:
    """A city whose texts are read by a novelty watch while somebody else watches its events."""

    def __init__(self, city: City) -> None:
        self.plan, self.truth = city.plan, city.truth
        self._city, self._watch = city, NoveltyWatch()
        self.scripts: list[Script] = []

    def days(self) -> Iterator[Day]:
        for day in self._city.days():
            self.scripts += self._watch.day(day.events)
            yield day


def calibration_of(policy: Path) -> Calibration | None:
    """The calibration that lies beside a policy, if one does."""
    path = policy.parent / CALIBRATION
    return load_calibration(path) if path.is_file() else None


@dataclass(frozen=True)
class Evaluation:
    """What `wuzha evaluate` was asked for."""

    policy: Path | None
    plan: CityPlan
    seeds: Sequence[int]
    warn_at: Level = Level.MEDIUM
    warm_up_days: int = 0
    held_out: frozenset[str] | None = None
    processes: int = 1
    page: Path | None = None
    made: date = date.min
    """The day that stands on the page."""


def run_evaluate(terminal: Terminal, asked: Evaluation, pack_name: str) -> Exit:
    """Judge, sum up, show. FINDINGS if a promised figure is not reached."""
    pack = pack_of(pack_name)
    with policy_or_centre(asked.policy, pack) as policy:
        held_out = held_out_of(policy) if asked.held_out is None else asked.held_out
        question = Question(
            asked.warn_at,
            asked.warm_up_days,
            held_out,
            calibration_of(policy),
            naming_of(policy),
            novelty=asked.page is not None,
        )
        with terminal.waiting("preparing"):
            jobs = trials(policy, asked.plan, asked.seeds, pack)
        with days_bar(terminal, len(jobs), "evaluate.cities") as told:
            judged = all_done(partial(judge, question), jobs, asked.processes, told)
        report = summary([one.outcome for one in judged])
        names = names_of(pack, terminal.language)
        answer = answer_of(report, judged, question)
        if asked.page is not None:
            answer["page"] = str(asked.page)
            loaded = load_policy(policy, pack)
            _write_page(terminal, asked, report, judged, question, loaded, pack)
    terminal.answer(answer, lambda: show_report(terminal, report, names, asked.page))
    return Exit.OK if _holds(report, asked.plan.fraud) else Exit.FINDINGS


def _holds(report: Report, fraud: bool) -> bool:
    """Without fraud there is nobody to warn: only what is wrong can be too much."""
    return report.holds if fraud else report.line("wrong_per_million_people_days").holds is True


def _write_page(
    terminal: Terminal,
    asked: Evaluation,
    report: Report,
    judged: Sequence[Judged],
    question: Question,
    policy: Policy,
    pack: Pack,
) -> None:
    assert asked.page is not None
    write_page(
        report,
        [one.outcome for one in judged],
        [one.curve for one in judged],
        asked.page,
        language=terminal.language,
        title=terminal.say("evaluate.title", policy=report.policy.partition("#")[0]),
        made=asked.made,
        names=names_of(pack, terminal.language, policy),
        calibration=question.calibration,
        held_out=question.held_out,
        scripts=[script for one in judged for script in one.scripts],
        checks=check_city(replace(CHECK_PLAN, seed=report.seeds[0]), pack),
        zone=timezone(LOCAL),
    )


def answer_of(report: Report, judged: Sequence[Judged], question: Question) -> dict[str, Any]:
    """The object of `--json`: the report, the cities, the curves and what went wrong most."""
    return {
        **report.answer(),
        "held_out": sorted(question.held_out),
        "cities": [_city(one.outcome) for one in judged],
        "groups": report.groups.to_pylist(),
        "curve": {
            str(one.outcome.seed): json.loads(_rounded(one.curve.to_pylist())) for one in judged
        },
        "wrong_reasons": {
            str(one.outcome.seed): one.outcome.reasons.slice(0, 10).to_pylist() for one in judged
        },
    }


def _city(outcome: Outcome) -> dict[str, Any]:
    plain = {"seed": outcome.seed, "people": outcome.people, "days": outcome.days}
    plain |= {"events": outcome.events, "episodes": outcome.episodes}
    figure = {name: _number(value) for name, value in outcome.figures.items()}
    tables = ("warnings", "lead_times", "twins")
    return {
        **plain,
        "figures": figure,
        **{name: json.loads(_rounded(getattr(outcome, name).to_pylist())) for name in tables},
    }


def _number(value: Any) -> Any:
    """JSON has no NaN; six digits are more than a city repeats."""
    if not isinstance(value, float):
        return value
    return None if value != value else float(f"{value:.6g}")


def _rounded(rows: list[dict[str, Any]]) -> str:
    return json.dumps([{name: _number(value) for name, value in row.items()} for row in rows])


def show_report(terminal: Terminal, report: Report, names: Names, page: Path | None) -> None:
    head = {
        "policy": report.policy.partition("#")[0],
        "cities": len(report.seeds),
        "people_days": f"{report.people_days:,}",
        "episodes": f"{report.episodes:,}",
    }
    terminal.out.print(terminal.say("evaluate.head", **head))
    terminal.out.print(outcome_table(terminal, report))
    terminal.out.print(playbook_table(terminal, report, names))
    if page is not None:
        terminal.out.print(terminal.say("written", folder=page))


def outcome_table(terminal: Terminal, report: Report) -> Table:
    """Every figure that could be taken, with its spread, its target and whether it is reached."""
    words = words_in(terminal.language)
    keys = ("name", "value", "spread", "target", "holds")
    table = figures(None, *(terminal.say(f"figure.{key}") for key in keys))
    for line in report.lines:
        if line.value == line.value:
            table.add_row(*_cells(terminal, line, words))
    return table


def _cells(terminal: Terminal, line: Line, words: Words) -> tuple[str, ...]:
    spread = "" if line.spread != line.spread else shown.spread(line.name, line.spread, words)
    target = holds = ""
    if line.target is not None:
        sign = "≤" if line.name in AT_MOST else "≥"
        target = f"{sign} {shown.goal(line.name, line.target, words)}"
        holds = terminal.say("yes" if line.holds else "no")
    name = words(f"figure.{line.name}")
    return name, shown.figure(line.name, line.value, words), spread, target, holds


def playbook_table(terminal: Terminal, report: Report, names: Names) -> Table:
    """How many episodes of each playbook were warned in time."""
    keys = ("playbook", "episodes", "before_first", "before_last", "of_loss")
    table = figures(None, *(terminal.say(f"outcome.{key}") for key in keys))
    rows = [row for row in report.groups.to_pylist() if row["by"] == "playbook"]
    for row in sorted(rows, key=lambda row: -row["episodes"]):
        if row["episodes"]:
            shares = (
                row["warned_before_first_payment"] / row["episodes"],
                row["warned_before_last_payment"] / row["episodes"],
                row["loss_warned_before_last_payment"] / max(row["loss"], 1),
            )
            name = names.of("playbook", row["group"])
            table.add_row(name, f"{row['episodes']:,}", *(f"{share:.0%}" for share in shares))
    return table
