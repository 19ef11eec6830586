"""From a table to the inputs of a model: its own numbers, ratios, histories, neighbours."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from wuzha.lab.train.graph import Graph
from wuzha.lab.train.history import Scale, history
from wuzha.vocabulary.errors import InputError

Doubles = NDArray[np.float64]

_NOT_IN_NAMES = re.compile(r'[\s",:\[\]{}]')


@dataclass(frozen=True)
class Enrichment:
    """What is made of a table's columns besides taking the numbers as they are.

    `features` are the columns to take; if none are named, all numbers but those with another
    part to play. `ratios` are texts `a/b` of two columns. `history` are key columns: what was
    known of their values before each row, by `time`, with the amounts of `amount`. `node` is the
    column of node ids for a graph; `neighbour_fraud` also tells how many neighbours that taught
    were fraud.
    """

    features: tuple[str, ...] | None = None
    ratios: tuple[str, ...] = ()
    time: str | None = None
    history: tuple[str, ...] = ()
    amount: str | None = None
    node: str | None = None
    neighbour_fraud: bool = False

    def __post_init__(self) -> None:
        if self.history and not self.time:
            raise InputError("a history needs the column that tells the time")
        if self.neighbour_fraud and not self.node:
            raise InputError("neighbours need the column that tells the node")


@dataclass(frozen=True)
class Inputs:
    """The inputs of a model for n rows: `values` (n, names), NaN is missing."""

    names: tuple[str, ...]
    values: Doubles

    def with_columns(self, columns: dict[str, Doubles]) -> Inputs:
        if not columns:
            return self
        return Inputs((*self.names, *columns), np.column_stack([self.values, *columns.values()]))


def read_table(source: pa.Table | Path) -> pa.Table:
    """A table as it is, or from a Parquet or CSV file; InputError if it cannot be read."""
    if isinstance(source, pa.Table):
        return source
    try:
        return pa_csv.read_csv(source) if source.suffix == ".csv" else pq.read_table(source)
    except (OSError, pa.ArrowInvalid) as error:
        raise InputError(f"{source}: the table cannot be read: {error}") from error


def column(rows: pa.Table, name: str) -> NDArray[Any]:
    """A column's values; InputError if there is none of that name, or more."""
    if rows.column_names.count(name) != 1:
        raise InputError(
            f"there is no one column `{name}`; there are {', '.join(rows.column_names)}"
        )
    values: NDArray[Any] = rows[name].to_numpy()
    return values


def numbers(rows: pa.Table, name: str) -> Doubles:
    """A column as doubles, NaN where null; InputError if it is no column of numbers."""
    column(rows, name)
    kind = rows.schema.field(name).type
    if not _is_number(kind):
        raise InputError(f"column `{name}` is of type {kind}; name a column of numbers")
    values: Doubles = rows[name].cast(pa.float64()).to_numpy()
    return values


def enrich(
    rows: pa.Table,
    how: Enrichment,
    scale: Scale | None,
    graph: Graph | None,
    taken: Collection[str],
) -> Inputs:
    """All inputs that need no label, for rows that stand in order of time; `taken` are columns
    that have another part to play."""
    own = how.features or _own(rows, {*taken, how.time, how.node, *how.history})
    columns = {name: numbers(rows, name) for name in own}
    for ratio in how.ratios:
        columns[ratio] = _ratio(rows, ratio)
    plain = Inputs(tuple(columns), _stack(columns, rows.num_rows))
    more: dict[str, Doubles] = {}
    if how.time and how.history and scale:
        keys = {name: column(rows, name).astype(str) for name in how.history}
        amount = numbers(rows, how.amount) if how.amount else None
        more |= history(keys, clock(rows, how.time), amount, scale)
    if how.amount:
        more |= _amount_marks(numbers(rows, how.amount), how.amount)
    if graph is not None and how.node:
        nodes = column(rows, how.node)
        more |= graph.structure(nodes) | graph.neighbour_means(nodes, plain.names, plain.values)
    return _named(plain.with_columns(more))


def clock(rows: pa.Table, time: str) -> Doubles:
    """The time column as numbers: as it is, or microseconds of a timestamp."""
    column(rows, time)
    if rows[time].null_count:
        raise InputError(f"column `{time}` has rows without a time; leave them out")
    kind = rows.schema.field(time).type
    if pa.types.is_timestamp(kind):
        micros = rows[time].cast(pa.timestamp("us", kind.tz)).cast(pa.int64())
        return np.asarray(micros.to_numpy(), np.float64)
    return numbers(rows, time)


def _own(rows: pa.Table, taken: set[str | None]) -> list[str]:
    own = [f.name for f in rows.schema if _is_number(f.type) and f.name not in taken]
    if not own:
        raise InputError("the table has no columns of numbers to learn from")
    return own


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)
    )


def _stack(columns: dict[str, Doubles], rows: int) -> Doubles:
    return np.column_stack([*columns.values()]) if columns else np.empty((rows, 0))


def _ratio(rows: pa.Table, ratio: str) -> Doubles:
    over, slash, under = ratio.partition("/")
    if not slash:
        raise InputError(f"`{ratio}` is no ratio; write two columns as a/b")
    below = numbers(rows, under.strip())
    above = numbers(rows, over.strip())
    out: Doubles = np.divide(above, below, out=np.full(len(below), np.nan), where=below != 0)
    return out


def _amount_marks(amount: Doubles, name: str) -> dict[str, Doubles]:
    """How round an amount is: its hundredths, and how many zeros its hundredths end in."""
    cents = np.round(np.nan_to_num(amount) * 100)
    zeros = sum((cents % 10**power == 0).astype(np.float64) for power in range(1, 7))
    return {f"{name}.cents": cents % 100, f"{name}.zeros": np.asarray(zeros)}


def _named(inputs: Inputs) -> Inputs:
    """Names as LightGBM's text can hold them; InputError if two would be the same."""
    names = tuple(_NOT_IN_NAMES.sub("_", name) for name in inputs.names)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"two inputs would be called {', '.join(twice)}; rename the columns")
    return Inputs(names, inputs.values)
