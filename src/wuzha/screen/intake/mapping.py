"""Which columns of a foreign file are which fields of an event (docs/reference/mapping.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.screen.intake.chunk import Chunk
from wuzha.screen.intake.coerce.faults import Bools, Faults, flags, valid
from wuzha.screen.intake.coerce.measure import boolean
from wuzha.screen.intake.coerce.plain import plain, trimmed
from wuzha.screen.intake.source import FieldSource
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.event import FIELDS, REQUIRED


@dataclass(frozen=True)
class Label:
    """Where the truth stands: a boolean column, or a column and what counts as true in it.

    Labels go beside the events to whoever measures; no policy ever sees them.
    """

    column: str
    positive: frozenset[str] | None = None


@dataclass(frozen=True)
class EventMap:
    """A mapping: sources by field name, a label, and a filter on raw columns."""

    sources: Mapping[str, FieldSource]
    label: Label | None = None
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def wanted(self) -> frozenset[str]:
        """The columns that are used."""
        columns = {source.column for source in self.sources.values()} - {None}
        labels = {self.label.column} if self.label else set()
        return frozenset(str(name) for name in columns | labels | set(self.only))

    def check(self, chunk: Chunk) -> None:
        """InputError if the chunk's file can never give what the mapping needs."""
        if not chunk.fixed:
            return
        have = set(chunk.columns.column_names)
        lacking = sorted(self.wanted - have) if self is not PLAIN else []
        if lacking:
            names = ", ".join(sorted(have | chunk.unknown)) or "none"
            raise InputError(
                f"{chunk.file}: the mapping names {', '.join(lacking)}, "
                f"but the file has no such column; it has: {names}"
            )
        if self is PLAIN and not have.issuperset(REQUIRED):
            names = ", ".join(name for name in REQUIRED if name not in have)
            raise InputError(
                f"{chunk.file}: has no column {names}; give a mapping (--map) that says "
                f"which columns are which fields"
            )

    def chosen(self, chunk: Chunk) -> Bools:
        """Which rows pass the filter `only`."""
        passed = np.ones(len(chunk.rows), dtype=np.bool_)
        for name, values in self.only.items():
            texts = as_texts(raw(chunk, name))
            passed &= flags(pc.is_in(texts, pa.array(sorted(values), pa.string())))
        return passed

    def labels(self, chunk: Chunk) -> pa.Array | None:
        """The truth of each row, null where the column says nothing; None without a label."""
        if self.label is None:
            return None
        column = raw(chunk, self.label.column)
        if self.label.positive is None:
            return boolean(as_texts(column), Faults("label")).values
        positive = pa.array(sorted(self.label.positive), pa.string())
        texts = trimmed(as_texts(column))
        return pc.if_else(texts.is_valid(), pc.is_in(texts, positive), pa.scalar(None, pa.bool_()))


PLAIN = EventMap({name: FieldSource(column=name) for name in FIELDS})
"""No mapping: columns have the names of the fields."""


def raw(chunk: Chunk, name: str) -> pa.Array:
    """A raw column of the chunk as one array; nulls where no record has it."""
    index = chunk.columns.schema.get_field_index(name)
    if index < 0:
        return pa.nulls(len(chunk.rows))
    column = chunk.columns.column(index)
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def field_column(chunk: Chunk, source: FieldSource, faults: Faults) -> pa.Array:
    """What the source gives for each row of the chunk, still to be coerced."""
    if source.value is not None:
        zeros = pa.array(np.zeros(len(chunk.rows), dtype=np.int32))
        return pa.DictionaryArray.from_arrays(zeros, pa.array([source.value]))
    if source.row is not None:
        if source.time.numeric:
            return pa.array(chunk.rows - 1)
        prefix = source.row.replace("{file}", Path(chunk.file).name.partition(".")[0])
        return pc.binary_join_element_wise(prefix, pa.array(chunk.rows).cast(pa.string()), "")
    column = raw(chunk, str(source.column))
    return column if source.values is None else _looked_up(column, source, faults)


def _looked_up(column: pa.Array, source: FieldSource, faults: Faults) -> pa.Array:
    """`values` applied; a value that it does not list is a fault. Empty text is null, unless
    it is listed."""
    texts = as_texts(column)
    coded = texts.dictionary_encode()
    meanings = source.values or {}
    found = [meanings.get(text) for text in coded.dictionary.to_pylist()]
    listed = {*meanings, ""}
    known = pa.array([text in listed for text in coded.dictionary.to_pylist()], pa.bool_())
    faults.mark(valid(texts) & ~flags(known.take(coded.indices)), "unknown_value")
    faults.mark(valid(column) & ~valid(texts), "unknown_value")
    kind = pa.array(list(meanings.values())).type
    return pa.DictionaryArray.from_arrays(coded.indices, pa.array(found, kind))


def as_texts(column: pa.Array) -> pa.Array:
    """Raw values as text, to compare with the words of a mapping; null for what has none."""
    if pa.types.is_union(column.type):
        scalars = [value if not isinstance(value, dict) else None for value in column.to_pylist()]
        texts = [_text(value) for value in scalars]
        return pa.array(texts, pa.string())
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    column = plain(column, Faults("column"))
    if pa.types.is_floating(column.type):
        return pa.array([_text(value) for value in column.to_pylist()], pa.string())
    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        column = column.cast(pa.timestamp(column.type.unit, "UTC"))
    return column.cast(pa.string())


def _text(value: bool | int | float | str | None) -> str | None:
    """As YAML writes it: true, 12, 1.5; a whole double without its point."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if float(value).is_integer() else str(value)
