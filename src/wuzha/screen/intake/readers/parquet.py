"""Parquet: columns as they are stored. Only the wanted ones are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wuzha.screen.intake.chunk import Chunk
from wuzha.screen.intake.readers.row_json import DAMAGE, RowsAsJson
from wuzha.vocabulary.errors import InputError

FORMAT = "parquet"


def read(path: Path, chunk_rows: int, wanted: frozenset[str] | None) -> Iterator[Chunk]:
    """Chunks of a file, none across row groups; InputError if it is missing or damaged."""
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    if path.stat().st_size == 0:
        raise InputError(f"{path}: is empty")
    done = 0
    try:
        with pq.ParquetFile(path) as file:
            for chunk in _chunks(path, file, chunk_rows, wanted):
                yield chunk
                done += len(chunk.rows)
    except DAMAGE as error:
        where = f"after row {done}" if done else "from the start"
        words = f"is not a Parquet file or is damaged {where}; get it again"
        raise InputError(f"{path}: {words}") from error


def _chunks(
    path: Path, file: pq.ParquetFile, chunk_rows: int, wanted: frozenset[str] | None
) -> Iterator[Chunk]:
    names = file.schema_arrow.names
    _refuse_twins(path, names)
    kept = [name for name in names if wanted is None or name in wanted]
    first = 1
    if file.metadata.num_rows == 0:
        empty = file.schema_arrow.empty_table()
        yield _chunk(path, empty.select(kept), first, names, lambda index: b"")
    for group in range(file.num_row_groups):
        whole = WholeRows(path, group, chunk_rows)
        start = 0
        for batch in file.iter_batches(chunk_rows, row_groups=[group], columns=kept):
            table = pa.Table.from_batches([batch])
            is_whole = kept == names
            again = partial(whole.read, start, batch.num_rows)
            raw = RowsAsJson(partial(_as_read, table) if is_whole else again)
            yield _chunk(path, table, first, names, raw)
            first += batch.num_rows
            start += batch.num_rows


def _chunk(
    path: Path, columns: pa.Table, first: int, names: list[str], raw: Callable[[int], bytes]
) -> Chunk:
    return Chunk(
        file=str(path),
        format=FORMAT,
        columns=columns,
        rows=np.arange(first, first + columns.num_rows, dtype=np.int64),
        lines=None,
        raw=raw,
        unknown=frozenset(names) - frozenset(columns.column_names),
    )


def _as_read(table: pa.Table) -> pa.Table:
    """No second reading: every column has been read."""
    return table


class WholeRows:
    """Reads rows of a row group a second time with all their columns, for the dead letters.

    It goes forward as the chunks do, so that a file full of bad rows is read twice, not more.
    """

    def __init__(self, path: Path, group: int, chunk_rows: int) -> None:
        self._path = path
        self._group = group
        self._chunk_rows = chunk_rows
        self._start = 0
        self._table = pa.table({})
        self._batches: Iterator[pa.RecordBatch] | None = None

    def read(self, start: int, count: int) -> pa.Table:
        if start < self._start:
            again = WholeRows(self._path, self._group, self._chunk_rows)
            return again.read(start, count)
        while self._start + len(self._table) <= start:
            self._start += len(self._table)
            self._table = self._next()
        while self._start + len(self._table) < start + count:
            self._table = pa.concat_tables([self._table, self._next()])
        return self._table.slice(start - self._start, count)

    def _next(self) -> pa.Table:
        if self._batches is None:
            file = pq.ParquetFile(self._path)
            self._batches = file.iter_batches(self._chunk_rows, row_groups=[self._group])
        return pa.Table.from_batches([next(self._batches)])


def _refuse_twins(path: Path, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"{path}: the column {name!r} stands twice; rename one")
