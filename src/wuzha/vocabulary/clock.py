"""Time: instants are whole microseconds since 1970-01-01T00:00:00Z.

Nothing else in Wuzha asks the machine what time it is; whoever needs to know
takes a `Clock` as an argument.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Instant = int
"""Microseconds since the Unix epoch, UTC, leap seconds not counted."""

Clock = Callable[[], Instant]

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

INSTANT_MIN = 0
INSTANT_MAX = 4_102_444_800 * SECOND - 1
"""The last microsecond of 2099: later (and earlier than 1970) is a broken clock."""


def system_clock() -> Instant:
    """The machine's clock, for the outermost layer only."""
    return time.time_ns() // 1000


def instant_of(moment: datetime) -> Instant:
    """The instant of an aware datetime; a naive one raises ValueError."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment_of(instant: Instant) -> datetime:
    """The aware UTC datetime of an instant."""
    return EPOCH + timedelta(microseconds=instant)
