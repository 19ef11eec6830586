"""Random streams of events: few keys, few instants, so that ties and window edges are common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import pyarrow as pa

from property.pools import (
    AMOUNTS,
    BASES,
    CALLEES,
    CALLERS,
    DEVICES,
    DURATIONS,
    HOSTS,
    PAYEES,
    PERSONS,
    SCORES,
    TEXTS,
)
from wuzha.policy.meaning import order
from wuzha.vocabulary.clock import INSTANT_MAX
from wuzha.vocabulary.event import ORDER_COLUMNS, REQUIRED, SCHEMA, Kind

KINDS = tuple(kind.value for kind in Kind)
LETTERS = ("a", "B", "z", "é", "中", "𝒳", "\uffee")

RISES = {"rising": 1, "level": 0, "mixed": -INSTANT_MAX}
"""The least step from one arrival's instant to the next."""

VALUES: dict[str, Sequence[Any]] = {
    "person": PERSONS,
    "caller": CALLERS,
    "callee": CALLEES,
    "answered": (True, False),
    "foreign_trunk": (True, False),
    "duration_s": (0, 1, 7, 59, 3600),
    "text": TEXTS,
    "domain": HOSTS,
    "payee": PAYEES,
    "amount": AMOUNTS,
    "currency": ("CNY", "USD"),
    "first_time_payee": (True, False),
    "device": DEVICES,
    "score": SCORES,
}


def stream(random: Random, most: int = 40, rising: str = "mixed") -> list[dict[str, Any]]:
    """Arrivals, some fields absent throughout. Of `RISES`, "mixed" comes out of order and
    partly late, "level" has instants that repeat, "rising" has none that do."""
    present = [name for name in VALUES if random.random() < 0.85]
    missing = random.choice((0.05, 0.3))
    at = random.choice(BASES)
    arrivals: list[dict[str, Any]] = []
    for place in range(random.randint(1, most)):
        at = max(0, at + max(RISES[rising], _step(random)))
        name = f"{random.choice(LETTERS)}{place}"
        row: dict[str, Any] = {"id": name, "at": at, "kind": random.choice(KINDS)}
        for field in present:
            row[field] = None if random.random() < missing else random.choice(VALUES[field])
        arrivals.append(row)
    return arrivals


def _step(random: Random) -> int:
    """From one instant to the next: often none, often exactly a window, sometimes back."""
    length = random.choice([*DURATIONS.values()])
    return random.choice((0, 0, 0, 1, length, length - 1, length + 1, -length, -1, 1_800_000_000))


def ordered_table(ordered: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Ordered rows as an Arrow batch, with the columns that some row has."""
    names = {name for row in ordered for name in row} | {*REQUIRED}
    schema = pa.schema(field for field in [*SCHEMA, *ORDER_COLUMNS] if field.name in names)
    return pa.Table.from_pylist([*map(dict, ordered)], schema=schema)


def ordered_streams(streams: Sequence[Sequence[Mapping[str, Any]]], lateness: int) -> pa.Table:
    """Several streams in one batch, told apart by `stream`."""
    tables = []
    for number, arrivals in enumerate(streams):
        part = ordered_table(order(arrivals, lateness))
        tables.append(part.append_column("stream", pa.array([number] * len(part), pa.int64())))
    return pa.concat_tables(tables, promote_options="default")
