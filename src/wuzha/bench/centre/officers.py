"""Simulated officers: whoever is free takes the next step, talks a while and codes a result."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
from django.db.models import Count

from wuzha.centre.dissuade.actions import missed, record, take_next
from wuzha.centre.dissuade.actions.working import Miss
from wuzha.centre.dissuade.hours import levels_asleep
from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.report import Report
from wuzha.centre.units.models import User
from wuzha.centre.warn.ladders import in_force
from wuzha.vocabulary.clock import MINUTE, SECOND, Clock, Instant
from wuzha.vocabulary.errors import WrongState
from wuzha.vocabulary.notice import Channel
from wuzha.vocabulary.result import Result

RESULTS = {
    Result.BELIEVED: 0.50,
    Result.DOUBTED: 0.14,
    Result.REFUSED: 0.08,
    Result.UNREACHABLE: 0.03,
    Result.ALREADY_PAID: 0.05,
    Result.FALSE_ALARM: 0.20,
}
NO_ANSWER = 0.25
"""Of the calls: nobody picks up."""

RING = 40 * SECOND
TALK = {
    Channel.CALL: (2 * MINUTE, 8 * MINUTE),
    Channel.CONTACT: (2 * MINUTE, 6 * MINUTE),
    Channel.VISIT: (12 * MINUTE, 18 * MINUTE),
}
"""The shortest and the longest."""


class Errand(NamedTuple):
    """What an officer is at until an instant; `report` is None if nobody answers."""

    until: Instant
    number: int
    user: User
    step: int
    report: Report | None


class Officers:
    """All officers of the house. `overtaken` counts steps that ended under somebody's hands."""

    def __init__(self, users: Sequence[User], clock: Clock, chance: np.random.Generator) -> None:
        self.done: Counter[str] = Counter()
        self.overtaken = 0
        self._clock, self._chance = clock, chance
        self._free: dict[str, deque[User]] = defaultdict(deque)
        for user in users:
            self._free[user.unit.code].append(user)
        self._errands: list[Errand] = []
        self._count = 0

    def work(self) -> None:
        """Codes what is over, then lets whoever is free take what is ready at their unit."""
        while self._errands and self._errands[0].until <= self._clock():
            self._finish(heappop(self._errands))
        now = self._clock()
        ready = Step.objects.filter(by_officer=True, state="ready")
        ready = ready.exclude(level__in=levels_asleep(in_force(now), now))
        for place, steps in ready.order_by("place").values_list("place").annotate(Count("id")):
            self._take(self._free[place], steps)

    def _take(self, free: deque[User], steps: int) -> None:
        for _ in range(min(steps, len(free))):
            step = take_next(free[0], self._clock())
            if step is None:
                return
            self._begin(free.popleft(), step)

    def _begin(self, user: User, step: Step) -> None:
        channel = Channel(step.channel)
        self._count += 1
        if channel is Channel.CALL and self._chance.random() < NO_ANSWER:
            errand = Errand(self._clock() + RING, self._count, user, step.pk, None)
        else:
            shortest, longest = TALK[channel]
            until = self._clock() + int(self._chance.integers(shortest, longest))
            errand = Errand(until, self._count, user, step.pk, self._report())
        heappush(self._errands, errand)

    def _report(self) -> Report:
        drawn = self._chance.choice(len(RESULTS), p=list(RESULTS.values()))
        result = list(RESULTS)[drawn]
        spoke = result not in (Result.UNREACHABLE, Result.FALSE_ALARM)
        return Report(
            result,
            confirmed=spoke,
            about_to_pay=result is Result.BELIEVED and self._chance.random() < 0.5,
            at_stake=5_000_000 if spoke else 0,
            paid=2_000_000 if result is Result.ALREADY_PAID else 0,
            note="对方自称客服，已说明并劝阻",
        )

    def _finish(self, errand: Errand) -> None:
        self._free[errand.user.unit.code].append(errand.user)
        key = f"bench-errand-{errand.number}"
        try:
            if errand.report is None:
                missed(errand.step, Miss.NO_ANSWER, user=errand.user, at=self._clock(), key=key)
                self.done["missed"] += 1
            else:
                record(errand.step, errand.report, user=errand.user, at=self._clock(), key=key)
                self.done[errand.report.result] += 1
        except WrongState:
            self.overtaken += 1
