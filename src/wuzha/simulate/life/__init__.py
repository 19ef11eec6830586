"""Ordinary life: the calls, messages, visits, app actions and transfers of every day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from wuzha.simulate.life.apps import apps
from wuzha.simulate.life.calls import calls, calls_around, calls_before
from wuzha.simulate.life.habits import settle
from wuzha.simulate.life.lottery import together
from wuzha.simulate.life.messages import messages
from wuzha.simulate.life.office import guests, office
from wuzha.simulate.life.payments import payments
from wuzha.simulate.life.receipts import receipts
from wuzha.simulate.life.reports import reports
from wuzha.simulate.life.visits import visits
from wuzha.simulate.plan import DAY
from wuzha.simulate.setting import Setting
from wuzha.simulate.strip import Strip


class Life:
    """What residents do when nothing special happens to them."""

    def __init__(self, setting: Setting) -> None:
        self._routine = settle(setting)

    def day(self, number: int) -> list[Strip]:
        """The strips of a day, every event within it; the same for the same number, always.

        Day 0 is the plan's first. Nothing is carried from one day to the next but habits.
        """
        routine = self._routine
        paid = payments(routine, number)
        received = receipts(routine, number)
        acts, acts_on_call = apps(routine, number)
        start = routine.setting.plan.start + number * DAY
        strips = [
            *calls(routine, number),
            *calls_around(routine, number, together([paid.on_call, acts_on_call])),
            *calls_before(routine, number, paid.called),
            *messages(routine, number, paid.coded),
            *visits(routine, number),
            *acts,
            *paid.strips,
            *received,
            *office(routine, number),
            *guests(routine, number),
            *reports(routine, number),
        ]
        return [_within(strip, start, start + DAY) for strip in strips]


def _within(strip: Strip, start: int, end: int) -> Strip:
    """Without the few events that began before the day or would follow it."""
    inside = (strip.at >= start) & (strip.at < end)
    if inside.all():
        return strip
    columns = {
        name: column[inside] if isinstance(column, np.ndarray) else column
        for name, column in strip.columns.items()
    }
    return replace(strip, at=strip.at[inside], columns=columns)
