"""The decision log: every decision of a run in one file, complete or visibly not.

A log is written as `decisions.partial.parquet` and takes its final name when the last decision
is in it. Whoever finds the final name may trust that nothing is missing.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Protocol

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from wuzha.vocabulary.decision import SCHEMA

LABEL = "label"
"""The truth about an event, where the mapping names one: a column after those of a decision."""

ROW_GROUP_ROWS = 131_072

_WORDS = tuple(f"reasons.list.element.{name}" for name in ("rule", "zh", "en"))
_REPEATED = ["kind", "person", "level", "type", "stage", "action", "policy", *_WORDS]
"""Columns whose values come again and again; looking for repetition in the others costs time."""


class DecisionLog:
    """Writes decisions (`vocabulary.decision.SCHEMA`, with LABEL if `labelled`) to a folder.

    `format` is one of FORMATS. Use as a context manager: leaving it without `complete` closes
    the partial file, readable, under its partial name.
    """

    def __init__(self, folder: Path, format: str = "parquet", *, labelled: bool = False) -> None:
        schema = SCHEMA.append(pa.field(LABEL, pa.bool_())) if labelled else SCHEMA
        self.path = folder / f"decisions.{format}"
        self._partial = folder / f"decisions.partial.{format}"
        self._writer = FORMATS[format](self._partial, schema)

    def write(self, decisions: pa.Table) -> None:
        self._writer.write(decisions)

    def complete(self) -> None:
        """Every decision is in: close the file and give it its final name."""
        self._writer.close()
        self._partial.replace(self.path)

    def __enter__(self) -> DecisionLog:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.close()


class _Writer(Protocol):
    def write(self, decisions: pa.Table) -> None: ...

    def close(self) -> None: ...


class _Parquet:
    """Row groups of some size: small ones compress badly and are slow to read."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._schema = schema
        self._waiting: list[pa.Table] = []
        self._rows = 0
        self._file = pq.ParquetWriter(
            path,
            schema,
            compression="zstd",
            compression_level=1,
            use_dictionary=_REPEATED,
            write_statistics=["at", "score"],
        )

    def write(self, decisions: pa.Table) -> None:
        self._waiting.append(decisions.cast(self._schema))
        self._rows += len(decisions)
        if self._rows >= ROW_GROUP_ROWS:
            self._write_group()

    def close(self) -> None:
        if self._file.is_open:
            self._write_group()
            self._file.close()

    def _write_group(self) -> None:
        if self._rows:
            self._file.write_table(pa.concat_tables(self._waiting), row_group_size=self._rows)
        self._waiting, self._rows = [], 0


class _Ndjson:
    """One object a line, for people and for programs that know nothing of Arrow."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._schema = schema
        self._file = path.open("wb")
        self._encoder = msgspec.json.Encoder()

    def write(self, decisions: pa.Table) -> None:
        rows = decisions.cast(self._schema).to_pylist()
        self._file.write(self._encoder.encode_lines(rows))

    def close(self) -> None:
        self._file.close()


FORMATS: dict[str, type[_Parquet] | type[_Ndjson]] = {"parquet": _Parquet, "ndjson": _Ndjson}

RUN_FILES = (
    *(f"decisions.{name}" for name in FORMATS),
    *(f"decisions.partial.{name}" for name in FORMATS),
    "dead_letters.ndjson",
    "summary.json",
)
"""What a run leaves in its folder."""


def is_finished(folder: Path) -> bool:
    """Whether a run was completed in this folder."""
    return any((folder / f"decisions.{name}").exists() for name in FORMATS)


def clear(folder: Path) -> None:
    """Make the folder, and take away what an earlier run left there; nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in RUN_FILES:
        (folder / name).unlink(missing_ok=True)
