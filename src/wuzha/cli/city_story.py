"""`wuzha city`: a small city lives a few days under the centre's policy."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rich.table import Table

from wuzha.cli.evaluation import LOCAL, Judged, Question, answer_of, calibration_of
from wuzha.cli.evaluation import playbook_table as playbooks
from wuzha.cli.exits import Exit
from wuzha.cli.screening import load_policy, ready_engine
from wuzha.cli.simulation import days_bar
from wuzha.cli.tables import figures
from wuzha.cli.terminal import Terminal
from wuzha.cli.trial import held_out_of, policy_or_centre
from wuzha.lab.curve import LOWEST, curve
from wuzha.lab.outcome import measure
from wuzha.lab.page import shown
from wuzha.lab.page.names import Names, names_of
from wuzha.lab.page.words import words_in
from wuzha.lab.reading import Reading, read
from wuzha.lab.report import Report, summary
from wuzha.lab.sightings import Engine, watch
from wuzha.packs import pack as pack_of
from wuzha.policy.tree import Policy
from wuzha.policy.wording import ACTIONS, KINDS, LEVELS
from wuzha.simulate.city import City, build_city
from wuzha.simulate.plan import CityPlan
from wuzha.vocabulary.decision import Level

STORY_EVENTS = 8
SHOWN = (
    "episodes_warned_before_last_payment",
    "episodes_warned_before_first_payment",
    "loss_warned_before_last_payment",
    "wrong_per_million_people_days",
    "warning_precision",
)


def run_city(
    terminal: Terminal,
    plan: CityPlan,
    pack_name: str,
    timer: Callable[[], float] = time.perf_counter,
) -> Exit:
    """Make, live, screen, measure; the outcome table and one person's story."""
    pack = pack_of(pack_name)
    with policy_or_centre(None, pack) as path:
        with terminal.waiting("preparing"):
            engine = ready_engine(load_policy(path, pack), pack)
        question = Question(held_out=held_out_of(path), calibration=calibration_of(path))
    city = build_city(plan, pack)
    listening = Listening(engine, city)
    begun = timer()
    with days_bar(terminal, plan.days, "simulate.living") as told:
        seen = watch(city, listening, LOWEST, told=lambda day, _: told(day + 1))
    seconds = timer() - begun
    outcome = measure(
        seen,
        city.truth,
        plan,
        taxonomy=pack.taxonomy,
        held_out=question.held_out,
        calibration=question.calibration,
    )
    reading = read(seen, city.truth, plan)
    judged = [Judged(outcome, curve(reading))]
    report = summary([outcome])
    story = told_story(city, reading, listening)
    rate = round(outcome.events / seconds)
    answer = {**answer_of(report, judged, question), "events_per_second": rate, "story": story}

    def show() -> None:
        head = {"people": f"{plan.people:,}", "days": plan.days, "events": f"{outcome.events:,}"}
        terminal.out.print(terminal.say("demo.city", **head, rate=f"{rate:,}"))
        terminal.out.print(_brief(terminal, report))
        terminal.out.print(terminal.say("demo.short"))
        names = names_of(pack, terminal.language)
        terminal.out.print(playbooks(terminal, report, names))
        _show_story(terminal, story, names)
        terminal.out.print(terminal.say("demo.more"))

    terminal.answer(answer, show)
    return Exit.OK


def _brief(terminal: Terminal, report: Report) -> Table:
    """What a city of a few days can tell. Targets are for cities that are long enough."""
    words = words_in(terminal.language)
    table = figures(None, terminal.say("figure.name"), terminal.say("figure.value"))
    for name in SHOWN:
        table.add_row(words(f"figure.{name}"), shown.figure(name, report.line(name).value, words))
    return table


class Listening:
    """An engine that also keeps what is decided about people who are being deceived."""

    def __init__(self, engine: Engine, city: City) -> None:
        self._engine = engine
        paying = city.truth.episodes.filter(city.truth.episodes["paid"])
        self._people = paying["person"].combine_chunks()
        self.kept: list[pa.Table] = []

    @property
    def policy(self) -> Policy:
        return self._engine.policy

    def decide(self, events: pa.Table) -> pa.Table:
        decisions = self._engine.decide(events)
        ours = pc.is_in(decisions["person"], self._people)
        self.kept.append(decisions.filter(pc.and_(ours, pc.greater(decisions["score"], 0))))
        return decisions


def told_story(city: City, reading: Reading, listening: Listening) -> dict[str, Any] | None:
    """The largest loss whose person was warned before the first payment, decision by decision."""
    warned = reading.warned
    places = np.flatnonzero(warned.before_first)
    if not len(places):
        return None
    best = places[np.argmax(reading.counted.loss[places])]
    row = city.truth.episodes.slice(int(reading.counted.number[best]), 1).to_pylist()[0]
    decisions = pa.concat_tables(listening.kept)
    about = pc.and_(
        pc.equal(decisions["person"], row["person"]),
        pc.and_(
            pc.greater_equal(decisions["at"], row["contact_at"]),
            pc.less_equal(decisions["at"], row["last_payment_at"]),
        ),
    )
    payments = city.truth.payments.filter(pc.equal(city.truth.payments["episode"], row["episode"]))
    return {
        **{key: row[key] for key in ("playbook", "type", "loss", "contact_at", "statement_zh")},
        "statement_en": row["statement_en"],
        "decisions": decisions.filter(about).to_pylist(),
        "payments": payments.select(["at", "amount"]).to_pylist(),
    }


def _show_story(terminal: Terminal, story: dict[str, Any] | None, names: Names) -> None:
    if story is None:
        return
    loss = f"{story['loss'] / 100:,.0f}"
    name = names.of("playbook", story["playbook"])
    terminal.out.print(terminal.say("demo.story", playbook=name, loss=loss), style="bold")
    lines: list[tuple[int, str, tuple[str, ...]]] = []
    lines.append((story["contact_at"], terminal.say("demo.contact"), ()))
    lines += [(one["at"], *_decided(terminal, one)) for one in _telling(story["decisions"])]
    lines += [
        (one["at"], terminal.say("demo.pays", amount=f"{one['amount'] / 100:,.0f}"), ())
        for one in story["payments"]
    ]
    for at, head, reasons in sorted(lines, key=lambda line: line[0]):
        terminal.out.print(f"  {_clock(at)}  {head}")
        for reason in reasons:
            terminal.out.print(f"               {reason}")


def _telling(decisions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The decisions with the highest scores, in the order of time."""
    best = sorted(decisions, key=lambda one: -one["score"])[:STORY_EVENTS]
    return sorted(best, key=lambda one: one["at"])


def _decided(terminal: Terminal, one: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    head = terminal.say(
        "sample_head",
        kind=KINDS[one["kind"]].in_language(terminal.language),
        score=one["score"],
        level=LEVELS[Level(one["level"])].in_language(terminal.language),
        action=ACTIONS[one["action"]].in_language(terminal.language),
    )
    best = sorted(one["reasons"], key=lambda reason: -reason["points"])[:3]
    return head, tuple(f"{reason['points']:+d}  {reason[terminal.language]}" for reason in best)


def _clock(at: int) -> str:
    return (datetime.fromtimestamp(at / 1_000_000, UTC) + LOCAL).strftime("%m-%d %H:%M")
