"""Screening, from files to decisions. Read this file first.

    intake   records become events in normal form; what cannot becomes a dead letter
    order    events come into the one order on which windows are defined
    engine   features, lists, texts, models and rules turn each event into a decision
    log      decisions are written and counted

Each step takes a stream of Arrow tables and gives one, so no more than a few batches and the
events that still wait for late ones are in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

import pyarrow as pa

from wuzha.screen.decision_log import LABEL, DecisionLog
from wuzha.screen.intake import Accepted, Intake, Source
from wuzha.screen.order import Reorder
from wuzha.screen.tally import Tally

BATCH_ROWS = 16_384


class Engine(Protocol):
    """What the pipeline needs of an engine (`backends.contract.Engine` is more)."""

    def decide(self, events: pa.Table) -> pa.Table: ...


Watch = Callable[[int], None]
"""Told how many records have been read so far, after each chunk of them."""


def screen(
    sources: Sequence[Source],
    intake: Intake,
    order: Reorder,
    engine: Engine,
    log: DecisionLog,
    tally: Tally,
    *,
    batch_rows: int = BATCH_ROWS,
    watch: Watch = lambda records: None,
) -> None:
    """Decide on every event of the sources, into the log and the tally.

    The log is complete when this returns. InputError and TooManyDeadLetters leave it
    incomplete, with the decisions made so far.
    """
    arrivals = accepted_events(sources, intake, watch)
    ordered = in_order(arrivals, order)
    for decisions in decided(in_batches(ordered, batch_rows), engine):
        log.write(decisions)
        tally.count(decisions)
    log.complete()


def accepted_events(sources: Iterable[Source], intake: Intake, watch: Watch) -> Iterator[pa.Table]:
    """The events of all sources as they arrive, each with its label beside it if it has one."""
    for source in sources:
        for accepted in intake.read(source):
            watch(intake.summary.records)
            yield with_labels(accepted)


def with_labels(accepted: Accepted) -> pa.Table:
    if accepted.labels is None:
        return accepted.events
    return accepted.events.append_column(LABEL, accepted.labels)


def in_order(arrivals: Iterable[pa.Table], order: Reorder) -> Iterator[pa.Table]:
    """Events in processing order, as soon as nothing can come before them any more."""
    for events in arrivals:
        yield order.push(events)
    yield order.flush()


def in_batches(tables: Iterable[pa.Table], rows: int) -> Iterator[pa.Table]:
    """The same rows in tables of at most `rows`: large ones leave the processor's cache."""
    for table in tables:
        for start in range(0, len(table), rows):
            yield table.slice(start, rows)


def decided(batches: Iterable[pa.Table], engine: Engine) -> Iterator[pa.Table]:
    """A decision per event. Labels pass by the engine, which never sees them."""
    for events in batches:
        if LABEL not in events.column_names:
            yield engine.decide(events)
        else:
            decisions = engine.decide(events.drop_columns(LABEL))
            yield decisions.append_column(LABEL, events[LABEL])
