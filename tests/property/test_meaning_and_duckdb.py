"""DuckDB means what the meaning means, on any policy and any stream."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings

from contract.harness import ask_meaning, database
from property.policies import policy
from property.strategies import randoms, resources
from property.streams import RISES, ordered_streams, stream
from wuzha.backends.duckdb import DuckDbEngine
from wuzha.policy.meaning import order


@pytest.mark.parametrize("rising", RISES)
@settings(max_examples=15)
@given(random=randoms())
def test_same_values(rising: str, random: Random) -> None:
    generated = policy(random)
    streams = [stream(random, 12, rising) for _ in range(1 if rising == "rising" else 3)]
    engine = DuckDbEngine(generated, resources(), connection=database())
    found = engine.values(ordered_streams(streams, generated.lateness)).to_pylist()
    expected = [
        row
        for arrivals in streams
        for row in ask_meaning(generated, order(arrivals, generated.lateness))
    ]
    assert found == expected
