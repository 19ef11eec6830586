"""Two policies in one town: what the other would have changed."""

from __future__ import annotations

import math

import pytest

from unit.lab.town import PLAN, episode, reading, saw, sightings, truth
from wuzha.lab.compare import compare
from wuzha.lab.reading import read
from wuzha.vocabulary.errors import InputError

HEEDS = {"heeds_medium": True, "reached_after_medium": 0}
FACTS = truth(
    episode(0, 10, (20, 100), (30, 300), **HEEDS),
    episode(1, 10, (20, 50), playbook="new", **HEEDS),
    episode(2, 10, (20, 70), playbook="new", **HEEDS),
)


def test_what_would_have_changed() -> None:
    a = sightings(saw(0, 25), saw(1, 15), saw(3, 5), saw(3, 30), policy="a@1#0")
    b = sightings(saw(0, 19), saw(2, 15), saw(3, 30), policy="b@1#0")
    found = compare(reading(a, FACTS), reading(b, FACTS))
    assert (found.a, found.b) == ("a@1#0", "b@1#0")
    assert (found.both, found.only_a, found.only_b, found.neither) == (1, 1, 1, 0)
    assert found.lead_gain_s == 6 * 3_600
    assert (found.loss_saved_a, found.loss_saved_b) == (350, 470)
    assert found.loss_saved_change == 120
    assert (found.wrong_a, found.wrong_b) == (50_000, 25_000)
    assert found.wrong_change == -25_000
    assert [[*row.values()] for row in found.playbooks.to_pylist()] == [
        ["new", 2, 0, 1, 1, 50, 70],
        ["shop_service", 1, 1, 0, 0, 300, 400],
    ]


def test_decisions_that_differ_by_rule_and_level() -> None:
    a = sightings(saw(0, 1, "low", number=7, rules=("call", "visit")), saw(0, 2, "high", number=9))
    b = sightings(saw(0, 1, "medium", number=7, rules=("visit", "pay")), saw(0, 3, "low", number=8))
    found = compare(reading(a, FACTS), reading(b, FACTS))
    assert [(*row.values(),) for row in found.rules.to_pylist()] == [
        ("call", 2, 1), ("pay", 0, 1),
    ]  # fmt: skip
    assert {(*row.values(),) for row in found.levels.to_pylist()} == {
        ("low", "medium", 1), ("high", "none", 1), ("none", "low", 1),
    }  # fmt: skip


def test_a_policy_changes_nothing_against_itself() -> None:
    one = reading(sightings(saw(0, 25), saw(3, 5, "high")), FACTS)
    found = compare(one, one)
    assert (found.only_a, found.only_b, found.lead_gain_s) == (0, 0, 0)
    assert (found.loss_saved_change, found.wrong_change) == (0, 0)
    assert (found.rules.num_rows, found.levels.num_rows) == (0, 0)


def test_nobody_is_warned_by_either() -> None:
    silent = reading(sightings(), FACTS)
    found = compare(silent, silent)
    assert (found.neither, found.both) == (3, 0)
    assert math.isnan(found.lead_gain_s)


def test_only_the_same_city_can_be_compared() -> None:
    seen = sightings(saw(0, 25))
    other = read(seen, FACTS, PLAN, warm_up_days=1)
    with pytest.raises(InputError, match="same city"):
        compare(reading(seen, FACTS), other)
