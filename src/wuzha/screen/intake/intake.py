"""Chunks of raw records in, events and dead letters out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.screen.dead_letters import DeadLetter, DeadLetterWriter, Fault
from wuzha.screen.intake.chunk import Chunk
from wuzha.screen.intake.coerce import Faults, coerce
from wuzha.screen.intake.coerce.faults import Bools, Ints, flags, integers, nulled, valid
from wuzha.screen.intake.coerce.identifiers import Identifiers
from wuzha.screen.intake.hosts import linked_hosts, sites
from wuzha.screen.intake.mapping import PLAIN, EventMap, field_column
from wuzha.screen.intake.readers import Source, read_chunks
from wuzha.screen.intake.seen_ids import ID_MEMORY, SeenIds
from wuzha.vocabulary.errors import TooManyDeadLetters
from wuzha.vocabulary.event import FIELDS, REQUIRED, Field, Kind
from wuzha.vocabulary.home import Home

BAD_SHARE_MAX = 0.2
BAD_SHARE_RECORDS_MIN = 1_000
BAD_SHARE_RECORDS_MAX = 100_000
"""The share of bad records is taken over about this many: old good ones hide no new flood."""

UNKNOWN_NAMES_MAX = 100

_MESSAGE = pa.scalar(Kind.MESSAGE.value)
_KINDS = pa.array([kind.value for kind in Kind])
_NO_KIND = pa.scalar(-1)


@dataclass
class Summary:
    """What became of the records.

    `records` = `events` + the dead letters + `left_out` (by the mapping's `only`). `unknown`
    names columns that no field took. `not_of_kind` counts values of fields that the event's
    kind does not have: they were dropped and the event kept, because exports of several kinds
    in one wide table fill such columns with zeros, and no rule could have read them.
    """

    records: int = 0
    events: int = 0
    left_out: int = 0
    dead_letters: Counter[str] = field(default_factory=Counter)
    unknown: set[str] = field(default_factory=set)
    not_of_kind: Counter[str] = field(default_factory=Counter)


class Accepted(NamedTuple):
    """Events in the order they came, with the fields that are present, and what was refused.

    `labels` has a boolean (or null) per event where the mapping names a label.
    """

    events: pa.Table
    labels: pa.Array | None
    dead_letters: tuple[DeadLetter, ...]


class Intake:
    """Brings the records of one or more inputs to events; ids count across all of them.

    Past `bad_share_max` of bad records (after the first 1,000, or at the end of a shorter
    input) TooManyDeadLetters stops the feed; the dead letters are written by then.
    """

    def __init__(
        self,
        home: Home,
        mapping: EventMap | None = None,
        *,
        dead_letters: DeadLetterWriter | None = None,
        bad_share_max: float = BAD_SHARE_MAX,
        id_memory: int = ID_MEMORY,
    ) -> None:
        self.summary = Summary()
        self._map = mapping or PLAIN
        self._writer = dead_letters
        self._bad_share_max = bad_share_max
        self._recent = self._recent_bad = 0
        self._seen = SeenIds(id_memory)
        self._identifiers = Identifiers(home)

    def read(self, source: Source) -> Iterator[Accepted]:
        """All of one file; only the columns that the mapping wants are read."""
        wanted = frozenset(FIELDS) if self._map is PLAIN else self._map.wanted
        for chunk in read_chunks(replace(source, wanted=wanted)):
            yield self.accept(chunk)
        self.finish()

    def accept(self, chunk: Chunk) -> Accepted:
        """One chunk.

        1. Check that its columns can serve the mapping; take the rows that it chooses.
        2. Coerce each field; the first fault of a row makes it a dead letter.
        3. Drop values of fields that the row's kind does not have.
        4. Refuse ids that came before.
        5. Take the good rows; derive `domain` and `site`.
        6. Write the dead letters and count.

        Too many bad records up to here raise TooManyDeadLetters before anything is done: the
        good ones among them were given out with the chunks before.
        """
        self._check_share(BAD_SHARE_RECORDS_MIN)
        self._map.check(chunk)
        records = len(chunk.rows) + len(chunk.broken)
        chunk = chunk.chosen(self._map.chosen(chunk))
        columns, faults = self._fields(chunk)
        good = np.ones(len(chunk.rows), dtype=np.bool_)
        good[list(faults)] = False
        self._refuse_repeated(columns["id"], good, faults)
        labels = self._map.labels(chunk)
        events = _with_hosts(_taken(columns, good))
        if labels is not None:
            labels = labels.filter(pa.array(good))
        broken = [chunk.letter(row, faults[row]) for row in sorted(faults)]
        letters = tuple(sorted((*chunk.broken, *broken), key=lambda letter: letter.row))
        self._count(chunk, records, len(events), letters)
        return Accepted(events, labels, letters)

    def finish(self) -> None:
        """The end of an input: hold it to the share of bad records, however short it was."""
        self._check_share(records_min=1)

    def _fields(self, chunk: Chunk) -> tuple[dict[str, pa.Array], dict[int, Fault]]:
        """Every field that the chunk gives, coerced, and the first fault of each bad row."""
        kinds, faults = self._coerced(FIELDS["kind"], chunk)
        codes = _kind_codes(kinds)
        columns: dict[str, pa.Array] = {}
        have = {None, *chunk.columns.column_names}
        for name, source in self._map.sources.items():
            if source.column not in have:
                continue
            known = FIELDS[name]
            values, found = (kinds, {}) if name == "kind" else self._coerced(known, chunk)
            if len(known.kinds) < len(Kind):
                values = self._of_kind(known, values, found, codes)
            columns[name] = values
            for row, fault in found.items():
                faults.setdefault(row, fault)
        for name in REQUIRED:
            columns.setdefault(name, pa.nulls(len(chunk.rows), FIELDS[name].arrow))
            for row in np.flatnonzero(~valid(columns[name])).tolist():
                faults.setdefault(row, Fault("missing", name))
        return columns, faults

    def _coerced(self, known: Field, chunk: Chunk) -> tuple[pa.Array, dict[int, Fault]]:
        source = self._map.sources[known.name]
        faults = Faults(known.name)
        column = field_column(chunk, source, faults)
        values, found = coerce(known, source, column, self._identifiers)
        return values, {**found.rows, **faults.rows}

    def _of_kind(
        self, known: Field, values: pa.Array, found: dict[int, Fault], codes: Ints
    ) -> pa.Array:
        """The values null, and no fault, where the row's kind does not have the field."""
        lacking = np.array([kind not in known.kinds for kind in Kind] + [False])[codes]
        if not lacking.any():
            return values
        strays = [row for row in found if lacking[row]]
        for row in strays:
            del found[row]
        dropped = int(np.count_nonzero(lacking & valid(values))) + len(strays)
        if not dropped:
            return values
        self.summary.not_of_kind[known.name] += dropped
        return nulled(values, lacking)

    def _refuse_repeated(self, ids: pa.Array, good: Bools, faults: dict[int, Fault]) -> None:
        """Ids of good rows are remembered; a repeated one takes its row out of `good`."""
        rows = np.flatnonzero(good)
        seen = self._seen.add(ids if good.all() else ids.take(pa.array(rows)))
        for row in rows[seen].tolist():
            good[row] = False
            faults[row] = Fault("duplicate_id", "id")

    def _count(
        self, chunk: Chunk, records: int, events: int, letters: tuple[DeadLetter, ...]
    ) -> None:
        summary = self.summary
        summary.records += records
        summary.events += events
        summary.left_out += records - events - len(letters)
        summary.dead_letters.update(letter.fault.code for letter in letters)
        if self._map is PLAIN and len(summary.unknown) < UNKNOWN_NAMES_MAX:
            summary.unknown |= chunk.unknown | set(chunk.columns.column_names) - set(FIELDS)
        if self._writer is not None:
            self._writer.write(letters)
        self._recent += records
        self._recent_bad += len(letters)
        if self._recent > BAD_SHARE_RECORDS_MAX:
            self._recent //= 2
            self._recent_bad //= 2

    def _check_share(self, records_min: int) -> None:
        if self._recent < records_min or self._recent_bad <= self._bad_share_max * self._recent:
            return
        code, count = self.summary.dead_letters.most_common(1)[0]
        raise TooManyDeadLetters(
            f"{self._recent_bad} of the last {self._recent} records were bad, more than "
            f"{self._bad_share_max:.0%}; most often: {code} ({count}). See the dead letters, "
            f"then mend the input or the mapping"
        )


def _kind_codes(kinds: pa.Array) -> Ints:
    """The place of each kind in `Kind`, -1 for null."""
    return integers(pc.index_in(kinds, value_set=_KINDS).cast(pa.int64()).fill_null(_NO_KIND))


def _taken(columns: dict[str, pa.Array], good: Bools) -> pa.Table:
    """The good rows as a table, columns in the order of the schema."""
    table = pa.table({name: columns[name] for name in FIELDS if name in columns})
    return table if good.all() else table.filter(pa.array(good))


def _with_hosts(events: pa.Table) -> pa.Table:
    """`domain` of messages from the first link in their text; `site` from `domain`."""
    domains = _column(events, "domain")
    if "text" in events.column_names:
        texts = _column(events, "text")
        wanting = valid(texts) & ~valid(domains)
        if wanting.any():
            wanting &= flags(pc.equal(_column(events, "kind"), _MESSAGE))
            domains = pc.coalesce(domains, linked_hosts(nulled(texts, ~wanting)))
    if domains.null_count == len(events):
        return events
    found = pc.coalesce(sites(domains), _column(events, "site"))
    columns = dict(zip(events.column_names, events.columns, strict=True))
    columns |= {"domain": domains, "site": found}
    return pa.table({name: columns[name] for name in FIELDS if name in columns})


def _column(events: pa.Table, name: str) -> pa.Array:
    if name in events.column_names:
        column = events[name]
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return pa.nulls(len(events), FIELDS[name].arrow)
