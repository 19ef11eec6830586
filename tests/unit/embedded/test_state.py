"""Memory of windows: what is refused, and what is given back."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from contract.harness import AT, ask_meaning, event, policy_of
from property.strategies import resources
from property.streams import ordered_table
from wuzha.backends.embedded.engine import EmbeddedEngine
from wuzha.backends.embedded.memory import HUGE, Reserve
from wuzha.backends.embedded.state import Capacity
from wuzha.policy.meaning import order
from wuzha.vocabulary.clock import HOUR
from wuzha.vocabulary.errors import WuzhaError

CALLS = "calls: {by: caller, over: 1h, on: call, compute: count(*)}"
CALLEES = "callees: {by: caller, over: 1h, on: call, compute: count(distinct callee)}"
COUNTED = policy_of(features=[CALLS])
BOTH = policy_of(features=[CALLS, CALLEES])
MB = 1 << 20


def calls(at: Sequence[int] | int, callers: np.ndarray) -> pa.Table:
    """One call at each instant by each caller, to a number of their own."""
    n = len(callers)
    instants = np.broadcast_to(np.asarray(at, np.int64), n)
    return pa.table(
        {
            "id": pa.nulls(n, pa.string()),
            "at": instants,
            "kind": pa.repeat("call", n),
            "caller": callers,
            "callee": callers,
            "as_of": instants,
            "late": pa.array(np.zeros(n, np.bool_)),
        }
    )


def held_bytes() -> int:
    """What this process holds in memory, pages shared with others left out."""
    gc.collect()
    _, resident, shared, *_ = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return (int(resident) - int(shared)) * 4096


@pytest.mark.parametrize(
    "capacity",
    [
        Capacity(events=128, keys=1 << 10, pairs=1 << 10),
        Capacity(events=1 << 10, keys=128, pairs=1 << 10),
        Capacity(events=1 << 10, keys=1 << 10, pairs=128),
    ],
    ids=["events", "keys", "pairs"],
)
def test_what_does_not_fit_is_refused_whole(capacity: Capacity) -> None:
    engine = EmbeddedEngine(BOTH, resources(), compiled=False, capacity=capacity)
    rows = [event(n, at=AT + n, caller=n, callee=n) for n in range(160)]
    ordered = order(rows, 0)
    expected = ask_meaning(BOTH, ordered)
    assert engine.values(ordered_table(ordered[:100])).to_pylist() == expected[:100]
    with pytest.raises(WuzhaError, match=r"100 events and 100 keys .* shorten the longest window"):
        engine.values(ordered_table(ordered[100:]))
    # Nothing of the refused batch was taken in, and a smaller one is.
    assert engine.values(ordered_table(ordered[100:120])).to_pylist() == expected[100:120]


def test_a_table_holds_as_much_as_its_capacity_says() -> None:
    capacity = Capacity(events=1 << 10, keys=1 << 10, pairs=1 << 10)
    engine = EmbeddedEngine(BOTH, resources(), compiled=False, capacity=capacity)
    ordered = order([event(n, at=AT + n, caller=n, callee=n) for n in range(1_023)], 0)
    found = engine.values(ordered_table(ordered))
    assert found["calls"].to_pylist() == [1] * 1_023
    assert found["callees"].to_pylist() == [1] * 1_023


def test_a_reserve_takes_memory_when_written_and_gives_it_back() -> None:
    before = held_bytes()
    reserve = Reserve(1 << 20, 4)  # 32 MB
    assert held_bytes() - before < 4 * MB
    reserve.words[:] = 7
    assert held_bytes() - before > 28 * MB
    reserve.release(0, 1 << 19)
    assert held_bytes() - before < 20 * MB
    assert (reserve.words[: 1 << 21] == 0).all()
    assert (reserve.words[1 << 21 :] == 7).all()


def test_part_of_a_page_is_not_given_back() -> None:
    reserve = Reserve(4 * HUGE // 16, 2)
    reserve.words[:] = 7
    reserve.release(1, 255)
    assert (reserve.words[:512] == 7).all()


def test_expiry_gives_memory_back() -> None:
    """400,000 numbers call once and fall silent; then there are 11,000 at any time."""
    engine = EmbeddedEngine(BOTH, resources(), capacity=Capacity(1 << 20, 1 << 20, 1 << 20))
    (state,) = engine.states
    engine.values(calls(AT, np.arange(8)))
    before = held_bytes()
    for start in range(0, 400_000, 20_000):
        engine.values(calls(AT + start, np.arange(start, start + 20_000)))
    peak, peak_in_use = held_bytes() - before, state.bytes_in_use
    assert peak > 20 * MB
    assert peak_in_use > 40 * MB
    # Tables move a few rows at each change, states are swept in stripes: it takes some batches.
    for batch in range(60):
        callers = np.arange(batch * 1_000, (batch + 1) * 1_000)
        engine.values(calls(AT + 2 * HOUR + batch * HOUR // 10, callers))
    assert state.live_keys == state.live_events == 10_000
    assert state.bytes_in_use < peak_in_use / 2
    assert held_bytes() - before < peak / 2


def test_memory_given_back_is_never_in_use() -> None:
    """The log is given back in large pieces, long after its ring has been written over."""
    ring = 1 << 19
    engine = EmbeddedEngine(COUNTED, resources(), capacity=Capacity(ring, 1 << 15, 1 << 15))
    one = np.zeros(20_000, np.int64)

    def call(count: int, at: int) -> int:
        found = 0
        for _ in range(count // len(one)):
            found = engine.values(calls(at, one))["calls"][-1].as_py()
        return found

    assert call(100_000, AT) == 100_000
    assert call(400_000, AT + HOUR // 2) == 500_000
    # The first 100,000 leave; new ones take their places in the ring.
    assert call(100_000, AT + HOUR) == 500_000
    # Another 400,000 leave, enough for their part of the ring to be given back.
    assert call(20_000, AT + 3 * HOUR // 2) == 120_000
    assert call(20_000, AT + 2 * HOUR - 1) == 140_000
    assert call(20_000, AT + 2 * HOUR) == 60_000
