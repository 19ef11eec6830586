"""Entries of a list as somebody wrote them, from a file, each with its place."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from wuzha.screen.intake.readers.lines import Lines
from wuzha.vocabulary.errors import InputError

ENTRIES_MAX = 20_000_000
LIST_BYTES_MAX = 1 << 30
"""Of all entries of a file as text; with it one Arrow array holds them."""

ENTRY = "entry"

Entries = Iterator[tuple[int, bytes | None]]


@dataclass(frozen=True)
class Written:
    """Entries of one file, or of the policy itself (None): what stands there, and its place."""

    file: Path | None
    unit: str
    """What the places count: line, row or entry."""
    column: pa.Array
    places: npt.NDArray[np.int64]


def read_entries(path: Path, form: str) -> Written:
    """The entries in a file, by the end of its name; `.gz` and `.zst` are unpacked.

    - `.txt`: one a line; empty lines and lines that begin with `#` are none.
    - `.csv`: comma-separated with a header, the column `entry` or the one named as the form.
    - `.parquet`: the same columns; texts or whole numbers.

    InputError if the file cannot be read, has no such column, or is too large.
    """
    endings = [ending.lower() for ending in path.suffixes[-2:]]
    if endings and endings[-1] in (".gz", ".zst"):
        endings.pop()
    elif endings[-1:] == [".parquet"]:
        return _parquet(path, form)
    read = _TEXT_FORMATS.get(endings[-1] if endings else "")
    if read is None:
        raise InputError(f"{path}: a list is a .txt, .csv (also .gz, .zst) or .parquet file")
    lines = Lines(path)
    found = _gathered(path, read(path, lines, form))
    if lines.truncated:
        raise InputError(f"{path}: the compressed file breaks off; get it again")
    return found


def _gathered(path: Path, entries: Entries) -> Written:
    places: list[int] = []
    values: list[bytes | None] = []
    size = 0
    for place, value in entries:
        places.append(place)
        values.append(value)
        size += len(value or b"")
        if len(values) > ENTRIES_MAX or size > LIST_BYTES_MAX:
            raise _too_large(path)
    return Written(path, "line", pa.array(values, pa.binary()), np.array(places, np.int64))


def _too_large(path: Path) -> InputError:
    most = f"{ENTRIES_MAX:,} entries or {LIST_BYTES_MAX >> 20} MiB"
    return InputError(f"{path}: more than {most}; split it into several lists")


def _text_entries(path: Path, lines: Lines, form: str) -> Entries:
    for number, line in enumerate(lines, 1):
        value = line.strip()
        if value and not value.startswith(b"#"):
            yield number, value


def _csv_entries(path: Path, lines: Lines, form: str) -> Entries:
    # As Latin-1 every byte is a character and back; wrong UTF-8 is found later, line by line.
    rows = csv.reader((line.decode("latin-1") for line in lines), strict=True)
    start = 1
    try:
        header = [name.encode("latin-1").decode(errors="replace") for name in next(rows, [])]
        index = _column(path, header, form)
        start = rows.line_num + 1
        for row in rows:
            if row:
                yield start, row[index].encode("latin-1") if index < len(row) else None
            start = rows.line_num + 1
    except csv.Error as error:
        raise InputError(f"{path}, line {start}: this is not CSV: {error}") from error


def _column(path: Path, names: list[str], form: str) -> int:
    """The place of the column with the entries."""
    plain = [name.strip().lower() for name in names]
    for wanted in (ENTRY, form):
        if plain.count(wanted) == 1:
            return plain.index(wanted)
        if wanted in plain:
            raise InputError(f"{path}: the column `{wanted}` stands twice; rename one")
    raise InputError(f"{path}: no column `{ENTRY}` or `{form}`; rename the column that holds them")


_TEXT_FORMATS: dict[str, Callable[[Path, Lines, str], Entries]] = {
    ".txt": _text_entries,
    ".csv": _csv_entries,
}


def _parquet(path: Path, form: str) -> Written:
    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            name = names[_column(path, names, form)]
            if file.metadata.num_rows > ENTRIES_MAX:
                raise _too_large(path)
            chunks = file.read(columns=[name]).column(0).chunks
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path}: is no Parquet file or is damaged; get it again") from error
    if sum(chunk.nbytes for chunk in chunks) > LIST_BYTES_MAX:
        raise _too_large(path)
    kind = chunks[0].type if chunks else pa.string()
    column = pa.concat_arrays(chunks) if chunks else pa.array([], kind)
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
    return Written(path, "row", column, np.arange(1, len(column) + 1))
