"""The house's clock: the machine's, or that of a demonstration whose days are shorter.

A demonstration writes `clock.json` into its home: from the machine's instant `real` on, the house
counts from `shown`, `speed` times as fast. All processes of one home read the same file.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wuzha.vocabulary.clock import SECOND, Clock, Instant, system_clock

FILE = "clock.json"
READ_EVERY = SECOND // 4


@dataclass(frozen=True, slots=True)
class Pace:
    """`shown` is the house's instant at the machine's instant `real`."""

    real: Instant
    shown: Instant
    speed: float

    def at(self, real: Instant) -> Instant:
        return self.shown + round((real - self.real) * self.speed)


class HouseClock:
    """A clock that follows `clock.json`, also while it is changed."""

    def __init__(self, file: Path, machine: Clock) -> None:
        self._file, self._machine = file, machine
        self._pace = Pace(0, 0, 1.0)
        self._read_at = -READ_EVERY

    def __call__(self) -> Instant:
        real = self._machine()
        return self._now(real).at(real)

    def speed(self) -> float:
        return self._now(self._machine()).speed

    def _now(self, real: Instant) -> Pace:
        if real - self._read_at >= READ_EVERY:
            self._read_at = real
            self._pace = read_pace(self._file) or Pace(0, 0, 1.0)
        return self._pace


def house_clock(home: Path, machine: Clock = system_clock) -> tuple[Clock, Callable[[], float]]:
    """The clock of an installation and how fast it goes."""
    if not (home / FILE).exists():
        return machine, lambda: 1.0
    clock = HouseClock(home / FILE, machine)
    return clock, clock.speed


def read_pace(file: Path) -> Pace | None:
    """The pace in the file; None if there is none."""
    if not file.exists():
        return None
    content = json.loads(file.read_text())
    return Pace(int(content["real"]), int(content["shown"]), float(content["speed"]))


def write_pace(home: Path, pace: Pace) -> None:
    """Sets the clock of a home, for all its processes at once."""
    fresh = home / f"{FILE}.new"
    content = {"real": pace.real, "shown": pace.shown, "speed": pace.speed}
    fresh.write_text(json.dumps(content))
    fresh.replace(home / FILE)
