"""One day of the house: decisions come, officers work, carriers report, until all has ended.

Machine time counts as time of the day. The house's clock goes on while it works, and a round
begins when its time has come or when the round before is over, whichever is later: a house that
cannot keep up falls behind, and its warnings are issued late.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from wuzha.bench.centre.officers import Officers
from wuzha.bench.centre.stream import Stream
from wuzha.centre.actor import process
from wuzha.centre.units.models import User
from wuzha.centre.warn.actions import receive
from wuzha.centre.warn.models import OPEN_STATES, Warning
from wuzha.processes.delivery import FACTS, follow_up, post
from wuzha.processes.timers import sweep
from wuzha.testing.carrier import CarrierPlan, FakeCarrier
from wuzha.vocabulary.clock import DAY, HOUR, MINUTE, SECOND, Instant
from wuzha.vocabulary.notice import BY_CARRIER

BY = process("receiving")
BATCH = 200
ROUND = 10 * SECOND
TAIL, TAIL_ROUNDS = 30 * MINUTE, 60
"""Half an hour after the last decision only late deadlines are left: rounds are longer by this."""

AT_MOST = 4 * DAY
"""By then the longest ladder has long run out."""

ROUNDS_BETWEEN_LOOKS = 20


class Day:
    """The house on one day. `issued` has, for each arrival, when the centre had taken it."""

    def __init__(
        self,
        stream: Stream,
        users: Sequence[User],
        start: Instant,
        seed: int,
        round_length: Instant = ROUND,
    ) -> None:
        self.stream, self.start = stream, start
        self._round_length = round_length
        self.issued: npt.NDArray[np.int64] = np.zeros(len(stream), np.int64)
        self.seconds: dict[str, float] = {}
        """Machine time by part of the round."""
        self.rounds = 0
        self.behind_max = 0
        """The most that a round began after its time, microseconds."""
        self._now, self._began = start, time.perf_counter()
        self._next = 0
        self.carrier = FakeCarrier(
            BY_CARRIER, self.clock, np.random.default_rng([seed, 1]), carrier_plan(start)
        )
        self.officers = Officers(users, self.clock, np.random.default_rng([seed, 2]))

    def clock(self) -> Instant:
        """The house's time: the round's beginning and the machine's time since then."""
        return self._now + int((time.perf_counter() - self._began) * SECOND)

    def run(self) -> None:
        """Until every decision has come and every warning has ended, or AT_MOST is over."""
        while True:
            self._began = time.perf_counter()
            self._round()
            self.rounds += 1
            over = self.clock()
            if self._all_ended(over):
                return
            length = self._round_length
            if over > self.stream.arrives[-1] + TAIL:
                length *= TAIL_ROUNDS
            due = self._now - (self._now - self.start) % length + length
            self.behind_max = max(self.behind_max, over - due)
            self._now = max(over, due)

    def _round(self) -> None:
        self._timed("receive", self._receive)
        self._timed("follow up", self._follow_up)
        self._timed("notices", lambda: post([self.carrier], self.clock()))
        self._timed("officers", self.officers.work)
        self._timed("timers", lambda: sweep(self.clock()))
        self._timed("follow up", self._follow_up)

    def _timed(self, part: str, work: Callable[[], object]) -> None:
        began = time.perf_counter()
        work()
        self.seconds[part] = self.seconds.get(part, 0.0) + time.perf_counter() - began

    def _receive(self) -> None:
        """Takes all that has arrived by now, in batches."""
        end = int(np.searchsorted(self.stream.arrives, self._now, side="right"))
        while self._next < end:
            rows = range(self._next, min(self._next + BATCH, end))
            receive([self.stream.decision(row) for row in rows], at=self.clock(), by=BY)
            self.issued[rows.start : rows.stop] = self.clock()
            self._next = rows.stop

    def _follow_up(self) -> None:
        while follow_up(self.clock()) == FACTS:
            pass

    def _all_ended(self, now: Instant) -> bool:
        if self._next < len(self.stream) or self.rounds % ROUNDS_BETWEEN_LOOKS:
            return False
        waiting = Warning.objects.filter(state__in=OPEN_STATES).exists()
        return not waiting or now > self.start + AT_MOST


def carrier_plan(start: Instant) -> CarrierPlan:
    """A carrier on a bad day: it refuses, loses, keeps silent, repeats, and is away at noon."""
    noon = start + 12 * HOUR
    return CarrierPlan(
        refused=0.02,
        undelivered=0.04,
        silent=0.01,
        repeated=0.05,
        delay=(1 * SECOND, 20 * SECOND),
        outages=((noon, noon + 5 * MINUTE),),
    )
