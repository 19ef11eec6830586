"""Readers: a file in, chunks of raw records out. One module per format, one shape for all.

A file that cannot be read as its format at all raises InputError. A record that cannot be read
becomes a dead letter in its chunk, and the records around it survive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wuzha.screen.intake.chunk import Chunk
from wuzha.screen.intake.readers import arrow_ipc, csv, ndjson, parquet
from wuzha.vocabulary.errors import InputError

CHUNK_ROWS = 16_384


@dataclass(frozen=True)
class Source:
    """What to read and how.

    `format` is one of `FORMATS`, None to go by the suffix. `encoding` and `delimiter` are for
    text. `wanted` names the columns that will be used; None keeps all.
    """

    path: Path
    format: str | None = None
    encoding: str = "utf-8"
    delimiter: str = ","
    chunk_rows: int = CHUNK_ROWS
    wanted: frozenset[str] | None = None


FORMATS: dict[str, Callable[[Source], Iterator[Chunk]]] = {
    "ndjson": lambda source: ndjson.read(
        source.path, source.encoding, source.chunk_rows, source.wanted
    ),
    "csv": lambda source: csv.read(
        source.path, source.encoding, source.delimiter, source.chunk_rows, source.wanted
    ),
    "parquet": lambda source: parquet.read(source.path, source.chunk_rows, source.wanted),
    "arrow": lambda source: arrow_ipc.read(source.path, source.chunk_rows, source.wanted),
}

SUFFIXES = {
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".json": "ndjson",
    ".csv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".arrow": "arrow",
    ".arrows": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
}


def read_chunks(source: Source) -> Iterator[Chunk]:
    """The records of one file; InputError if it cannot be read at all."""
    if source.chunk_rows < 1:
        raise InputError("a chunk needs at least one row")
    return FORMATS[_format(source)](source)


def _format(source: Source) -> str:
    """The format asked for, or the one that the suffix names."""
    if source.format is not None:
        if source.format not in FORMATS:
            known = ", ".join(FORMATS)
            raise InputError(f"unknown format {source.format!r}; known are {known}")
        return source.format
    suffixes = [suffix.lower() for suffix in source.path.suffixes]
    if suffixes and suffixes[-1] in (".gz", ".zst"):
        suffixes.pop()
    found = SUFFIXES.get(suffixes[-1]) if suffixes else None
    if found is None:
        raise InputError(
            f"{source.path}: the name does not say the format; "
            f"end it in one of {' '.join(SUFFIXES)} or give the format"
        )
    return found
