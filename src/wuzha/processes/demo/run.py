"""Run: a demo goes on, turn by turn, until somebody has seen enough."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wuzha.processes.demo.courtesy import Courtesy
from wuzha.processes.demo.living import endings
from wuzha.processes.demo.opening import Demo
from wuzha.processes.demo.pace import faster, go, slower, speed_of
from wuzha.vocabulary.clock import SECOND, Clock, Instant

TURN_SECONDS = 0.2
LOOK_EVERY = SECOND
"""Of the machine's time: how often the people at the console are looked at, and the state told."""


@dataclass(frozen=True, slots=True)
class State:
    """How far a demo is. `avoided` is money that is not paid because people heeded, minor units."""

    at: Instant
    speed: float
    events: int
    issued: int
    open: int
    ended: int
    avoided: int
    victims: int
    waits: bool
    """The clock goes slowly, because somebody has a step in hand."""
    over: bool
    """The city has lived all its days."""


class Run:
    """One run of a demo in its home, by the machine's clock."""

    def __init__(self, demo: Demo, home: Path, machine: Clock) -> None:
        self._demo, self._home, self._machine = demo, home, machine
        self._courtesy = Courtesy(home, machine)
        self._looked_at = 0

    def go_on(
        self, stopped: Callable[[], bool], keys: Callable[[], str], told: Callable[[State], None]
    ) -> None:
        """Turn after turn until `stopped`. `keys` gives what was pressed: + and - change the
        speed. `told` hears the state about once a second."""
        while not stopped():
            begun = time.monotonic()
            self._demo.living.until(self._demo.clock())
            self._press(keys())
            real = self._machine()
            if real - self._looked_at >= LOOK_EVERY:
                self._looked_at = real
                self._look(real)
                told(self.state())
            time.sleep(max(0.0, TURN_SECONDS - (time.monotonic() - begun)))

    def state(self) -> State:
        tally, ends = self._demo.living.tally, endings()
        still = ends.get("open", 0)
        return State(
            at=self._demo.clock(),
            speed=speed_of(self._home),
            events=tally.events,
            issued=tally.issued,
            open=still,
            ended=sum(ends.values()) - still,
            avoided=self._demo.fates.avoided,
            victims=tally.victims,
            waits=self._courtesy.waits,
            over=self._demo.living.stream.ended,
        )

    def _press(self, keys: str) -> None:
        for key in keys:
            if key in "+=-_":
                turn = faster if key in "+=" else slower
                go(self._home, turn(speed_of(self._home)), self._machine)

    def _look(self, real: Instant) -> None:
        presence = self._demo.presence
        presence.look(self._demo.clock(), self._courtesy.speed(), real)
        self._courtesy.look(presence.in_hand)
