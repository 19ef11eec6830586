"""Decisions become warnings: what an officer has on the desk."""

from __future__ import annotations

from typing import Any

import pytest

from unit.lab.town import TAXONOMY, episode, figure, reading, saw, sightings, truth
from wuzha.lab.reading import Reading
from wuzha.lab.warning import warning_table, warnings_of


def table(found: Reading, by: str) -> dict[str | None, list[int]]:
    rows: list[dict[str, Any]] = warning_table(found, warnings_of(found), TAXONOMY).to_pylist()
    return {
        row["group"]: [row["warnings"], row["right"], row["in_episode"], row["type_right"]]
        for row in rows
        if row["by"] == by
    }


@pytest.mark.parametrize(
    ("hours", "warnings"),
    [([5], 1), ([5, 28.9], 1), ([5, 29], 2), ([5, 20, 40, 60], 1), ([60, 5, 29], 3)],
)
def test_decisions_within_a_day_of_each_other_are_one(hours: list[float], warnings: int) -> None:
    seen = sightings(*(saw(1, hour) for hour in hours))
    assert len(warnings_of(reading(seen, truth()))) == warnings


def test_each_person_has_warnings_of_their_own() -> None:
    seen = sightings(saw(1, 5), saw(2, 6), saw(1, 7), saw(-1, 8), saw(3, 9, "low"))
    assert len(warnings_of(reading(seen, truth()))) == 2
    assert figure("warnings_per_person_month", seen, truth()) == 2 / 40 * 30


def test_a_warning_escalates() -> None:
    seen = sightings(saw(0, 15), saw(0, 20, "critical"), saw(0, 25, "high"), saw(1, 15, "high"))
    found = reading(seen, truth(episode(0, 10, (30, 1))))
    assert table(found, "tier") == {"critical": [1, 1, 1, 1], "high": [1, 0, 0, 0]}
    assert figure("warning_precision", seen, found.truth) == 0.5


def test_types_are_right_by_their_class() -> None:
    facts = truth(episode(0, 10, (30, 1)), episode(1, 10, (30, 1)))
    seen = sightings(
        saw(0, 15, type="lost_parcel"),
        saw(1, 15, type="likes_follows"),
        saw(2, 15, type="likes_follows"),
        saw(3, 15, type=-1),
        reached=[(3, 14)],
    )
    assert table(reading(seen, facts), "class") == {
        None: [1, 1, 0, 0],
        "rebate_tasks": [2, 1, 1, 0],
        "shop_service": [1, 1, 1, 1],
    }


def test_the_episode_that_began_last_is_the_one() -> None:
    facts = truth(
        episode(0, 10, (100, 1), type="likes_follows"), episode(0, 50, (60, 1), type="refund")
    )
    seen = sightings(saw(0, 20, type="likes_follows"), saw(0, 55, type="refund"))
    assert warnings_of(reading(seen, facts)).episode.tolist() == [0, 1]
    late = sightings(saw(0, 9), saw(0, 239))
    assert warnings_of(reading(late, facts)).episode.tolist() == [-1, -1]
