"""Timers: rows whose time has come."""

from __future__ import annotations

from wuzha.centre.flow import TIMERS
from wuzha.vocabulary.clock import Instant

ROWS = 200


def sweep(at: Instant) -> int:
    """Lets every timer do what is due, at most ROWS rows each; how many rows there were."""
    return sum(timer(at, ROWS) for timer in TIMERS.values())
