"""CSV with a header, as RFC 4180 has it; records may span lines inside quotes.

An opening quote that nothing closes would swallow the rest of the file. So a record that does
not read well costs its first line only, and reading goes on with the next.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from wuzha.screen.dead_letters import DeadLetter, Fault
from wuzha.screen.intake.chunk import Chunk
from wuzha.screen.intake.readers.lines import Lines, codec
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.limits import RECORD_BYTES_MAX

FORMAT = "csv"

Cells = list[str]


class _Records:
    """The records of a file: cells or the reason against them, first line, and bytes."""

    def __init__(self, lines: Iterator[bytes], encoding: str, delimiter: str) -> None:
        self._lines = lines
        self._encoding = encoding
        self._delimiter = delimiter
        self._ahead: deque[bytes] = deque()
        self._taken: list[bytes] = []
        self.line = 1

    def __iter__(self) -> Iterator[tuple[Cells | str, int, bytes]]:
        parser = self._parser()
        while True:
            self._taken = []
            try:
                cells: Cells | str | None = next(parser, None)
            except csv.Error:
                cells, parser = self._give_up(), self._parser()
            if cells is None and not self._taken:
                return
            raw, line = b"".join(self._taken), self.line
            self.line += len(self._taken)
            if len(raw) > RECORD_BYTES_MAX:
                parser = self._parser()  # the last one was told that the lines had ended
            if raw.strip():
                yield self._checked(cells, raw), line, raw

    def _parser(self) -> Iterator[Cells]:
        return csv.reader(self._decoded(), delimiter=self._delimiter, strict=True)

    def _decoded(self) -> Iterator[str]:
        """Lines for the parser, until the record it is in grows too long."""
        size = 0
        while True:
            line = self._ahead.popleft() if self._ahead else next(self._lines, None)
            if line is None:
                return
            size = size + len(line) if self._taken else len(line)
            self._taken.append(line)
            yield line.decode(self._encoding, "replace")
            if size > RECORD_BYTES_MAX:
                return

    def _give_up(self) -> str:
        """Put back all lines of a bad record but the first."""
        self._ahead.extendleft(reversed(self._taken[1:]))
        del self._taken[1:]
        return "bad_quotes"

    def _checked(self, cells: Cells | str | None, raw: bytes) -> Cells | str:
        if len(raw) > RECORD_BYTES_MAX:
            return "record_too_long"
        if b"\0" in raw:
            return "nul_byte"
        try:
            raw.decode(self._encoding)
        except UnicodeDecodeError:
            return "bad_encoding"
        return "bad_quotes" if cells is None else cells


class _Gathered:
    """The records of one chunk while it fills."""

    def __init__(self) -> None:
        self.cells: list[Cells] = []
        self.raw: list[bytes] = []
        self.rows: list[int] = []
        self.lines: list[int] = []
        self.broken: list[DeadLetter] = []

    def __len__(self) -> int:
        return len(self.cells) + len(self.broken)


def read(
    path: Path, encoding: str, delimiter: str, chunk_rows: int, wanted: frozenset[str] | None
) -> Iterator[Chunk]:
    """Chunks of text columns; InputError if the file is missing, empty or has no usable header."""
    if len(delimiter) != 1 or delimiter in '"\r\n' or not delimiter.isascii():
        raise InputError("a delimiter is one ASCII character, not a quote")
    lines = Lines(path)
    records = _Records(iter(lines), codec(encoding), delimiter)
    stream = iter(records)
    names, header = _header(path, stream)
    gathered = _Gathered()
    row = 0
    for row, (cells, line, raw) in enumerate(stream, 1):
        if not isinstance(cells, str) and len(cells) != len(names):
            cells = "column_count"
        if isinstance(cells, str):
            letter = DeadLetter(str(path), row, line, Fault(cells), raw, FORMAT, header)
            gathered.broken.append(letter)
        else:
            gathered.cells.append(cells)
            gathered.raw.append(raw)
            gathered.rows.append(row)
            gathered.lines.append(line)
        if len(gathered) >= chunk_rows:
            yield _chunk(path, names, header, gathered, wanted)
            gathered = _Gathered()
    if lines.truncated:
        fault = Fault("truncated_file")
        letter = DeadLetter(str(path), row + 1, records.line, fault, b"", FORMAT, header)
        gathered.broken.append(letter)
    if len(gathered) or row == 0:
        yield _chunk(path, names, header, gathered, wanted)


def _header(path: Path, stream: Iterator[tuple[Cells | str, int, bytes]]) -> tuple[Cells, bytes]:
    cells, _, raw = next(stream, ("is blank", 0, b""))
    if isinstance(cells, str):
        raise InputError(f"{path}: the header cannot be read ({cells}); is this CSV?")
    names = [cell.strip() for cell in cells]
    for name in names:
        if name and names.count(name) > 1:
            raise InputError(f"{path}: the header names the column {name!r} twice; rename one")
    return names, raw


def _chunk(
    path: Path, names: Cells, header: bytes, gathered: _Gathered, wanted: frozenset[str] | None
) -> Chunk:
    kept = [i for i, name in enumerate(names) if name and (wanted is None or name in wanted)]
    columns = {
        names[i]: pa.array([cells[i] for cells in gathered.cells], pa.string()) for i in kept
    }
    return Chunk(
        file=str(path),
        format=FORMAT,
        columns=pa.table(columns),
        rows=np.array(gathered.rows, dtype=np.int64),
        lines=np.array(gathered.lines, dtype=np.int64),
        raw=gathered.raw.__getitem__,
        broken=tuple(gathered.broken),
        header=header,
        unknown=frozenset(names) - frozenset(columns) - {""},
    )
