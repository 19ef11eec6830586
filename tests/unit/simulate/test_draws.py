from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.simulate.draws import draws, spread, weighted


def test_a_stream_depends_on_seed_and_subject_alone() -> None:
    def first(*key: int | str) -> int:
        seed, *subject = key
        assert isinstance(seed, int)
        return int(draws(seed, *subject).integers(1 << 60))

    assert first(1, "calls", 3) == first(1, "calls", 3)
    assert len({first(1, "calls", 3), first(2, "calls", 3), first(1, "calls", 4)}) == 3


def test_weights_are_the_shares_that_are_drawn() -> None:
    drawn = weighted(draws(1, "w"), np.array([0.0, 3.0, 1.0, 0.0]), 40_000)
    shares = np.bincount(drawn, minlength=4) / len(drawn)
    assert shares[0] == shares[3] == 0
    assert shares[1] == pytest.approx(0.75, abs=0.01)


@given(st.integers(0, 300), st.integers(0, 1000))
def test_spread_has_one_value_in_each_part(size: int, seed: int) -> None:
    values = spread(draws(seed, "s"), size)
    assert sorted(np.floor(values * size).astype(int).tolist()) == list(range(size))
