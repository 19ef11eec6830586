"""Living: one turn after another of a city under its centre.

A turn takes an instant of the house, lets the engine decide on the events up to it, lets the centre
follow up what happened, posts notices, sweeps the timers, and lets people and officers act. What a
centre does in separate processes happens here one after the other, through the same functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Count

from wuzha.centre.warn.models import Warning
from wuzha.processes.delivery import FACTS, follow_up, post
from wuzha.processes.demo.fates import Fates
from wuzha.processes.demo.officers import Officers
from wuzha.processes.demo.reports import settle
from wuzha.processes.demo.stream import Stream, blasted
from wuzha.processes.receiving import PAYMENTS_KEPT, Receiving, Screen
from wuzha.processes.timers import sweep
from wuzha.vocabulary.clock import HOUR, SECOND, Instant
from wuzha.vocabulary.notice import Carrier

ROUNDS = 20
"""So often at most facts are followed up in one turn: each may lead to others."""

SWEEP_EVERY = 20 * SECOND
FORGET_EVERY = HOUR

TURN = 15 * SECOND
"""Of the house's time: so little passes in one turn, if the machine is quick enough."""

TURNS_MAX = 8
"""In one go, however much of the house's time has passed since the last."""


class TurnClock:
    """Shows the instant of the turn that goes on."""

    def __init__(self, at: Instant) -> None:
        self.at = at

    def __call__(self) -> Instant:
        return self.at


@dataclass
class Tally:
    """What has happened since the console opened."""

    events: int = 0
    issued: int = 0
    risen: int = 0
    victims: int = 0


@dataclass
class Living:
    """A city and its centre. `residents` are the tokens of those whom this centre protects."""

    stream: Stream
    screen: Screen
    fates: Fates
    carriers: Sequence[Carrier]
    officers: Officers | None
    residents: pa.Array
    clock: TurnClock
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self._receiving = Receiving(self.screen, self.clock, self._protected)
        self._swept_at = self._forgot_at = 0
        self._tokens = frozenset(self.residents.to_pylist())

    def warm_up(self, until: Instant, told: Callable[[Instant], None]) -> None:
        """Lets the engine see the past up to `until`, so that its windows are full. Nobody is
        warned of what is over."""
        for events, origins in self.stream.until(until):
            self.screen.engine.decide(events)
            last: Instant = events["at"][-1].as_py()
            if last > until - PAYMENTS_KEPT:
                self._receiving.payments.add(events)
            self.fates.told_by_blast(blasted(events, origins), last)
            told(last)

    def until(self, now: Instant) -> None:
        """Turn after turn until the house's instant `now`."""
        span = max(0, now - self.clock.at)
        turns = min(TURNS_MAX, max(1, span // TURN))
        begun = self.clock.at
        for number in range(1, turns + 1):
            self.clock.at = begun + span * number // turns
            self._turn(self.clock.at)

    def _turn(self, at: Instant) -> None:
        for events, origins in self.stream.until(at):
            self._take(events, origins, at)
        self._follow_up(at)
        post(self.carriers, at)
        if at - self._swept_at >= SWEEP_EVERY:
            self._swept_at = at
            sweep(at)
        if self.officers is not None:
            self.officers.act(at)
        self._follow_up(at)
        if at - self._forgot_at >= FORGET_EVERY:
            self._forgot_at = at
            self._receiving.payments.forget(at - PAYMENTS_KEPT)

    def _take(self, events: pa.Table, origins: pa.Table, at: Instant) -> None:
        if not events.num_rows:
            return
        self.fates.told_by_blast(blasted(events, origins), at)
        received = self._receiving.take(events)
        self.tally.events += events.num_rows
        self.tally.issued += received.issued
        self.tally.risen += received.risen
        self.tally.victims += settle(events, self._receiving.payments, self._tokens, at)

    def _follow_up(self, at: Instant) -> None:
        for _ in range(ROUNDS):
            if follow_up(at) < FACTS:
                return

    def _protected(self, events: pa.Table) -> pa.Table:
        return events.filter(pc.is_in(events["person"], value_set=self.residents))


def endings() -> Mapping[str, int]:
    """How many warnings ended how; those that are open under `open`."""
    rows = Warning.objects.values_list("ending").annotate(Count("pk")).order_by()
    return {ending or "open": count for ending, count in rows}
