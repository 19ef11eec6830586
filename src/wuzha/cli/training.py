"""`wuzha train`: models from cities whose truth is known, and from tables that people have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from wuzha.cli.exits import Exit
from wuzha.cli.simulation import days_bar
from wuzha.cli.tables import figures
from wuzha.cli.terminal import Terminal
from wuzha.cli.trial import Trial, all_done, feature_engine, policy_or_centre, trials
from wuzha.lab.train.boost import train_booster
from wuzha.lab.train.events import EVENT_RECIPE, EventOptions, train_events
from wuzha.lab.train.samples import Samples, Sampling, gather
from wuzha.lab.train.score import score_table
from wuzha.lab.train.table import TableOptions, train_table
from wuzha.packs import pack as pack_of
from wuzha.policy.tree import Policy
from wuzha.screen.models.forest import load_forest
from wuzha.simulate.city import build_city
from wuzha.simulate.draws import draws
from wuzha.simulate.plan import CityPlan
from wuzha.vocabulary.event import FIELDS, Kind, Type

KINDS = (Kind.CALL, Kind.MESSAGE, Kind.VISIT, Kind.TRANSFER, Kind.APP)
"""What a model is asked about: reports are told by victims, nothing is left to guess there."""

NOT_INPUTS = frozenset({"score", "caller", "callee", "receiver"})
"""Numbers that are names, and what only the source knows how to read."""

EVERYDAY, TWINS = 0.02, 0.3
"""Shares of the honest events that teach: everyday ones, and those that look like fraud."""

FIRST_CITIES = 2
"""Cities that teach the first model, whose errors the second one sees all of."""

HARD = 0.01
"""Honest events that the first model gives at least this probability teach the second, all."""


@dataclass(frozen=True)
class Lesson:
    """What `wuzha train events` was asked for."""

    policy: Path | None
    plan: CityPlan
    seeds: Sequence[int]
    judging: Sequence[int]
    held_out: frozenset[str]
    out: Path
    date: str
    processes: int = 1


def run_train_events(terminal: Terminal, lesson: Lesson, pack_name: str) -> Exit:
    """Live the cities, learn from those of `seeds`, judge by those of `judging`.

    Twice: a first model of a few cities shows which honest events are hard to tell, and of these
    the second one misses none.
    """
    pack = pack_of(pack_name)
    with policy_or_centre(lesson.policy, pack) as policy:
        seeds = [*lesson.seeds, *lesson.judging]
        with terminal.waiting("preparing"):
            jobs = trials(policy, lesson.plan, seeds, pack, feature_engine)
        few = min(FIRST_CITIES, len(lesson.seeds))
        with days_bar(terminal, few + len(jobs), "evaluate.cities") as told:
            plain = partial(examples, None)
            parts = all_done(plain, jobs[:few], lesson.processes, told)
            first = first_model(parts, lesson.held_out)
            hard = partial(examples, first)
            parts = all_done(hard, jobs, lesson.processes, lambda done: told(few + done))
    options = EventOptions(
        name="events",
        date=lesson.date,
        judging_seeds=frozenset(lesson.judging),
        held_out=lesson.held_out,
    )
    with terminal.waiting("train.learning"):
        trained = train_events(together(parts), options)
    trained.save(lesson.out)
    _tell(terminal, trained.answer(), lesson.out)
    return Exit.OK


def first_model(parts: Sequence[Samples], held_out: frozenset[str]) -> str:
    """A model of plain samples, as text; the playbooks held out teach it nothing either."""
    samples = together(parts)
    learned = ~np.isin(np.array(samples.playbook.to_pylist(), object), sorted(held_out))
    return train_booster(
        samples.inputs[learned],
        samples.fraud[learned].astype(np.float64),
        samples.names,
        EVENT_RECIPE,
        samples.weight[learned],
    )


def examples(first: str | None, trial: Trial) -> Samples:
    """The events of one city that teach, with all that the policy's features say of them."""
    pack = pack_of(trial.pack)
    engine = feature_engine(trial.policy, pack)
    city = build_city(trial.plan, pack)
    rng = draws(trial.plan.seed, "lesson")
    names = model_inputs(engine.policy)
    hard = None if first is None else _doubtful(first)
    return gather(city, engine, names, KINDS, Sampling(EVERYDAY, TWINS, hard), rng)


def _doubtful(model: str) -> Callable[[NDArray[np.float64]], NDArray[np.bool_]]:
    forest = load_forest(model.encode())

    def doubtful(inputs: NDArray[np.float64]) -> NDArray[np.bool_]:
        return forest.predict(inputs) >= HARD

    return doubtful


def model_inputs(policy: Policy) -> tuple[str, ...]:
    """All features and fields that are numbers or booleans, in the order of their definition."""
    numeric = (Type.BOOLEAN, Type.INTEGER, Type.NUMBER)
    fields = [
        name for name, field in FIELDS.items() if field.type in numeric and name not in NOT_INPUTS
    ]
    return (
        *(n for n, feature in policy.features.items() if feature.compute.type in numeric),
        *fields,
    )


def together(parts: Sequence[Samples]) -> Samples:
    """The samples of several cities behind one another."""
    return Samples(
        parts[0].names,
        np.concatenate([part.inputs for part in parts]),
        np.concatenate([part.fraud for part in parts]),
        np.concatenate([part.weight for part in parts]),
        pa.concat_arrays([part.playbook for part in parts]),
        np.concatenate([part.seed for part in parts]),
    )


def run_train_table(
    terminal: Terminal, rows: Path, options: TableOptions, edges: Path | None, out: Path
) -> Exit:
    with terminal.waiting("train.learning"):
        trained = train_table(rows, options, edges)
    trained.save(out)
    _tell(terminal, trained.answer(), out)
    return Exit.OK


def run_score(
    terminal: Terminal, model: Path, rows: Path, past: Path | None, edges: Path | None, out: Path
) -> Exit:
    """The score of every row of a table, in its order, as Parquet with the column `score`."""
    found = score_table(model, rows, past, edges)
    pq.write_table(pa.table({"score": found}), out)
    answer = {"rows": len(found), "out": str(out)}
    terminal.answer(answer, lambda: terminal.out.print(terminal.say("written", folder=out)))
    return Exit.OK


def _tell(terminal: Terminal, card: dict[str, Any], out: Path) -> None:
    answer = {**card, "out": str(out)}
    terminal.answer(answer, lambda: _show(terminal, card, out))


def _show(terminal: Terminal, card: dict[str, Any], out: Path) -> None:
    table = figures(card["name"], terminal.say("figure.name"), terminal.say("figure.value"))
    for name, value in card["metrics"].items():
        table.add_row(name, "-" if value is None else f"{value:.4f}")
    terminal.out.print(table)
    folds = figures(
        terminal.say("train.folds"), "", terminal.say("train.mean"), terminal.say("figure.spread")
    )
    for name, found in card["folds"].items():
        folds.add_row(name, *(f"{found[key]:.4f}" for key in ("mean", "spread")))
    if card["folds"]:
        terminal.out.print(folds)
    terminal.out.print(terminal.say("written", folder=out))
