"""Reordering gives what docs/concepts.md says, however the arrivals are cut into batches."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.policy.meaning import order
from wuzha.screen.order import Reorder
from wuzha.vocabulary.event import ORDER_COLUMNS
from wuzha.vocabulary.limits import LATENESS_MAX

Row = dict[str, Any]

# Few instants and hostile ids: ties and their order by UTF-8 bytes come up all the time.
IDS = st.lists(
    st.text(st.sampled_from("ab\U0001f600\uffff"), min_size=1, max_size=6),
    unique=True,
    max_size=40,
)
LATENESS = st.sampled_from([0, 1, 3, 10, 1000])


@st.composite
def arrivals(draw: st.DrawFn) -> list[Row]:
    ids = draw(IDS)
    return [{"id": name, "at": draw(st.integers(0, 12)), "n": n} for n, name in enumerate(ids)]


def table(rows: list[Row]) -> pa.Table:
    schema = pa.schema([("id", pa.string()), ("at", pa.int64()), ("n", pa.int64())])
    return pa.Table.from_pylist(rows, schema=schema)


def reordered(rows: list[Row], lateness: int, cuts: list[int]) -> list[Row]:
    reorder = Reorder(lateness)
    out: list[Row] = []
    start = 0
    for end in [*sorted(cuts), len(rows)]:
        out += reorder.push(table(rows[start:end])).to_pylist()
        start = max(start, end)
    return out + reorder.flush().to_pylist()


@given(arrivals(), LATENESS, st.lists(st.integers(0, 40), max_size=12))
def test_any_split_gives_the_order_of_the_meaning(
    rows: list[Row], lateness: int, cuts: list[int]
) -> None:
    assert reordered(rows, lateness, cuts) == order(rows, lateness)


@given(arrivals(), LATENESS)
def test_one_by_one_gives_the_same(rows: list[Row], lateness: int) -> None:
    assert reordered(rows, lateness, list(range(len(rows)))) == order(rows, lateness)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 60)), max_size=40), LATENESS)
def test_many_runs_are_merged_without_loss(parts: list[tuple[int, int]], lateness: int) -> None:
    rows: list[Row] = []
    cuts = []
    for first, count in parts:
        for step in range(count):
            rows.append({"id": f"{len(rows):06}", "at": first + step, "n": len(rows)})
        cuts.append(len(rows))
    assert reordered(rows, lateness, cuts) == order(rows, lateness)


@given(arrivals(), LATENESS)
def test_only_rows_that_may_still_be_preceded_are_held(rows: list[Row], lateness: int) -> None:
    reorder = Reorder(lateness)
    for count, row in enumerate(rows, 1):
        reorder.push(table([row]))
        watermark = max(r["at"] for r in rows[:count]) - lateness
        assert reorder.watermark == watermark
        final = [
            r
            for r in order(rows[:count], lateness)
            if r["as_of"] < watermark or (r["late"] and r["as_of"] == watermark)
        ]
        assert reorder.held == count - len(final)


def test_a_tie_with_a_smaller_id_may_still_come() -> None:
    reorder = Reorder(0)
    assert reorder.push(table([{"id": "b", "at": 5, "n": 0}])).num_rows == 0
    assert reorder.push(table([{"id": "a", "at": 5, "n": 1}])).num_rows == 0
    released = reorder.push(table([{"id": "c", "at": 6, "n": 2}]))
    assert released["id"].to_pylist() == ["a", "b"]
    assert reorder.held == 1
    assert reorder.flush()["id"].to_pylist() == ["c"]
    assert reorder.held == 0


def test_a_late_row_is_released_before_the_rows_of_its_point() -> None:
    reorder = Reorder(0)
    reorder.push(table([{"id": "now", "at": 9, "n": 0}]))
    late = reorder.push(table([{"id": "old", "at": 2, "n": 1}]))
    assert late.select(["id", "as_of", "late"]).to_pylist() == [
        {"id": "old", "as_of": 9, "late": True}
    ]


def test_columns_that_only_some_batches_have_travel_with_their_rows() -> None:
    reorder = Reorder(10)
    reorder.push(pa.table({"id": ["a"], "at": [5], "text": ["t"]}))
    reorder.push(pa.table({"id": ["b"], "at": [4], "amount": [7]}))
    rows = reorder.flush().to_pylist()
    assert [(row["id"], row["text"], row["amount"]) for row in rows] == [
        ("b", None, 7),
        ("a", "t", None),
    ]


def test_without_events_there_is_still_a_schema() -> None:
    out = Reorder(0).flush()
    assert out.num_rows == 0
    assert set(ORDER_COLUMNS.names) <= set(out.column_names)


@pytest.mark.parametrize("lateness", [-1, LATENESS_MAX + 1])
def test_a_senseless_lateness_is_refused(lateness: int) -> None:
    with pytest.raises(ValueError, match="lateness"):
        Reorder(lateness)


def test_nothing_may_follow_the_end() -> None:
    reorder = Reorder(0)
    reorder.flush()
    with pytest.raises(ValueError, match="after flush"):
        reorder.push(table([]))
