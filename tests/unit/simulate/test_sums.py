"""How sums are named."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.simulate.draws import draws
from wuzha.simulate.sums import YUAN, invoiced, notes, priced, spoken, spoken_one

AMOUNTS = st.lists(st.integers(1, 10**10), min_size=1, max_size=40)


@given(AMOUNTS, st.integers(0, 1000))
def test_named_sums_are_near_what_is_meant(amounts: list[int], seed: int) -> None:
    meant = np.array(amounts)
    for name in (spoken, priced, invoiced):
        named = name(draws(seed, "sums"), meant)
        assert (named > 0).all()
        assert (abs(named - meant) <= np.maximum(0.26 * meant, YUAN)).all()


@given(st.integers(1, 10**9), st.integers(0, 1000))
def test_one_sum_is_named_like_many(amount: int, seed: int) -> None:
    named = spoken_one(draws(seed, "one"), amount)
    assert named > 0
    assert abs(named - amount) <= max(0.26 * amount, YUAN)


def test_people_name_mostly_round_sums_alone_and_together() -> None:
    meant = draws(1, "meant").integers(1_000 * YUAN, 10_000 * YUAN, 4_000)
    together = spoken(draws(2, "sums"), meant)
    rng = draws(3, "sums")
    alone = np.array([spoken_one(rng, amount) for amount in meant.tolist()])
    for unit, low, high in ((100 * YUAN, 0.5, 0.75), (YUAN, 0.84, 0.93)):
        shares = [np.mean(named % unit == 0) for named in (together, alone)]
        assert low < shares[0] < high
        assert shares[0] == pytest.approx(shares[1], abs=0.03)


@given(AMOUNTS)
def test_machines_give_whole_notes(amounts: list[int]) -> None:
    drawn = notes(np.array(amounts))
    assert (drawn % (100 * YUAN) == 0).all()
    assert (drawn >= 100 * YUAN).all()
