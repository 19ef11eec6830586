"""Windows where blocks, rings and hash tables are crossed: values stay what they mean.

The policies here keep every kind of aggregate; streams are longer than a block and have more keys
than graves, unlike the generated ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.harness import AT, SMALL, Row, ask_meaning, event, policy_of
from property.strategies import resources
from property.streams import ordered_table
from wuzha.backends.embedded.engine import EmbeddedEngine
from wuzha.backends.embedded.slots import HEAD, TAILS
from wuzha.backends.embedded.state import Capacity
from wuzha.policy.meaning import order
from wuzha.vocabulary.clock import HOUR, SECOND

COMPUTES = (
    "count(*)",
    "count(distinct callee)",
    "sum(amount)",
    "min(amount)",
    "max(score)",
    "first_seen()",
    "last_seen()",
    "avg(answered)",
)
ALL = policy_of(
    features=[
        f'f{place}_{over}: {{by: person, over: {over}, on: call, compute: "{compute}"}}'
        for place, compute in enumerate(COMPUTES)
        for over in ("1s", "10s")
    ]
)


def arrivals(random: Random, events: int, persons: int, step: int, calls: float = 0.9) -> list[Row]:
    """Events of so many persons, apart by up to `step`, many at the same instant."""
    at = AT
    rows: list[Row] = []
    for place in range(events):
        at += random.choice((0, 0, 1, step))
        rows.append(
            {
                "id": f"e{place:05}",
                "at": at,
                "kind": "call" if random.random() < calls else "transfer",
                "person": f"p{random.randrange(persons)}",
                "callee": random.randrange(persons),
                "amount": random.choice((None, *range(10))),
                "score": random.choice((None, -0.0, 0.0, 0.5, 2.5)),
                "answered": random.choice((None, True, False)),
            }
        )
    return rows


def answers(engine: EmbeddedEngine, ordered: Sequence[Row], sizes: Sequence[int]) -> list[Row]:
    """Values of the rows, taken in batches of these sizes, over and over."""
    table = ordered_table(ordered)
    found: list[Row] = []
    start = batch = 0
    while start < len(table):
        size = sizes[batch % len(sizes)]
        found += engine.values(table.slice(start, size)).to_pylist()
        start, batch = start + size, batch + 1
    return found


def plain(capacity: Capacity = SMALL) -> EmbeddedEngine:
    return EmbeddedEngine(ALL, resources(), compiled=False, capacity=capacity)


ENGINE = plain()


@settings(max_examples=10)
@given(
    seed=st.integers(0, 2**32),
    persons=st.sampled_from([1, 3, 40, 300]),
    sizes=st.lists(st.integers(1, 130), min_size=1, max_size=4),
)
def test_any_cut_of_a_stream_gives_the_same_values(
    seed: int, persons: int, sizes: list[int]
) -> None:
    random = Random(seed)
    step = random.choice((SECOND // 20, SECOND // 2, 4 * SECOND))
    ordered = order(arrivals(random, 250, persons, step), lateness=SECOND)
    ENGINE.forget()
    assert answers(ENGINE, ordered, sizes) == ask_meaning(ALL, ordered)


@pytest.mark.parametrize("sizes", [[600], [50]])
def test_everybody_leaves_at_once_and_some_come_back(sizes: list[int]) -> None:
    """More keys die within one block than there are graves, and keys of that block among them."""
    random = Random(5)
    first = arrivals(random, 250, 200, 1)
    later = [{**row, "id": f"l{row['id']}", "at": row["at"] + HOUR} for row in first]
    ordered = order([*first, *later], 0)
    engine = plain()
    assert answers(engine, ordered, sizes) == ask_meaning(ALL, ordered)
    (state,) = engine.states
    assert state.live_events == sum(row["kind"] == "call" for row in later)


def test_after_a_long_silence_nothing_is_left() -> None:
    engine = plain()
    ordered = order(
        [*arrivals(Random(6), 300, 100, SECOND // 50), event(9, at=AT + 20 * HOUR, person="new")], 0
    )
    found = answers(engine, ordered, [100])
    assert found == ask_meaning(ALL, ordered)
    (state,) = engine.states
    assert (state.live_events, state.live_keys) == (1, 1)


def test_an_event_without_a_key_moves_time_on_too() -> None:
    engine = plain()
    gone = event(9, at=AT + HOUR, kind="visit", person=None)
    answers(engine, order([*arrivals(Random(7), 200, 50, 1), gone], 0), [250])
    (state,) = engine.states
    assert (state.live_events, state.live_keys) == (0, 0)


@pytest.mark.parametrize("start", [0, 5, 2**31 - 20, 2**32 - 20, 2**40 + 33])
def test_the_log_is_a_ring_without_a_seam(start: int) -> None:
    """Positions count up for ever; here they begin just before places where counters may break."""
    engine = plain(Capacity(events=64, keys=64, pairs=64))
    (state,) = engine.states
    state.meta[HEAD] = start
    state.meta[TAILS:] = start
    ordered = order(arrivals(Random(8), 400, 5, 2 * SECOND), 0)
    assert answers(engine, ordered, [7, 1, 20]) == ask_meaning(ALL, ordered)
    assert state.meta[HEAD] > start + 5 * 64


def test_late_events_read_and_leave_no_trace() -> None:
    random = Random(9)
    rows = arrivals(random, 300, 4, SECOND // 4)
    shuffled = sorted(rows, key=lambda row: row["at"] + random.randrange(4 * SECOND))
    ordered = order(shuffled, SECOND)
    late = [row for row in ordered if row["late"]]
    assert len(late) > 20
    engine = plain()
    found = answers(engine, ordered, [40])
    assert found == ask_meaning(ALL, ordered)
    engine.forget()
    on_time = [row for row in ordered if not row["late"]]
    kept = [value for row, value in zip(ordered, found, strict=True) if not row["late"]]
    assert answers(engine, on_time, [40]) == kept


def test_more_conditions_than_fit_in_a_word() -> None:
    """Each needs a bit beside the slot in the log; past 31 there is another table."""
    counted = [
        f'c{k}: {{by: person, over: 1h, on: call, compute: "count(amount > {k})"}}'
        for k in range(40)
    ]
    summed = [
        f'{op}{k}: {{by: person, over: 1h, on: call, compute: "{op}(amount > {k})"}}'
        for k in range(40)
        for op in ("sum", "avg")
    ]
    policy = policy_of(features=[*counted, *summed])
    amounts = [*range(0, 44, 2), None]
    rows: list[dict[str, Any]] = [
        event(n, at=AT + n * HOUR // 8, person="p", amount=x) for n, x in enumerate(amounts)
    ]
    engine = EmbeddedEngine(policy, resources(), compiled=False, capacity=SMALL)
    ordered = order(rows, 0)
    assert len(engine.tables) > 1
    assert engine.values(ordered_table(ordered)).to_pylist() == ask_meaning(policy, ordered)
