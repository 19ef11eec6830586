"""A table made ready to learn from: its rows in order, its labels, its inputs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wuzha.lab.train.graph import Graph
from wuzha.lab.train.history import Scale, scale_of
from wuzha.lab.train.inputs import Enrichment, Inputs, clock, column, enrich, numbers, read_table
from wuzha.vocabulary.errors import InputError

Doubles = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Task:
    """Rows in order of time (`order` are their places in the table that was given).

    `target` is true for fraud, `labelled` says where that is known. `inputs` are those that need
    no label; `inputs_with` adds those that need some.
    """

    rows: pa.Table
    order: Ints
    target: Flags
    labelled: Flags
    inputs: Inputs
    scale: Scale | None
    graph: Graph | None
    enrichment: Enrichment

    def inputs_with(self, taught: Flags) -> Inputs:
        """All inputs, when the labels of the rows `taught` may be looked at."""
        how = self.enrichment
        if self.graph is None or how.node is None or not how.neighbour_fraud:
            return self.inputs
        nodes = column(self.rows, how.node)
        return self.inputs.with_columns(self.graph.neighbour_fraud(nodes, self.target, taught))


def prepare(
    rows: pa.Table,
    target: str,
    unlabelled: Collection[int],
    how: Enrichment,
    edges: pa.Table | Path | None = None,
    taken: Collection[str] = (),
    scale: Scale | None = None,
) -> Task:
    """A table as a task. `taken` are further columns that are no inputs; `scale` is that of the
    table that taught before, if there is one. InputError if columns are missing or of a wrong
    kind, or if the target holds anything but 0, 1, null and `unlabelled`."""
    if how.node and edges is None:
        raise InputError("neighbours need a table of edges")
    order = np.arange(rows.num_rows)
    if how.time:
        time = clock(rows, how.time)
        order = np.argsort(time, kind="stable")
        rows, time = rows.take(pa.array(order)), time[order]
        scale = scale or scale_of(time)
    labels = numbers(rows, target)
    labelled = ~np.isnan(labels) & ~np.isin(labels, sorted(unlabelled))
    if not np.isin(labels[labelled], (0, 1)).all():
        raise InputError(
            f"`{target}` must be 1 for fraud and 0 for honest; name what is unlabelled"
        )
    graph = graph_of(edges) if how.node else None
    inputs = enrich(rows, how, scale, graph, {target, *taken})
    return Task(rows, order, labels == 1, labelled, inputs, scale, graph, how)


def graph_of(edges: pa.Table | Path | None) -> Graph:
    """The graph of a table with the columns src and dst, and w where edges have a weight."""
    assert edges is not None
    table = read_table(edges)
    weight = numbers(table, "w") if "w" in table.column_names else None
    return Graph(column(table, "src"), column(table, "dst"), weight)
