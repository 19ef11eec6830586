"""Reports of what was no fraud: unwanted calls and advertisements, quarrels about goods."""

from __future__ import annotations

import numpy as np

from wuzha.simulate.life.habits import Routine
from wuzha.simulate.life.ledger import amounts
from wuzha.simulate.life.lottery import crowd, divided
from wuzha.simulate.strip import Column, Strip
from wuzha.simulate.sums import spoken
from wuzha.vocabulary.event import Kind
from wuzha.vocabulary.text import normal_form


def reports(routine: Routine, day: int) -> list[Strip]:
    """The false reports of a day: those who are named did nothing wrong."""
    rng, data = routine.setting.draws("reports", day), routine.data["false_reports"]
    people, world = routine.setting.people, routine.setting.world
    strips = []
    rates = np.full(len(people), data["per_thousand"] / 1000)
    for name, rows in divided(rng, crowd(rng, rates), data["about"]).items():
        at, size = routine.rhythm.times("calls", day, len(rows), rng), len(rows)
        columns: dict[str, Column] = {"person": people.token[rows]}
        if name == "caller":
            numbers = np.append(world.center_phone, world.stranger_phone[: len(world.center_phone)])
            columns["caller"] = numbers[rng.integers(0, len(numbers), size)]
        elif name == "sender":
            columns["sender"] = routine.senders.unregistered(rng, size)
        else:
            told = routine.setting.pool.codes([normal_form(text) for text in data["quarrels"]])
            columns["text"] = told[rng.integers(0, len(told), size)]
            columns["payee"] = world.stranger[routine.sellers.draw(rng, size)]
            columns["amount"] = spoken(rng, amounts(rng, routine.data["payments"]["deal"], size))
            columns["currency"] = routine.word("CNY")
        strips.append(Strip(Kind.REPORT, at, columns))
    return strips
