"""Puts events into processing order as they arrive ("Events in order" in docs/concepts.md).

What comes out depends on the arrivals only, never on how they were cut into batches.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.event import ORDER_COLUMNS, SCHEMA
from wuzha.vocabulary.limits import LATENESS_MAX

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Run:
    """Rows in processing order, with the keys that they are ordered by.

    `arrival` counts arrivals; it orders late rows that share a point.
    """

    events: pa.Table
    as_of: Ints
    late: Bools
    arrival: Ints

    def __len__(self) -> int:
        return len(self.as_of)

    def slice(self, start: int, end: int) -> _Run:
        return _Run(
            self.events.slice(start, end - start),
            self.as_of[start:end],
            self.late[start:end],
            self.arrival[start:end],
        )


class Reorder:
    """Takes tables of events in arrival order, gives back tables in processing order.

    `lateness` is in microseconds. A row is held until nothing that may still arrive can come
    before it: until the watermark has passed it. With lateness 0 that still holds back the
    rows of the newest instant, since one with a smaller id may follow. Held rows are all that
    is kept in memory. Columns besides those of an event travel with their rows.
    """

    def __init__(self, lateness: int) -> None:
        if not 0 <= lateness <= LATENESS_MAX:
            raise ValueError(f"lateness must be between 0 and {LATENESS_MAX} microseconds")
        self._lateness = lateness
        self._newest: Instant | None = None
        self._arrivals = 0
        self._released = 0
        self._runs: list[_Run] = []
        self._empty = SCHEMA.empty_table()
        self._ended = False

    @property
    def watermark(self) -> Instant | None:
        """The latest `at` seen, less the lateness; None before the first event."""
        return None if self._newest is None else self._newest - self._lateness

    @property
    def held(self) -> int:
        """How many rows wait."""
        return sum(map(len, self._runs))

    def push(self, events: pa.Table) -> pa.Table:
        """Take arrivals; give the rows that are final now, with `seq`, `as_of` and `late`.

        The table may be empty and may be chunked.
        """
        if self._ended:
            raise ValueError("events after flush")
        self._empty = events.slice(0, 0)
        if len(events):
            self._runs.append(self._arrive(events))
            self._tidy()
        return self._release(self.watermark)

    def flush(self) -> pa.Table:
        """The end of the input: give every row that is still held."""
        self._ended = True
        return self._release(None)

    def _arrive(self, events: pa.Table) -> _Run:
        """The arrivals as one ordered run, each with its watermark applied."""
        at = events.column("at").to_numpy()
        count = len(at)
        arrival = np.arange(self._arrivals, self._arrivals + count)
        self._arrivals += count
        newest, self._newest = self._newest, self._later(int(at.max()))
        in_order = bool((at[1:] > at[:-1]).all()) and (newest is None or at[0] >= newest)
        if in_order:
            return _Run(events, at, np.zeros(count, dtype=np.bool_), arrival)
        start = np.iinfo(np.int64).min + self._lateness if newest is None else newest
        seen = np.maximum.accumulate(np.concatenate(([start], at[:-1])))
        watermark = seen - self._lateness
        late = at < watermark
        return _ordered(_Run(events, np.where(late, watermark, at), late, arrival))

    def _later(self, at: Instant) -> Instant:
        return at if self._newest is None else max(at, self._newest)

    def _tidy(self) -> None:
        """Keep few runs: each less than half as long as the one before it."""
        while len(self._runs) > 1 and 2 * len(self._runs[-1]) >= len(self._runs[-2]):
            last = self._runs.pop()
            self._runs[-1] = _merged([self._runs[-1], last])

    def _release(self, watermark: Instant | None) -> pa.Table:
        """Rows ordered before the watermark; all of them if it is None."""
        ready: list[_Run] = []
        kept: list[_Run] = []
        for run in self._runs:
            end = len(run) if watermark is None else _final(run, watermark)
            if end:
                ready.append(run.slice(0, end))
            if end < len(run):
                kept.append(run.slice(end, len(run)))
        self._runs = kept
        return self._stamped(_merged(ready) if ready else None)

    def _stamped(self, run: _Run | None) -> pa.Table:
        """The run's events with the order columns."""
        count = 0 if run is None else len(run)
        seq = np.arange(self._released, self._released + count)
        self._released += count
        as_of = run.as_of if run else np.empty(0, dtype=np.int64)
        late = run.late if run else np.empty(0, dtype=np.bool_)
        events = run.events if run else self._empty
        for field, values in zip(ORDER_COLUMNS, (seq, as_of, late), strict=True):
            events = events.append_column(field, pa.array(values))
        return events


def _final(run: _Run, watermark: Instant) -> int:
    """How many rows of the run nothing that is still to come can precede.

    Those before the watermark, and the late ones at it: what arrives next may be late at that
    same point, but then stands behind them, and before the others.
    """
    before = int(np.searchsorted(run.as_of, watermark, side="left"))
    upto = int(np.searchsorted(run.as_of, watermark, side="right"))
    return before + int(np.count_nonzero(run.late[before:upto]))


def _merged(runs: list[_Run]) -> _Run:
    """Several runs as one; what stands behind all the others is not sorted again."""
    if len(runs) == 1:
        return runs[0]
    runs = sorted(runs, key=lambda run: int(run.as_of[-1]))
    last = runs.pop()
    behind = int(np.searchsorted(last.as_of, runs[-1].as_of[-1], side="right"))
    if behind:
        runs.append(last.slice(0, behind))
    mixed = _ordered(_joined(runs)) if len(runs) > 1 else runs[0]
    return _joined([mixed, last.slice(behind, len(last))]) if behind < len(last) else mixed


def _joined(runs: list[_Run]) -> _Run:
    """Runs one behind the other, as they are."""
    return _Run(
        pa.concat_tables([run.events for run in runs], promote_options="default"),
        np.concatenate([run.as_of for run in runs]),
        np.concatenate([run.late for run in runs]),
        np.concatenate([run.arrival for run in runs]),
    )


def _ordered(run: _Run) -> _Run:
    """The run sorted by point, at one point the late first, as they arrived, then by id."""
    order = np.lexsort((run.arrival, ~run.late, run.as_of))
    order = _by_id(run, order)
    if bool((order[1:] > order[:-1]).all()):
        return run
    events = run.events.take(pa.array(order))
    return _Run(events, run.as_of[order], run.late[order], run.arrival[order])


def _by_id(run: _Run, order: Ints) -> Ints:
    """The order with ties among rows that are not late put by id, compared as UTF-8 bytes."""
    point, timely = run.as_of[order], ~run.late[order]
    same = (point[1:] == point[:-1]) & timely[1:] & timely[:-1]
    if not same.any():
        return order
    tied = np.flatnonzero(np.concatenate((same, [False])) | np.concatenate(([False], same)))
    rows = order[tied]
    ids = run.events.column("id").take(pa.array(rows))
    keys = pa.table({"point": pa.array(run.as_of[rows]), "id": ids})
    by_id = pc.sort_indices(keys, sort_keys=[("point", "ascending"), ("id", "ascending")])
    result = order.copy()
    result[tied] = rows[by_id.to_numpy()]
    return result
