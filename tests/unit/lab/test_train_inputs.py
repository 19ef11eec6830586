"""Inputs made from history and from neighbours look only where they may."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from wuzha.lab.train.graph import Graph
from wuzha.lab.train.history import Scale, history, scale_of

SCALE = Scale((2.0, 5.0, 20.0, 100.0), 3.0)
ROW = st.tuples(
    st.integers(0, 3), st.integers(0, 2), st.integers(0, 4), st.floats(0, 1e6) | st.just(np.nan)
)


def table(
    rows: list[tuple[int, int, int, float]],
) -> tuple[dict[str, NDArray[np.str_]], NDArray[np.int64], NDArray[np.float64]]:
    """Rows (key, key, pause since the row before, amount) as columns."""
    payer, payee, pause, amount = (np.array(column) for column in zip(*rows, strict=True))
    return {"payer": payer.astype(str), "payee": payee.astype(str)}, np.cumsum(pause), amount


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=25), st.lists(ROW, min_size=1, max_size=25))
def test_later_rows_change_no_earlier_value(
    past: list[tuple[int, int, int, float]], later: list[tuple[int, int, int, float]]
) -> None:
    alone = history(*table(past), SCALE)
    followed = history(*table(past + later), SCALE)
    assert alone.keys() == followed.keys()
    for name, values in alone.items():
        assert np.array_equal(values, followed[name][: len(past)], equal_nan=True), name


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=30))
def test_history_is_what_a_loop_over_the_past_finds(
    rows: list[tuple[int, int, int, float]],
) -> None:
    keys, time, amount = table(rows)
    found = history(keys, time, amount, SCALE)
    level = np.round(np.log1p(np.nan_to_num(amount)) * 1e4)
    for row in range(len(rows)):
        past = [p for p in range(row) if keys["payer"][p] == keys["payer"][row]]
        assert found["payer.count"][row] == len(past)
        assert found["payer.count_50"][row] == sum(time[row] - time[p] < 5 for p in past)
        assert found["payee/payer"][row] == len({keys["payee"][p] for p in past})
        if past:
            assert found["payer.pause_1"][row] == time[row] - time[past[-1]]
            assert found["payer.age"][row] == time[row] - time[past[0]]
            largest = max(level[p] for p in past)
            assert found["payer.over_max"][row] == pytest.approx((level[row] - largest) / 1e4)
            mean = np.mean([level[p] for p in past])
            assert found["payer.over_mean"][row] == pytest.approx((level[row] - mean) / 1e4)
        else:
            assert np.isnan(found["payer.over_max"][row])


def test_the_scale_follows_the_pace_of_the_rows() -> None:
    slow = scale_of(np.arange(0, 1000, 10))
    assert slow.spans == (100, 500, 2000, 10000)
    assert slow.burst == 200


TRIANGLE_AND_TAIL = Graph(np.array([1, 2, 1, 3, 4]), np.array([2, 3, 3, 4, 4]))


def test_structure_of_a_small_graph() -> None:
    nodes = np.array([1, 3, 4, 99])
    found = TRIANGLE_AND_TAIL.structure(nodes)
    assert found["graph.degree"].tolist() == [2, 3, 1, 0]
    assert found["graph.clustering"][:2] == pytest.approx([1, 1 / 3])
    assert np.isnan(found["graph.clustering"][2:]).all()
    assert found["graph.neighbour_degree"][2] == 3


def test_neighbour_means_leave_out_unknown_values() -> None:
    nodes = np.array([1, 2, 3, 4])
    inputs = np.array([[10.0], [np.nan], [30.0], [5.0]])
    found = TRIANGLE_AND_TAIL.neighbour_means(nodes, ["calls"], inputs)["graph.calls"]
    assert found.tolist() == [30, 20, 7.5, 30]


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 1 << 32))
def test_a_rows_own_label_does_not_reach_its_neighbour_share(seed: int) -> None:
    rng = np.random.default_rng(seed)
    nodes = np.arange(12)
    graph = Graph(rng.integers(0, 12, 40), rng.integers(0, 12, 40))
    target, taught = rng.random(12) < 0.5, rng.random(12) < 0.7
    target[:2], taught[:2] = (True, False), True
    turned = target.copy()
    turned[[0, 1]] = turned[[1, 0]]  # the share of all stays, so only neighbours can tell
    before, after = (graph.neighbour_fraud(nodes, t, taught) for t in (target, turned))
    lone = np.array([*({*range(2, 12)} - neighbours(graph, 0) - neighbours(graph, 1))], int)
    for name in before:
        assert np.array_equal(before[name][lone], after[name][lone])
    hidden = target.copy()
    hidden[~taught] = ~hidden[~taught]
    untaught = graph.neighbour_fraud(nodes, hidden, taught)
    assert np.array_equal(before["graph.fraud_share"], untaught["graph.fraud_share"])


def neighbours(graph: Graph, node: int) -> set[int]:
    names = graph.names.tolist()
    pairs = zip(graph.low, graph.high, strict=True)
    ends = [(names[a], names[b]) for a, b in pairs]
    return {b for a, b in ends if a == node} | {a for a, b in ends if b == node}
