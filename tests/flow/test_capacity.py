"""Capacity: with half of the officers gone the high level is still reached in time, and the low
level gives way first.

A shift of a city's desk, minute by minute: warnings come in, officers ring people, each call takes
its time and one in four is not answered.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pytest

import centre_cast
from wuzha.centre.dissuade.actions import (
    Miss,
    Report,
    balance,
    lapse,
    missed,
    record,
    take_next,
    wake,
)
from wuzha.centre.dissuade.models import Step
from wuzha.centre.flow import FLOW
from wuzha.centre.outbox.delivery import deliver
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.actions import receive
from wuzha.centre.warn.models import LadderRelease
from wuzha.packs import pack
from wuzha.vocabulary.clock import HOUR, MINUTE, Instant
from wuzha.vocabulary.decision import LEVELS, Level, Stage
from wuzha.vocabulary.result import Result

pytestmark = pytest.mark.django_db

OFFICERS = 8
SHIFT = 3 * HOUR
AN_HOUR = {Level.HIGH: 6, Level.MEDIUM: 12, Level.LOW: 26}
"""Warnings of each level: with second and third calls they just fit eight officers, who make
about seven calls an hour each."""

LEVEL_LADDERS = """
  low:
    acknowledge: 24h
    open_for: 48h
    quiet: true
    rungs:
      call:
        channel: call
        at_once: true
        deadline: 4h
        attempts: 2
        every: 30m
        unit: city
        then: {lapsed: message}
      message: {channel: message, deadline: 24h}
  medium:
    acknowledge: 30m
    open_for: 48h
    quiet: true
    rungs:
      call: {channel: call, at_once: true, deadline: 1h, attempts: 2, every: 20m, unit: city}
  high: &high
    acknowledge: 5m
    open_for: 24h
    quiet: false
    rungs:
      call: {channel: call, at_once: true, deadline: 15m, attempts: 3, every: 4m, unit: city}
  critical: *high
"""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that an officer is in: whether somebody answers, and when it is over."""

    step: int
    answered: bool
    ends_at: Instant


@dataclass
class Desk:
    """The officers of the city and the calls that they are in."""

    officers: list[User]
    chance: np.random.Generator
    calls: dict[int, Call] = field(default_factory=dict)

    def work(self, at: Instant) -> None:
        for officer in self.officers:
            call = self.calls.get(officer.pk)
            if call is not None and call.ends_at <= at:
                self._end(self.calls.pop(officer.pk), officer, at)
            if officer.pk not in self.calls:
                self._begin(officer, at)

    def _begin(self, officer: User, at: Instant) -> None:
        step = take_next(officer, at)
        if step is not None:
            answered = bool(self.chance.random() < 0.75)
            minutes = int(self.chance.triangular(3, 8, 20)) if answered else 2
            self.calls[officer.pk] = Call(step.pk, answered, at + minutes * MINUTE)

    def _end(self, call: Call, officer: User, at: Instant) -> None:
        if call.answered:
            record(call.step, Report(Result.BELIEVED, confirmed=True), officer, at)
        else:
            missed(call.step, Miss.NO_ANSWER, officer, at)


def shift(officers: int, seed: int = 7) -> dict[Level, float]:
    """One shift with so many officers: the share of each level's warnings whose call did not begin
    in time, given up for a message or not."""
    text = pack("cn").text("dissuasion/ladder.yaml")
    ladder = text[: text.index("levels:")] + "levels:" + LEVEL_LADDERS
    version = f"calls-at-every-level-{officers}"
    released_at = centre_cast.AT - 1
    LadderRelease.objects.create(
        version=version, text=ladder, released_at=released_at, proposal_id=1
    )
    units = centre_cast.tree()
    chance = np.random.default_rng(seed)
    staff = [centre_cast.user(units[centre_cast.CITY], Role.OPERATOR) for _ in range(officers)]
    desk = Desk(staff, chance)
    for minute in range(SHIFT // MINUTE):
        at = centre_cast.AT + minute * MINUTE
        _arrive(at, chance)
        while deliver(FLOW, at):
            pass
        wake(at)
        balance(at)
        desk.work(at)
        lapse(at)
    return _late(centre_cast.AT + SHIFT)


def _arrive(at: Instant, chance: np.random.Generator) -> None:
    decisions = [
        centre_cast.decision(centre_cast.person(), level=level, at=at, stage=Stage.PAYMENT)
        for level, an_hour in AN_HOUR.items()
        for _ in range(chance.poisson(an_hour / 60))
    ]
    receive(decisions, at, centre_cast.BY)


def _late(until: Instant) -> dict[Level, float]:
    calls: Counter[Level] = Counter()
    late: Counter[Level] = Counter()
    for step in Step.objects.filter(rung="call").prefetch_related("attempts"):
        level = LEVELS[step.level]
        first = min((attempt.at for attempt in step.attempts.all()), default=step.taken_at)
        if step.result == "" and step.due_at > until:
            continue  # the next shift's
        calls[level] += 1
        late[level] += first is None or first > step.due_at
    return {level: late[level] / calls[level] for level in AN_HOUR}


def test_all_levels_are_served_when_everybody_is_there() -> None:
    late = shift(OFFICERS)

    assert late[Level.HIGH] == 0
    assert late[Level.MEDIUM] == 0
    assert late[Level.LOW] < 0.05


def test_with_half_of_the_officers_the_high_level_is_in_time_and_the_low_gives_way() -> None:
    late = shift(OFFICERS // 2)

    assert late[Level.HIGH] == 0
    assert late[Level.MEDIUM] < 0.05
    assert late[Level.LOW] > 0.3
    assert Step.objects.filter(rung="message", level=LEVELS.index(Level.LOW)).exists()


def test_with_a_quarter_the_medium_level_gives_way_next() -> None:
    late = shift(OFFICERS // 4)

    assert late[Level.HIGH] <= 0.1 < late[Level.MEDIUM] < late[Level.LOW]
