"""`wuzha train names`: a table that says which class of fraud a warning is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wuzha.cli.exits import Exit
from wuzha.cli.simulation import days_bar
from wuzha.cli.tables import figures
from wuzha.cli.terminal import Terminal
from wuzha.cli.trial import Trial, all_done, lab_engine, policy_or_centre, trials
from wuzha.lab.curve import LOWEST
from wuzha.lab.reading import read
from wuzha.lab.sightings import watch
from wuzha.lab.train.names import Named, examples, judge, learn
from wuzha.packs import pack as pack_of
from wuzha.simulate.city import build_city
from wuzha.simulate.plan import CityPlan


@dataclass(frozen=True)
class Lesson:
    """What `wuzha train names` was asked for."""

    policy: Path | None
    plan: CityPlan
    seeds: Sequence[int]
    judging: Sequence[int]
    held_out: frozenset[str]
    out: Path
    date: str
    processes: int = 1


def run_train_names(terminal: Terminal, lesson: Lesson, pack_name: str) -> Exit:
    """Learns from the cities of `seeds`, judges by those of `judging`. Twice: once without the
    playbooks that are held out, for the figures about them, and once with all, for the file."""
    pack = pack_of(pack_name)
    with policy_or_centre(lesson.policy, pack) as policy:
        seeds = [*lesson.seeds, *lesson.judging]
        with terminal.waiting("preparing"):
            jobs = trials(policy, lesson.plan, seeds, pack, lab_engine)
        with days_bar(terminal, len(jobs), "evaluate.cities") as told:
            parts = all_done(warnings_in, jobs, lesson.processes, told)
    count = len(lesson.seeds)
    teaching = [one for part in parts[:count] for one in part]
    judging = [one for part in parts[count:] for one in part]
    without = [one for one in teaching if one.playbook not in lesson.held_out]
    blind = judge(learn(without, {}), judging, lesson.held_out)
    card = {
        "trained_on": lesson.date,
        "cities": f"seeds {_listed(lesson.seeds)}, judged by {_listed(lesson.judging)}",
        "teaching": len(teaching),
        "held_out": sorted(lesson.held_out),
        "without_held_out": {name: round(value, 4) for name, value in blind.items()},
    }
    naming = learn(teaching, card)
    whole = {name: round(value, 4) for name, value in judge(naming, judging, ()).items()}
    naming = replace(naming, card={**card, "metrics": whole})
    naming.save(lesson.out)
    answer = {**naming.card, "out": str(lesson.out)}
    terminal.answer(answer, lambda: _show(terminal, whole, blind, lesson.out))
    return Exit.OK


def warnings_in(trial: Trial) -> list[Named]:
    """The warnings of one city."""
    pack = pack_of(trial.pack)
    engine = lab_engine(trial.policy, pack)
    city = build_city(trial.plan, pack)
    reading = read(watch(city, engine, LOWEST), city.truth, trial.plan)
    return examples(reading, pack.taxonomy)


def _show(terminal: Terminal, whole: dict[str, float], blind: dict[str, float], out: Path) -> None:
    table = figures(None, terminal.say("figure.name"), terminal.say("figure.value"))
    lines = {**whole, **{k: v for k, v in blind.items() if k.startswith("held_out_")}}
    for name, value in lines.items():
        count = name.endswith("warnings")
        table.add_row(terminal.say(f"names.{name}"), f"{value:,.0f}" if count else f"{value:.3f}")
    terminal.out.print(table)
    terminal.out.print(terminal.say("written", folder=out))


def _listed(seeds: Sequence[int]) -> str:
    return ", ".join(map(str, seeds))
