"""Courtesy: while somebody at the console speaks to a person, the city waits for them."""

from __future__ import annotations

from pathlib import Path

from wuzha.processes.demo.pace import go, speed_of
from wuzha.vocabulary.clock import MINUTE, Clock, Instant

IN_HAND = 1.0
"""The speed while somebody at the console has a step in hand: a talk takes as long as it takes."""

PATIENCE = 5 * MINUTE
"""Of the machine's time: whoever has a step in hand for longer has gone for lunch."""


class Courtesy:
    """Slows the house's clock down, once for each time that something is taken in hand."""

    def __init__(self, home: Path, machine: Clock) -> None:
        self._home, self._machine = home, machine
        self._since: Instant | None = None
        self._before: float | None = None

    @property
    def waits(self) -> bool:
        return self._before is not None

    def speed(self) -> float:
        """How fast the clock goes when nobody has a step in hand."""
        return self._before or speed_of(self._home)

    def look(self, in_hand: bool) -> None:
        """Called about once a second with whether somebody has a step in hand."""
        now, speed = self._machine(), speed_of(self._home)
        if self._before is not None and speed != IN_HAND:
            self._before = None  # somebody set another speed meanwhile
        if not in_hand:
            self._since = None
        elif self._since is None:
            self._since = now
            if speed > IN_HAND:
                self._before = speed
                go(self._home, IN_HAND, self._machine)
        tired = self._since is None or now - self._since >= PATIENCE
        if tired and self._before is not None:
            go(self._home, self._before, self._machine)
            self._before = None
