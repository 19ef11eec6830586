"""Sightings: what a policy said while a city lived, kept small enough for a whole evaluation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wuzha.lab.columns import Flag, Whole, column, rows_of
from wuzha.policy.tree import Policy
from wuzha.simulate.plan import CityPlan
from wuzha.simulate.strip import NOBODY, ORIGINS, Day
from wuzha.simulate.truth import Truth
from wuzha.vocabulary.decision import ACTIONS, LEVELS, STAGES
from wuzha.vocabulary.event import Kind

BATCH_ROWS = 16_384
KINDS = tuple(Kind)

Small = NDArray[np.int8]
Short = NDArray[np.int16]
Row = NDArray[np.int32]


class Engine(Protocol):
    """What runs a policy over ordered batches, as `backends.contract.Engine` promises."""

    @property
    def policy(self) -> Policy: ...

    def decide(self, events: pa.Table) -> pa.Table: ...


class City(Protocol):
    """A city whose days can be lived again and whose truth is known."""

    @property
    def plan(self) -> CityPlan: ...

    @property
    def truth(self) -> Truth: ...

    def days(self) -> Iterator[Day]: ...


@dataclass(frozen=True)
class Sightings:
    """The decisions of `score >= keep_from`, one row each, in the order of the events.

    `number` is the event's `seq`; `person` a row of the truth's people, -1 for somebody from
    elsewhere; kind, level, stage and action are rows of KINDS, LEVELS, STAGES, ACTIONS; `type` is
    a row of `types`; -1 is null. Row i fired `fired[i]` rules: `reasons` has them behind one
    another, as rows of `rules`. `episode`, `twin`, `campaign` say whose event it is in truth.

    `reached_person`, `reached_at` are all events of fraud campaigns at residents, whatever their
    score. `counts` are events by kind, `events` all of them.
    """

    policy: str
    keep_from: int
    rules: tuple[str, ...]
    types: tuple[str, ...]
    counts: dict[str, int]
    number: Whole
    at: Whole
    person: Row
    kind: Small
    score: Short
    level: Small
    type: Short
    stage: Small
    action: Small
    fired: Short
    reasons: Short
    episode: Row
    twin: Row
    campaign: Row
    reached_person: Row
    reached_at: Whole

    def __len__(self) -> int:
        return len(self.at)

    @property
    def events(self) -> int:
        return sum(self.counts.values())

    def reason_rows(self) -> Whole:
        """For each entry of `reasons` the row that it belongs to."""
        return np.repeat(np.arange(len(self)), self.fired)


def watch(
    city: City,
    engine: Engine,
    keep_from: int = 1,
    batch_rows: int = BATCH_ROWS,
    told: Callable[[int, int], None] = lambda day, events: None,
) -> Sightings:
    """Lets an engine decide on all events of a city and keeps what it saw.

    The engine comes with empty windows. `told` hears each day's number and events. Memory: about
    50 bytes per kept decision, and one day of events.
    """
    policy = engine.policy
    types = tuple(dict.fromkeys(rule.type for rule in policy.rules.values() if rule.type))
    names = _Names(pa.array([*policy.rules], pa.string()), pa.array(types, pa.string()))
    days, counts = [], dict.fromkeys(KINDS, 0)
    for day in city.days():
        batches = [
            _kept(part, engine.decide(part), origins, keep_from, names)
            for part, origins in _batches(day, batch_rows)
        ]
        days.append(_day(pa.concat_tables(batches), day, city.truth.people))
        for entry in pc.value_counts(day.events["kind"]).to_pylist():
            counts[Kind(entry["values"])] += entry["counts"]
        told(day.number, day.events.num_rows)
    columns = {name: np.concatenate([part[name] for part in days]) for name in days[0]}
    by_kind = {kind.value: n for kind, n in counts.items() if n}
    return Sightings(policy.label, keep_from, tuple(policy.rules), types, by_kind, **columns)


@dataclass(frozen=True)
class _Names:
    rules: pa.Array
    types: pa.Array


def _batches(day: Day, size: int) -> Iterator[tuple[pa.Table, pa.Table]]:
    for start in range(0, day.events.num_rows, size) or [0]:
        yield day.events.slice(start, size), day.origins.slice(start, size)


def _kept(
    events: pa.Table, decisions: pa.Table, origins: pa.Table, keep_from: int, names: _Names
) -> pa.Table:
    """The decisions worth keeping, words by number; persons still by token."""
    keep = pc.fill_null(pc.greater_equal(decisions["score"], keep_from), False)
    some = decisions.select(["at", "person", "kind", "score", "level", "type", "stage", "action"])
    some = some.append_column("reasons", _rule_rows(decisions["reasons"], names.rules)).filter(keep)
    columns = {
        "number": events["seq"].filter(keep),
        "at": some["at"],
        "person": some["person"].cast(pa.string()),
        "kind": _numbers(some["kind"], pa.array(KINDS)),
        "score": some["score"].cast(pa.int16()),
        "level": _numbers(some["level"], pa.array(LEVELS)),
        "type": _numbers(some["type"], names.types),
        "stage": _numbers(some["stage"], pa.array(STAGES)),
        "action": _numbers(some["action"], pa.array(ACTIONS)),
        "reasons": some["reasons"],
    }
    columns |= {name: origins[name].filter(keep) for name in ORIGINS.names}
    return pa.table(columns)


def _rule_rows(reasons: pa.ChunkedArray, rules: pa.Array) -> pa.Array:
    """Each decision's rules as a list of rows of `rules`; the sentences are left behind."""
    lengths = column(pc.fill_null(pc.list_value_length(reasons), 0), np.int32)
    ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    fired = pc.struct_field(pc.list_flatten(reasons), "rule")
    rows = pc.index_in(fired, value_set=rules).cast(pa.int16())
    flat = rows.combine_chunks() if isinstance(rows, pa.ChunkedArray) else rows
    return pa.ListArray.from_arrays(pa.array(ends), flat)


def _numbers(values: pa.ChunkedArray, known: pa.Array) -> pa.ChunkedArray:
    """Each word's row in `known`, -1 for null."""
    texts = values.cast(pa.string())
    found = pc.index_in(texts, value_set=known.cast(pa.string()), skip_nulls=True)
    return pc.fill_null(found, -1).cast(pa.int16())


def _day(kept: pa.Table, day: Day, people: pa.Table) -> dict[str, NDArray[np.generic]]:
    """The kept decisions of a day as numpy columns, persons by their row."""
    dtypes: dict[str, type[np.generic]] = {
        "number": np.int64,
        "at": np.int64,
        "kind": np.int8,
        "score": np.int16,
        "level": np.int8,
        "type": np.int16,
        "stage": np.int8,
        "action": np.int8,
        **dict.fromkeys(ORIGINS.names, np.int32),
    }
    columns = {name: column(kept[name], dtype) for name, dtype in dtypes.items()}
    columns["person"] = rows_of(people, kept["person"]).astype(np.int32)
    columns["fired"] = column(pc.list_value_length(kept["reasons"]), np.int16)
    columns["reasons"] = column(pc.list_flatten(kept["reasons"]), np.int16)
    reached: Flag = column(day.origins["campaign"], np.int32) != NOBODY
    hits = day.events.select(["at", "person"]).filter(pa.array(reached))
    person = rows_of(people, hits["person"].cast(pa.string()))
    columns["reached_person"] = person[person >= 0].astype(np.int32)
    columns["reached_at"] = column(hits["at"], np.int64)[person >= 0]
    return columns
