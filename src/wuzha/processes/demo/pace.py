"""The pace of a demo: how fast the house's clock goes, also while it goes."""

from __future__ import annotations

from pathlib import Path

from wuzha.processes.house_clock import FILE, READ_EVERY, Pace, read_pace, write_pace
from wuzha.vocabulary.clock import Clock, Instant
from wuzha.vocabulary.errors import InputError

SPEED_MIN, SPEED_MAX = 1.0, 3_600.0
STEPS = (1.0, 5.0, 15.0, 30.0, 60.0, 120.0, 240.0, 600.0, 1_200.0, 3_600.0)
"""What the keys + and - go through."""


def stand_still(home: Path, shown: Instant) -> None:
    """The clock shows `shown` until `go` is called."""
    write_pace(home, Pace(0, shown, 0.0))


def go(home: Path, speed: float, machine: Clock) -> None:
    """The clock goes on from what it shows, `speed` times as fast as the machine's.

    InputError if no demo lives in the home, or for a speed outside SPEED_MIN to SPEED_MAX.
    """
    if not SPEED_MIN <= speed <= SPEED_MAX:
        raise InputError(f"the speed is a number from {SPEED_MIN:g} to {SPEED_MAX:g}")
    pace = read_pace(home / FILE)
    if pace is None:
        raise InputError(f"{home}: no demo lives here; say the folder that `wuzha demo` printed")
    # Who has read the old pace goes on by it for READ_EVERY; no clock may then jump back.
    real = machine() + (READ_EVERY if speed < pace.speed else 0)
    write_pace(home, Pace(real, pace.at(real), speed))


def speed_of(home: Path) -> float:
    """How fast the clock of a home goes."""
    pace = read_pace(home / FILE)
    return 1.0 if pace is None else pace.speed


def faster(speed: float) -> float:
    return next((step for step in STEPS if step > speed), SPEED_MAX)


def slower(speed: float) -> float:
    return next((step for step in reversed(STEPS) if step < speed), SPEED_MIN)
