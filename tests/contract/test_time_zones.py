"""Hours and weekdays where clocks change, on every engine, for as long as events may come."""

from __future__ import annotations

from datetime import datetime

import pytest

from contract.harness import ENGINES, Ask, ask_meaning, event, values
from property.pools import ZONES
from wuzha.vocabulary.clock import DAY, HOUR, INSTANT_MAX, instant_of

ask_all = pytest.mark.parametrize("ask", ENGINES.values(), ids=ENGINES.keys())

HOURS = {
    "Europe/Berlin": [
        ("2026-03-29T00:59:59.999999Z", 1),
        ("2026-03-29T01:00:00Z", 3),
        ("2026-10-25T00:59:59Z", 2),
        ("2026-10-25T01:00:00Z", 2),
        ("2026-10-25T02:00:00Z", 3),
        ("2095-07-01T12:00:00Z", 14),
    ],
    "America/New_York": [
        ("2026-03-08T06:59:59Z", 1),
        ("2026-03-08T07:00:00Z", 3),
        ("2026-11-01T05:59:59Z", 1),
        ("2026-11-01T06:00:00Z", 1),
    ],
    "Australia/Lord_Howe": [
        ("2026-04-04T14:59:59Z", 1),
        ("2026-04-04T15:00:00Z", 1),
        ("2026-04-04T15:29:59Z", 1),
        ("2026-04-04T15:30:00Z", 2),
        ("2026-10-03T15:29:59Z", 1),
        ("2026-10-03T15:30:00Z", 2),
        ("2026-10-03T16:00:00Z", 3),
    ],
    "Asia/Shanghai": [("2016-12-31T23:59:59Z", 7), ("2017-01-01T00:00:00Z", 8)],
}


@ask_all
def test_hours_around_a_change_of_clocks(ask: Ask) -> None:
    for zone, moments in HOURS.items():
        rows = [
            event(place, at=instant_of(datetime.fromisoformat(moment)))
            for place, (moment, _) in enumerate(moments)
        ]
        found = values(ask, "hour(at)", rows, top=f"time_zone: {zone}\n")
        assert found == [hour for _, hour in moments], zone


@ask_all
def test_the_week_turns_at_local_midnight(ask: Ask) -> None:
    sunday = instant_of(datetime.fromisoformat("2026-03-01T15:59:59.999999Z"))
    rows = [event(0, at=sunday), event(1, at=sunday + 1)]
    assert values(ask, "weekday(at)", rows, top="time_zone: Asia/Shanghai\n") == [7, 1]


@pytest.mark.parametrize("ask", [ask for ask in ENGINES.values() if ask is not ask_meaning])
def test_all_years_until_the_last(ask: Ask) -> None:
    start = instant_of(datetime.fromisoformat("2026-01-01T00:30:00Z"))
    instants = range(start, INSTANT_MAX, 53 * DAY + 7 * HOUR)
    rows = [{**event(), "id": f"e{at}", "at": at} for at in instants]
    for zone in ZONES:
        for function in ("hour", "weekday"):
            asked = (f"{function}(at)", rows, f"time_zone: {zone}\n")
            assert values(ask, *asked) == values(ask_meaning, *asked), (zone, function)
