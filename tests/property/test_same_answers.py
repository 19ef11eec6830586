"""Every engine means what the meaning means, on any policy and any stream.

A pair is one policy and one stream. A policy costs more than a stream, so each gets several. The
embedded engine takes each stream in pieces, DuckDB takes all streams of a policy in one query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from numba import njit

from conftest import DEEP, IN_CI
from contract.harness import SMALL, ask_meaning, database
from property.policies import policy
from property.strategies import resources
from property.streams import RISES, ordered_streams, ordered_table, stream
from wuzha.backends.contract import operations
from wuzha.backends.duckdb import DuckDbEngine
from wuzha.backends.embedded.engine import EmbeddedEngine
from wuzha.policy.meaning import order
from wuzha.policy.operations import AGGREGATES, FUNCTIONS
from wuzha.policy.tree import Policy

PAIRS = 100_000 if DEEP else 10_000 if IN_CI else 2_000
PARTS = 8
STREAMS = 5
POLICIES = PAIRS // PARTS // STREAMS
COMPILED = 48

Row = dict[str, Any]


def pieces_of(table: pa.Table, random: Random) -> Iterator[pa.Table]:
    """The table cut anywhere: into one batch, a few, or a batch for each event."""
    edges = range(1, len(table))
    cuts = sorted(random.sample(edges, random.choice((0, len(edges) // 4, len(edges)))))
    for start, end in zip([0, *cuts], [*cuts, len(table)], strict=True):
        yield table.slice(start, end - start)


def embedded_answers(engine: EmbeddedEngine, table: pa.Table, random: Random) -> list[Row]:
    engine.forget()
    return [row for piece in pieces_of(table, random) for row in engine.values(piece).to_pylist()]


def assert_same_answers(random: Random) -> list[str]:
    """One policy and STREAMS streams, in every column; what the pairs were."""
    generated = policy(random)
    embedded = EmbeddedEngine(generated, resources(), compiled=False, capacity=SMALL)
    duckdb = DuckDbEngine(generated, resources(), connection=database())
    rising = random.choice([*RISES])
    # Now and then longer than the blocks that the embedded engine works in.
    streams = [stream(random, random.choice((10, 30, 30, 100)), rising) for _ in range(STREAMS)]
    expected: list[Row] = []
    for arrivals in streams:
        ordered = order(arrivals, generated.lateness)
        meant = ask_meaning(generated, ordered)
        assert embedded_answers(embedded, ordered_table(ordered), random) == meant
        expected += meant
    found = duckdb.values(ordered_streams(streams, generated.lateness))
    assert found.to_pylist() == expected
    return [f"{generated.digest} {arrivals}" for arrivals in streams]


@pytest.mark.parametrize("part", range(PARTS))
def test_meaning_embedded_and_duckdb_agree(
    part: int, record_property: Callable[[str, object], None]
) -> None:
    """Seeds, not single choices, come from hypothesis: mutating choices, it repeats itself so
    often that half of the pairs would be no new ones."""
    pairs: set[str] = set()

    @settings(
        max_examples=POLICIES,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(number=st.integers(0, 2**64 - 1))
    def agree(number: int) -> None:
        pairs.update(assert_same_answers(Random(number * PARTS + part)))

    agree()
    record_property("pairs", len(pairs))
    assert len(pairs) >= PAIRS // PARTS


# -- compiled


def small_policy(number: int) -> Policy:
    """One feature and at most two rules: that compiles within a second or two."""
    return policy(Random(number), features=1, rules=2)


@pytest.mark.parametrize("number", range(COMPILED))
def test_compiled_kernels_mean_the_same(number: int) -> None:
    generated, random = small_policy(number), Random(number)
    engine = EmbeddedEngine(generated, resources(), capacity=SMALL)
    for place in range(4 * STREAMS):
        arrivals = stream(random, 100, [*RISES][place % len(RISES)])
        ordered = order(arrivals, generated.lateness)
        meant = ask_meaning(generated, ordered)
        assert embedded_answers(engine, ordered_table(ordered), random) == meant


def test_compiled_policies_use_the_whole_language() -> None:
    used = set[str]().union(*(operations(small_policy(number)) for number in range(COMPILED)))
    assert used == {*FUNCTIONS, *AGGREGATES}


def test_compiled_code_checks_its_bounds() -> None:
    @njit
    def beyond(cells):  # type: ignore[no-untyped-def]
        return cells[len(cells)]

    with pytest.raises(IndexError):
        beyond(np.zeros(1))
