"""Arrow IPC (Feather): the file and the stream form, told apart by how they begin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from wuzha.screen.intake.chunk import Chunk
from wuzha.screen.intake.readers.row_json import DAMAGE, RowsAsJson
from wuzha.vocabulary.errors import InputError

FORMAT = "arrow"

_FILE_MAGIC = b"ARROW1"


def read(path: Path, chunk_rows: int, wanted: frozenset[str] | None) -> Iterator[Chunk]:
    """Chunks of a file; InputError if it is missing, damaged or breaks off."""
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    if path.stat().st_size == 0:
        raise InputError(f"{path}: is empty")
    first = 1
    try:
        for batch in _batches(path):
            for start in range(0, max(1, batch.num_rows), chunk_rows):
                chunk = _chunk(path, batch.slice(start, chunk_rows), first, wanted)
                yield chunk
                first += len(chunk.rows)
    except DAMAGE as error:
        where = f"after row {first - 1}" if first > 1 else "from the start"
        words = f"is not an Arrow IPC file or is damaged {where}; get it again"
        raise InputError(f"{path}: {words}") from error


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    """The batches, their buffers checked: a damaged offset must not be followed.

    A file without batches gives an empty one, to show its columns.
    """
    with pa.OSFile(str(path)) as file:
        magic = file.read(len(_FILE_MAGIC))
        file.seek(0)
        if magic == _FILE_MAGIC:
            reader = pa.ipc.open_file(file)
            batches = (reader.get_batch(i) for i in range(reader.num_record_batches))
        else:
            batches = reader = pa.ipc.open_stream(file)
        empty = True
        for batch in batches:
            empty = False
            yield _sound(batch)
        if empty:
            yield pa.RecordBatch.from_pylist([], schema=reader.schema)


def _sound(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch, if it can be walked safely. Text that is not UTF-8 passes: it costs its row."""
    for column in batch.columns:
        if column.type == pa.string():
            column.view(pa.binary()).validate(full=True)
        elif column.type == pa.large_string():
            column.view(pa.large_binary()).validate(full=True)
        else:
            column.validate(full=True)
    return batch


def _chunk(path: Path, batch: pa.RecordBatch, first: int, wanted: frozenset[str] | None) -> Chunk:
    names = batch.schema.names
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"{path}: the column {name!r} stands twice; rename one")
    whole = pa.Table.from_batches([batch])
    kept = [name for name in names if wanted is None or name in wanted]
    return Chunk(
        file=str(path),
        format=FORMAT,
        columns=whole.select(kept),
        rows=np.arange(first, first + batch.num_rows, dtype=np.int64),
        lines=None,
        raw=RowsAsJson(lambda: whole),
        unknown=frozenset(names) - frozenset(kept),
    )
