"""A chunk: some records of one input, as they came, with the way back to their bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wuzha.screen.dead_letters import DeadLetter, Fault

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Chunk:
    """Records of one file in their order.

    - `columns`: one row per readable record, raw: any Arrow type, a dense union where the
      values of an NDJSON key are of several types. Columns that nobody wants may be left out;
      `unknown` then names them (the first few).
    - `rows`: the number of each record in its file, from 1, unreadable ones counted.
    - `lines`: the line on which each starts, from 1; None for Parquet and Arrow.
    - `raw(i)`: the bytes of row i.
    - `broken`: the records that could not be read at all.
    - `fixed`: every record has the same columns (not so in NDJSON).
    """

    file: str
    format: str
    columns: pa.Table
    rows: Ints
    lines: Ints | None
    raw: Callable[[int], bytes]
    broken: tuple[DeadLetter, ...] = ()
    fixed: bool = True
    header: bytes | None = None
    unknown: frozenset[str] = field(default_factory=frozenset)

    @property
    def first_row(self) -> int:
        """The number of the first record in the file, from 1; 0 if the chunk has none."""
        return min(
            [int(self.rows[0])] * bool(len(self.rows)) + [letter.row for letter in self.broken],
            default=0,
        )

    def chosen(self, rows: Bools) -> Chunk:
        """The chunk with only the rows that are true in `rows`."""
        if rows.all():
            return self
        kept = np.flatnonzero(rows)
        return replace(
            self,
            columns=self.columns.filter(pa.array(rows)),
            rows=self.rows[kept],
            lines=None if self.lines is None else self.lines[kept],
            raw=lambda index: self.raw(int(kept[index])),
        )

    def letter(self, index: int, fault: Fault) -> DeadLetter:
        """The dead letter of row `index`."""
        return DeadLetter(
            file=self.file,
            row=int(self.rows[index]),
            line=None if self.lines is None else int(self.lines[index]),
            fault=fault,
            raw=self.raw(index),
            format=self.format,
            header=self.header,
        )
