from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.lab.drift import Drift, drifts, stability_index

HISTOGRAM = st.lists(st.integers(0, 1000), min_size=4, max_size=4).map(
    lambda counts: np.array(counts, np.float64)
)


@given(HISTOGRAM, HISTOGRAM)
def test_the_index_is_symmetric_and_never_negative(p: np.ndarray, q: np.ndarray) -> None:
    assert stability_index(p, q) == pytest.approx(stability_index(q, p))
    assert stability_index(p, q) >= 0


@given(HISTOGRAM, st.integers(1, 9))
def test_size_alone_is_no_drift(p: np.ndarray, times: int) -> None:
    assert stability_index(p, p * times) == pytest.approx(0)


def test_the_index_of_a_known_pair() -> None:
    before, now = np.array([50.0, 50.0]), np.array([75.0, 25.0])
    expected = 0.25 * np.log(0.75 / 0.5) - 0.25 * np.log(0.25 / 0.5)
    assert stability_index(before, now) == pytest.approx(expected)
    assert Drift("score", stability_index(before, now)).size == "large"


def test_the_largest_drift_comes_first() -> None:
    before = {"a": np.array([1.0, 1.0]), "b": np.array([1.0, 1.0]), "gone": np.array([1.0])}
    found = drifts(before, {"a": np.array([1.0, 1.1]), "b": np.array([1.0, 9.0])})
    assert [drift.name for drift in found] == ["b", "a"]
    assert [drift.size for drift in found] == ["large", "none"]
