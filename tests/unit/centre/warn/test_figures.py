"""Figures: counts by path, and times from counts in buckets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.centre.warn.figures import Figures, bucket_of, share
from wuzha.vocabulary.clock import DAY, SECOND


def test_counts_are_read_at_every_height() -> None:
    figures = Figures()
    figures.add("issued", "high", "refund", count=3)
    figures.add("issued", "high", "", count=2)
    figures.add("issued", "low", "refund")
    figures.add("issued_elsewhere", "high")
    assert figures.total("issued") == 6
    assert figures.total("issued", "high") == 5
    assert figures.split("issued") == {"high": 5, "low": 1}
    assert figures.split("issued", "high") == {"refund": 3, "": 2}
    assert figures.last("issued") == {"refund": 4, "": 2}


def test_nothing_has_no_quantile_and_no_share() -> None:
    assert Figures().quantile(0.5, "delay") is None
    assert share(0, 0) != share(0, 0)
    assert share(1, 4) == 0.25


@given(st.lists(st.integers(2 * SECOND, 10 * DAY), min_size=1, max_size=60), st.floats(0.01, 1))
def test_a_quantile_is_near_the_true_one(lengths: list[int], part: float) -> None:
    figures = Figures()
    for length in lengths:
        figures.add("delay", bucket_of(length))
    found = figures.quantile(part, "delay")
    rank = max(0, min(len(lengths) - 1, -int(-part * len(lengths) // 1) - 1))
    true = sorted(lengths)[rank] / SECOND
    assert found is not None
    assert found == pytest.approx(true, rel=0.2)


def test_times_before_the_start_count_as_none() -> None:
    assert bucket_of(-5 * SECOND) == bucket_of(0) == "0"
