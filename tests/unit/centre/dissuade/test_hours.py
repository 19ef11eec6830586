"""Quiet hours: nobody is disturbed at night, and a deadline does not run while people sleep."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.centre.dissuade.hours import awake_from, due_after, levels_asleep, midnight
from wuzha.packs import pack
from wuzha.vocabulary.clock import DAY, HOUR, MINUTE, Instant, instant_of
from wuzha.vocabulary.decision import LEVELS, Level

LADDER = pack("cn").ladder  # quiet from 22:00 to 08:00


def local(day: int, clock: str) -> Instant:
    """An instant of March 2026 as the clocks in China show it."""
    return instant_of(datetime.fromisoformat(f"2026-03-{day:02}T{clock}:00+08:00"))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (local(2, "11:00"), local(2, "11:00")),
        (local(2, "21:59"), local(2, "21:59")),
        (local(2, "22:00"), local(3, "08:00")),
        (local(3, "03:00"), local(3, "08:00")),
        (local(3, "08:00"), local(3, "08:00")),
    ],
)
def test_a_medium_step_waits_for_the_morning(at: Instant, expected: Instant) -> None:
    assert awake_from(LADDER, Level.MEDIUM, at) == expected


def test_a_high_step_waits_for_nothing() -> None:
    night = local(3, "03:00")

    assert awake_from(LADDER, Level.HIGH, night) == night
    assert due_after(LADDER, Level.HIGH, night, 15 * MINUTE) == night + 15 * MINUTE
    assert LEVELS.index(Level.HIGH) not in levels_asleep(LADDER, night)
    assert LEVELS.index(Level.LOW) in levels_asleep(LADDER, night)


@pytest.mark.parametrize(
    ("at", "length", "expected"),
    [
        (local(2, "11:00"), 2 * HOUR, local(2, "13:00")),
        (local(2, "21:00"), 2 * HOUR, local(3, "09:00")),
        (local(3, "02:00"), 2 * HOUR, local(3, "10:00")),
        (
            local(2, "11:00"),
            24 * HOUR,
            local(3, "21:00"),
        ),  # eleven hours, then thirteen
    ],
)
def test_a_deadline_counts_waking_hours(at: Instant, length: int, expected: Instant) -> None:
    assert due_after(LADDER, Level.MEDIUM, at, length) == expected


@given(st.integers(local(1, "00:00"), local(9, "00:00")), st.integers(1, 3 * DAY))
def test_no_deadline_ends_while_people_sleep(at: Instant, length: int) -> None:
    due_at = due_after(LADDER, Level.LOW, at, length)

    assert due_at >= at + length
    assert awake_from(LADDER, Level.LOW, due_at - 1) == due_at - 1


def test_the_day_begins_at_local_midnight() -> None:
    assert midnight(local(2, "00:30")) == local(2, "00:00")
    assert midnight(local(2, "23:59")) == local(2, "00:00")
