"""What a row's neighbours in a graph tell: how many, how close to each other, and what they do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wuzha.lab.train.split import draw

Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

CLOSE_NODES_MAX = 40_000
"""Past this many nodes clustering is left out: it takes nodes^2 / 8 bytes."""
LABEL_FOLDS = 10
_STRENGTH = 2.0
_EDGES_AT_ONCE = 1 << 14


class Graph:
    """An undirected graph. Edges are two columns of node ids; loops and doubles count once.

    Nodes asked for that no edge names have degree 0.
    """

    def __init__(self, src: NDArray[Any], dst: NDArray[Any], weight: Doubles | None = None) -> None:
        self.names, ends = np.unique(np.concatenate([src, dst]), return_inverse=True)
        a, b = ends[: len(src)], ends[len(src) :]
        low, high = np.minimum(a, b), np.maximum(a, b)
        _, first = np.unique(low * len(self.names) + high, return_index=True)
        first = first[low[first] != high[first]]
        self.low, self.high = low[first], high[first]
        self.weight = np.ones(len(first)) if weight is None else weight[first]
        self.size = len(self.names)

    def place(self, nodes: NDArray[Any]) -> Ints:
        """Where each node stands, `size` if no edge names it."""
        found = np.searchsorted(self.names, nodes)
        known = np.append(self.names, self.names[-1:])[found] == nodes if self.size else False
        return np.where(known, found, self.size)

    def sums(self, values: Doubles, weight: Doubles | None = None) -> Doubles:
        """Of each node, the sum of its neighbours' values (size); with a 0 at the end."""
        w = np.ones(len(self.low)) if weight is None else weight
        total = np.bincount(self.high, w * values[self.low], self.size + 1).astype(np.float64)
        total += np.bincount(self.low, w * values[self.high], self.size + 1)
        return total

    def structure(self, nodes: NDArray[Any]) -> dict[str, Doubles]:
        """Degree, weighted degree, clustering, and the neighbours' mean degree of each node."""
        one = np.ones(self.size)
        degree = self.sums(one)
        at = self.place(nodes)
        with np.errstate(invalid="ignore", divide="ignore"):
            return {
                "graph.degree": degree[at],
                "graph.strength": self.sums(one, self.weight)[at],
                "graph.clustering": self._clustering(degree)[at],
                "graph.neighbour_degree": (self.sums(degree[:-1]) / degree)[at],
            }

    def _clustering(self, degree: Doubles) -> Doubles:
        """The share of a node's pairs of neighbours that are neighbours (Watts, Strogatz 1998)."""
        if self.size > CLOSE_NODES_MAX:
            return np.full(self.size + 1, np.nan)
        near = np.zeros((self.size, self.size // 8 + 1), np.uint8)
        for a, b in ((self.low, self.high), (self.high, self.low)):
            np.bitwise_or.at(near, (a, b // 8), (1 << (b % 8)).astype(np.uint8))
        both = np.empty(len(self.low))
        for start in range(0, len(both), _EDGES_AT_ONCE):
            part = slice(start, start + _EDGES_AT_ONCE)
            common = near[self.low[part]] & near[self.high[part]]
            both[part] = np.bitwise_count(common).sum(axis=1)
        # Each triangle of a node stands on two of its edges.
        paths = self.sums(np.ones(self.size), both)
        return np.where(degree > 1, paths / np.maximum(degree * (degree - 1), 1), np.nan)

    def neighbour_means(
        self, nodes: NDArray[Any], columns: Sequence[str], inputs: Doubles
    ) -> dict[str, Doubles]:
        """The mean of each input over a node's neighbours that have a row with a value.

        `inputs` is (rows, columns), of the same rows as `nodes`. No label is looked at.
        """
        at = self.place(nodes)
        out = {}
        for number, name in enumerate(columns):
            known = ~np.isnan(inputs[:, number]) & (at < self.size)
            values, there = np.zeros(self.size), np.zeros(self.size)
            values[at[known]] = inputs[known, number]
            there[at[known]] = 1
            count = self.sums(there)
            mean = np.where(count > 0, self.sums(values) / np.maximum(count, 1), np.nan)
            out[f"graph.{name}"] = mean[at]
        return out

    def neighbour_fraud(
        self, nodes: NDArray[Any], target: Flags, taught: Flags
    ) -> dict[str, Doubles]:
        """The share of fraud among a node's neighbours whose rows are `taught`, and their number.

        A neighbour in the same of LABEL_FOLDS folds of nodes does not count, so that a row that
        teaches is seen as one that does not: neither itself nor a copy of its group tells.
        The share is drawn to that of all by _STRENGTH rows.
        """
        at = self.place(nodes)
        prior = float(target[taught].mean()) if taught.any() else 0.0
        fold = (draw(nodes, "neighbours") * LABEL_FOLDS).astype(np.int64)
        share, count = np.full(len(nodes), prior), np.zeros(len(nodes))
        for number in range(LABEL_FOLDS):
            telling = taught & (fold != number) & (at < self.size)
            frauds, there = np.zeros(self.size), np.zeros(self.size)
            frauds[at[telling]], there[at[telling]] = target[telling], 1
            mine = fold == number
            count[mine] = self.sums(there)[at[mine]]
            caught = self.sums(frauds)[at[mine]]
            share[mine] = (caught + _STRENGTH * prior) / (count[mine] + _STRENGTH)
        return {"graph.fraud_share": share, "graph.fraud_known": count}
