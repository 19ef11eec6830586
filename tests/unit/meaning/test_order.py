"""Events in order: watermark, lateness, ties."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given

from property.strategies import randoms
from property.streams import stream
from wuzha.policy.meaning import order


def arrivals(*pairs: tuple[str, int]) -> list[dict[str, Any]]:
    return [{"id": name, "at": at, "kind": "call"} for name, at in pairs]


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def test_ties_follow_the_bytes_of_their_ids() -> None:
    ordered = order(arrivals(("é", 5), ("a", 5), ("𝒳", 5), ("\uffee", 5), ("B", 5)), 0)
    assert names(ordered) == ["B", "a", "é", "\uffee", "𝒳"]
    assert [row["seq"] for row in ordered] == [0, 1, 2, 3, 4]


def test_an_event_at_the_watermark_is_in_time() -> None:
    ordered = order(arrivals(("first", 10), ("edge", 7), ("behind", 6)), 3)
    assert [(row["id"], row["as_of"], row["late"]) for row in ordered] == [
        ("behind", 7, True),
        ("edge", 7, False),
        ("first", 10, False),
    ]


def test_late_events_of_one_watermark_keep_their_arrival() -> None:
    ordered = order(arrivals(("first", 10), ("z", 1), ("a", 2), ("same", 10)), 0)
    assert names(ordered) == ["z", "a", "first", "same"]
    assert [row["as_of"] for row in ordered] == [10, 10, 10, 10]


def test_a_late_event_does_not_move_the_watermark() -> None:
    ordered = order(arrivals(("first", 10), ("late", 1), ("in time", 10)), 0)
    assert [row["id"] for row in ordered if row["late"]] == ["late"]


@given(random=randoms())
def test_nothing_is_dropped_and_time_never_falls(random: Random) -> None:
    arrived = stream(random)
    ordered = order(arrived, 1_000_000)
    assert sorted(names(ordered)) == sorted(names(arrived))
    instants = [row["as_of"] for row in ordered]
    assert instants == sorted(instants)
    for row in ordered:
        assert row["as_of"] > row["at"] if row["late"] else row["as_of"] == row["at"]
