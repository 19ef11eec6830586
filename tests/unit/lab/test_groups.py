"""Groups and gaps: for whom a policy works, and how sure one may be of it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unit.lab.town import TAXONOMY, episode, reading, saw, sightings, truth
from wuzha.lab.groups import GROUPS, gap, group_counts, pooled, share
from wuzha.simulate.people import AGE_BANDS

COUNTS = GROUPS.names[2:]


def table_of_bands(**bands: tuple[int, int]) -> object:
    rows = [
        {"by": "age_band", "group": name, **dict.fromkeys(COUNTS, 0)}
        | {"episodes": episodes, "warned_before_last_payment": warned}
        for name, (warned, episodes) in bands.items()
    ]
    return GROUPS.empty_table().from_pylist(rows, schema=GROUPS)


def test_counts_of_a_town() -> None:
    people = [
        {"age_band": band, "education": "higher", "station": f"10.01.0{n}.001"}
        for n, band in enumerate(AGE_BANDS)
    ]
    facts = truth(episode(0, 10, (20, 100), (30, 300)), episode(1, 10, (20, 50)), people=people)
    seen = sightings(saw(0, 25), saw(3, 5), saw(3, 30), saw(2, 30))
    table = group_counts(reading(seen, facts), TAXONOMY)
    assert table.schema.equals(GROUPS)
    rows = {(row["by"], row["group"]): [row[name] for name in COUNTS] for row in table.to_pylist()}
    assert rows["age_band", "under_18"] == [1, 1, 0, 400, 400, 10, 0]
    assert rows["age_band", "18_40"] == [1, 0, 0, 50, 0, 10, 0]
    assert rows["age_band", "over_65"] == [0, 0, 0, 0, 0, 10, 2]
    assert rows["region", "10.01.02"] == [0, 0, 0, 0, 0, 10, 1]
    assert rows["education", "higher"] == [2, 1, 0, 450, 400, 40, 3]
    assert rows["class", "shop_service"] == [2, 1, 0, 450, 400, 0, 0]
    assert rows["top", "customer_service"] == rows["class", "shop_service"]
    assert rows["at_least", "medium"] == [2, 1, 0, 450, 400, 40, 3]
    assert rows["at_least", "high"] == [2, 0, 0, 450, 0, 40, 0]
    twice = {(row["by"], row["group"]): row for row in pooled([table, table]).to_pylist()}
    assert twice["age_band", "over_65"]["wrong_person_days"] == 4
    assert len(twice) == len(rows)


def test_the_gap_is_between_groups_that_are_large_enough() -> None:
    one = table_of_bands(under_18=(0, 20), a=(30, 40), b=(20, 40), c=(30, 50))
    two = table_of_bands(under_18=(1, 29), a=(30, 40), c=(45, 50))
    found = gap([one, two], "age_band")
    assert found.value == pytest.approx(0.0)
    assert {band.group: band.recall.tries for band in found.bands} == {
        "a": 80, "b": 40, "c": 100, "under_18": 49,
    }  # fmt: skip
    spread = {band.group: band.spread for band in found.bands}
    assert spread["a"] == 0
    assert spread["c"] == pytest.approx(math.sqrt(2) * 0.15)
    assert math.isnan(spread["b"])
    three = table_of_bands(under_18=(0, 1))
    assert gap([one, two, three], "age_band").value == pytest.approx(0.75 - 0.02)


def test_a_gap_needs_two_groups() -> None:
    assert math.isnan(gap([table_of_bands(a=(50, 60), b=(1, 49))], "age_band").value)


def test_intervals_of_known_shares() -> None:
    """Newcombe, Stat. Med. 17 (1998), tables I and II: 81 of 263; 56 of 70 against 48 of 80."""
    found = share(81, 263)
    assert found.low == pytest.approx(0.2553, abs=5e-5)
    assert found.high == pytest.approx(0.3662, abs=5e-5)
    difference = gap([table_of_bands(a=(56, 70), b=(48, 80))], "age_band")
    assert difference.low == pytest.approx(0.0524, abs=5e-5)
    assert difference.high == pytest.approx(0.3339, abs=5e-5)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_in_its_interval(counts: tuple[int, int]) -> None:
    found = share(*counts)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert math.isnan(share(0, 0).value)
