"""The commands of the lab: `wuzha simulate`, `evaluate`, `train ...`, `lab ...`."""

from __future__ import annotations

import datetime
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from wuzha.cli.exits import Exit
from wuzha.cli.options import LANGUAGE, Json, Lang, PackName, argument, option
from wuzha.cli.terminal import Terminal, run
from wuzha.cli.words import say


class From(StrEnum):
    """The levels of `vocabulary.decision.Level` that can warn; that module takes long to load."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


People = Annotated[int, option("--people", key="people", min=1_000, max=10_000_000)]
Days = Annotated[int, option("--days", key="days", min=1, max=3_650)]
Seed = Annotated[int, option("--seed", key="seed", min=0)]
Seeds = Annotated[int, option("--seeds", key="seeds", min=1, max=1_000)]
FirstSeed = Annotated[int, option("--first-seed", key="first_seed", min=0)]
Processes = Annotated[int, option("--processes", key="processes", min=1, max=256)]
AnyPolicy = Annotated[Path | None, option("--policy", "-p", key="any_policy")]
WarnAt = Annotated[From, option("--warn-at", key="warn_at")]
HeldOut = Annotated[str | None, option("--held-out", key="held_out")]
OutFolder = Annotated[Path, option("--out", "-o", key="model_out")]

JUDGING_SEED = 101
"""Cities from this seed on are for judging: nobody looks at them while writing policies."""
TEACHING_SEED = 1
NAMES_VICTIMS_PER_DAY = 0.002
"""Names are learned from frauds alone, so cities with more of them teach quicker."""

train = typer.Typer(help=say(LANGUAGE, "help.train"), no_args_is_help=True)
lab = typer.Typer(help=say(LANGUAGE, "help.lab"), no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Puts the lab's commands beside the others."""
    app.command(help=say(LANGUAGE, "help.simulate"))(simulate)
    app.command(help=say(LANGUAGE, "help.evaluate"))(evaluate)
    app.add_typer(train, name="train")
    app.add_typer(lab, name="lab")


def simulate(
    people: People = 20_000,
    days: Days = 3,
    seed: Seed = 1,
    out: Annotated[Path | None, option("--out", "-o", key="city_out")] = None,
    check: Annotated[bool, option("--check", key="check")] = False,
    fraud: Annotated[bool, option("--fraud/--no-fraud", key="fraud")] = True,
    twins: Annotated[bool, option("--twins/--no-twins", key="twins")] = True,
    pack: PackName = "cn",
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.simulation import run_simulate
        from wuzha.simulate.plan import CityPlan

        plan = CityPlan(people=people, days=days, seed=seed, fraud=fraud, twins=twins)
        return run_simulate(terminal, plan, out, check, pack)

    run(terminal, work)


def evaluate(
    policy: AnyPolicy = None,
    seeds: Seeds = 5,
    first_seed: FirstSeed = JUDGING_SEED,
    people: People = 20_000,
    days: Days = 30,
    warm_up: Annotated[int, option("--warm-up", key="warm_up", min=0)] = 3,
    warn_at: WarnAt = From.MEDIUM,
    held_out: HeldOut = None,
    fraud: Annotated[bool, option("--fraud/--no-fraud", key="fraud")] = True,
    processes: Processes = 2,
    page: Annotated[Path | None, option("--page", key="page")] = None,
    pack: PackName = "cn",
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.evaluation import Evaluation, run_evaluate
        from wuzha.cli.trial import seeds_from
        from wuzha.simulate.plan import CityPlan
        from wuzha.vocabulary.decision import Level

        asked = Evaluation(
            policy,
            CityPlan(people=people, days=days, fraud=fraud),
            seeds_from(first_seed, seeds),
            Level(warn_at),
            warm_up,
            None if held_out is None else frozenset(_names(held_out)),
            processes,
            page,
            datetime.date.today(),
        )
        return run_evaluate(terminal, asked, pack)

    run(terminal, work)


@lab.command(help=say(LANGUAGE, "help.lab.compare"))
def compare(
    a: Annotated[Path, argument("policy_a")],
    b: Annotated[Path, argument("policy_b")],
    people: People = 20_000,
    days: Days = 10,
    seed: Seed = TEACHING_SEED,
    warn_at: WarnAt = From.MEDIUM,
    shadow: Annotated[Path | None, option("--shadow", key="shadow")] = None,
    pack: PackName = "cn",
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.comparing import run_compare
        from wuzha.simulate.plan import CityPlan
        from wuzha.vocabulary.decision import Level

        plan = CityPlan(people=people, days=days, seed=seed)
        return run_compare(terminal, a, b, plan, Level(warn_at), shadow, pack)

    run(terminal, work)


@lab.command(help=say(LANGUAGE, "help.lab.calibrate"))
def calibrate(
    out: Annotated[Path, option("--out", "-o", key="calibration_out")],
    policy: AnyPolicy = None,
    seeds: Seeds = 4,
    first_seed: FirstSeed = TEACHING_SEED,
    people: People = 20_000,
    days: Days = 30,
    processes: Processes = 2,
    pack: PackName = "cn",
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.comparing import run_calibrate
        from wuzha.cli.trial import seeds_from
        from wuzha.simulate.plan import CityPlan

        plan = CityPlan(people=people, days=days)
        chosen = seeds_from(first_seed, seeds)
        return run_calibrate(terminal, policy, plan, chosen, out, processes, pack)

    run(terminal, work)


@lab.command(help=say(LANGUAGE, "help.lab.drift"))
def drift(
    policy: AnyPolicy = None,
    people: People = 20_000,
    days: Days = 20,
    seed: Seed = TEACHING_SEED,
    reference: Annotated[int, option("--reference", key="reference", min=1)] = 10,
    pack: PackName = "cn",
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.comparing import run_drift
        from wuzha.simulate.plan import CityPlan

        plan = CityPlan(people=people, days=days, seed=seed)
        return run_drift(terminal, policy, plan, reference, pack)

    run(terminal, work)


@lab.command(help=say(LANGUAGE, "help.lab.labels"))
def labels(
    file: Annotated[Path, argument("label_file")],
    policy: AnyPolicy = None,
    pack: PackName = "cn",
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.labelling import run_labels_report

        return run_labels_report(terminal, file, policy, pack)

    run(terminal, work)


@lab.command(help=say(LANGUAGE, "help.lab.novelty"))
def novelty(
    people: People = 20_000,
    days: Days = 10,
    inject_day: Annotated[int | None, option("--inject-day", key="inject_day", min=0)] = None,
    seeds: Seeds = 1,
    first_seed: FirstSeed = JUDGING_SEED,
    processes: Processes = 2,
    pack: PackName = "cn",
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.comparing import run_novelty
        from wuzha.cli.trial import seeds_from
        from wuzha.simulate.plan import CityPlan

        plan = CityPlan(people=people, days=days)
        chosen = seeds_from(first_seed, seeds)
        return run_novelty(terminal, plan, chosen, inject_day, processes, pack)

    run(terminal, work)


@train.command(help=say(LANGUAGE, "help.train.events"))
def events(
    out: OutFolder,
    policy: AnyPolicy = None,
    seeds: Seeds = 6,
    first_seed: FirstSeed = TEACHING_SEED,
    judging: Annotated[int, option("--judging", key="judging", min=1)] = 1,
    held_out: HeldOut = None,
    people: People = 20_000,
    days: Days = 30,
    processes: Processes = 2,
    date: Annotated[str | None, option("--date", key="date")] = None,
    pack: PackName = "cn",
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.training import Lesson, run_train_events
        from wuzha.cli.trial import seeds_from
        from wuzha.simulate.plan import CityPlan

        lesson = Lesson(
            policy,
            CityPlan(people=people, days=days),
            seeds_from(first_seed, seeds),
            seeds_from(first_seed + seeds, judging),
            frozenset(_names(held_out or "")),
            out,
            date or datetime.date.today().isoformat(),
            processes,
        )
        return run_train_events(terminal, lesson, pack)

    run(terminal, work)


@train.command(help=say(LANGUAGE, "help.train.names"))
def names(
    out: Annotated[Path, option("--out", "-o", key="names_out")],
    policy: AnyPolicy = None,
    seeds: Seeds = 6,
    first_seed: FirstSeed = TEACHING_SEED,
    judging: Annotated[int, option("--judging", key="judging", min=1)] = 2,
    held_out: HeldOut = None,
    people: People = 20_000,
    days: Days = 20,
    processes: Processes = 2,
    date: Annotated[str | None, option("--date", key="date")] = None,
    pack: PackName = "cn",
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.naming import Lesson, run_train_names
        from wuzha.cli.trial import seeds_from
        from wuzha.simulate.plan import CityPlan

        lesson = Lesson(
            policy,
            CityPlan(people=people, days=days, victims_per_day=NAMES_VICTIMS_PER_DAY),
            seeds_from(first_seed, seeds),
            seeds_from(first_seed + seeds, judging),
            frozenset(_names(held_out or "")),
            out,
            date or datetime.date.today().isoformat(),
            processes,
        )
        return run_train_names(terminal, lesson, pack)

    run(terminal, work)


@train.command(help=say(LANGUAGE, "help.train.table"))
def table(
    rows: Annotated[Path, argument("rows")],
    target: Annotated[str, option("--target", key="target")],
    out: OutFolder,
    group: Annotated[str | None, option("--group", key="group")] = None,
    time: Annotated[str | None, option("--time", key="time")] = None,
    unlabelled: Annotated[str, option("--unlabelled", key="unlabelled")] = "",
    ratios: Annotated[str, option("--ratios", key="ratios")] = "",
    history: Annotated[str, option("--history", key="history")] = "",
    amount: Annotated[str | None, option("--amount", key="amount")] = None,
    graph: Annotated[Path | None, option("--graph", key="graph")] = None,
    node: Annotated[str | None, option("--node", key="node")] = None,
    ignore: Annotated[str, option("--ignore", key="ignore")] = "",
    neighbour_fraud: Annotated[bool, option("--neighbour-fraud", key="neighbour_fraud")] = False,
    folds: Annotated[int, option("--folds", key="folds", min=0, max=20)] = 5,
    date: Annotated[str | None, option("--date", key="date")] = None,
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.training import run_train_table
        from wuzha.lab.train.inputs import Enrichment
        from wuzha.lab.train.split import Split
        from wuzha.lab.train.table import TableOptions

        how: Literal["group", "time", "random"]
        how = "group" if group else "time" if time else "random"
        options = TableOptions(
            target=target,
            name=rows.stem,
            date=date or datetime.date.today().isoformat(),
            split=Split(how, group or time),
            enrichment=Enrichment(
                ratios=_names(ratios),
                time=time,
                history=_names(history),
                amount=amount,
                node=node,
                neighbour_fraud=neighbour_fraud,
            ),
            unlabelled=tuple(int(value) for value in _names(unlabelled)),
            ignore=_names(ignore),
            folds=folds,
        )
        return run_train_table(terminal, rows, options, graph, out)

    run(terminal, work)


@train.command(help=say(LANGUAGE, "help.train.score"))
def score(
    model: Annotated[Path, argument("model")],
    rows: Annotated[Path, argument("new_rows")],
    out: Annotated[Path, option("--out", "-o", key="score_out")],
    past: Annotated[Path | None, option("--past", key="past")] = None,
    graph: Annotated[Path | None, option("--graph", key="graph")] = None,
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.training import run_score

        return run_score(terminal, model, rows, past, graph, out)

    run(terminal, work)


def _names(text: str) -> tuple[str, ...]:
    """Names divided by commas."""
    return tuple(name for name in re.split(r"[,\s]+", text) if name)
