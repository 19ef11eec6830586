"""NDJSON: one JSON object a line. Blank lines are no records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from wuzha.screen.dead_letters import DeadLetter, Fault
from wuzha.screen.intake.chunk import Chunk
from wuzha.screen.intake.raw_column import raw_column
from wuzha.screen.intake.readers.lines import Lines, codec
from wuzha.vocabulary.limits import RECORD_BYTES_MAX

FORMAT = "ndjson"

# Matches at least once per key, and more often only inside texts: as many matches as keys
# prove that no key stands twice.
_KEY = re.compile(rb'"\s*:')

UNKNOWN_NAMES_MAX = 100


class _Refused(Exception):
    """A line that is no record; carries the code."""


class _Gathered:
    """The records of one chunk while it fills."""

    def __init__(self) -> None:
        self.objects: list[dict[str, Any]] = []
        self.raw: list[bytes] = []
        self.rows: list[int] = []
        self.lines: list[int] = []
        self.broken: list[DeadLetter] = []

    def __len__(self) -> int:
        return len(self.objects) + len(self.broken)


def read(
    path: Path, encoding: str, chunk_rows: int, wanted: frozenset[str] | None
) -> Iterator[Chunk]:
    """Chunks of a file of JSON objects; InputError if it is missing, empty or not text."""
    name = codec(encoding)
    lines = Lines(path)
    row = 0
    line_number = 0
    gathered = _Gathered()
    for line_number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row += 1
        try:
            gathered.objects.append(_object(line, name))
        except _Refused as refused:
            fault = Fault(str(refused))
            gathered.broken.append(DeadLetter(str(path), row, line_number, fault, line, FORMAT))
        else:
            gathered.raw.append(line)
            gathered.rows.append(row)
            gathered.lines.append(line_number)
        if len(gathered) >= chunk_rows:
            yield _chunk(path, gathered, wanted)
            gathered = _Gathered()
    if lines.truncated:
        fault = Fault("truncated_file")
        gathered.broken.append(DeadLetter(str(path), row + 1, line_number + 1, fault, b"", FORMAT))
    if len(gathered):
        yield _chunk(path, gathered, wanted)


def _object(line: bytes, encoding: str) -> dict[str, Any]:
    """The JSON object of a line, or `_Refused`."""
    if len(line) > RECORD_BYTES_MAX:
        raise _Refused("record_too_long")
    try:
        found = msgspec.json.decode(line if encoding == "utf-8" else line.decode(encoding))
    except UnicodeDecodeError as error:
        raise _Refused("bad_encoding") from error
    except (msgspec.MsgspecError, RecursionError) as error:
        raise _Refused(_why_not_json(line, encoding)) from error
    if not isinstance(found, dict):
        raise _Refused("not_an_object")
    if len(_KEY.findall(line)) != len(found):
        _refuse_twins(line.decode(encoding), len(found))
    return found


def _why_not_json(line: bytes, encoding: str) -> str:
    if b"\0" in line:
        return "nul_byte"
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return "bad_encoding"
    return "not_json"


def _refuse_twins(line: str, keys: int) -> None:
    """Refuse an object in which a key stands twice, at the top or deeper."""

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise _Refused("duplicate_key")
        return found

    try:
        json.loads(line, object_pairs_hook=unique)
    except (ValueError, RecursionError) as error:
        raise _Refused("not_json") from error


def _chunk(path: Path, gathered: _Gathered, wanted: frozenset[str] | None) -> Chunk:
    names: dict[str, None] = {}
    for record in gathered.objects:
        names.update(dict.fromkeys(record))
    kept = [name for name in names if wanted is None or name in wanted]
    others = [name for name in names if wanted is not None and name not in wanted]
    columns = {name: raw_column([record.get(name) for record in gathered.objects]) for name in kept}
    return Chunk(
        file=str(path),
        format=FORMAT,
        columns=pa.table(columns),
        rows=np.array(gathered.rows, dtype=np.int64),
        lines=np.array(gathered.lines, dtype=np.int64),
        raw=gathered.raw.__getitem__,
        broken=tuple(gathered.broken),
        fixed=False,
        unknown=frozenset(others[:UNKNOWN_NAMES_MAX]),
    )
