"""Sliding windows in SQL: masked arguments, window calls, and what is made of them.

Rows of one key follow each other in processing order; a frame reaches back to the oldest event
inside the window. In a *plain* batch (instants strictly rise, nothing is late) the order and the
frame are of `_as_of` itself. Otherwise RANGE would take events of the same instant for
one, so the order is `_place` (the row's number), and `_reach_<over>` says how many places back the
window of this row begins. A late row stands in its place too, but every mask leaves it out.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from wuzha.backends.duckdb.expressions import SQL_TYPES, Renderer, identifier, text
from wuzha.backends.duckdb.sheet import Columns
from wuzha.policy.tree import Aggregate, Feature
from wuzha.policy.walk import walk
from wuzha.vocabulary.event import Type

AGGREGATES = {
    "count": ("{0}", ("count({x})",)),
    "count_distinct": ("{0}", ("count(DISTINCT {x})",)),
    "sum": ("CAST(coalesce({0}, 0) AS BIGINT)", ("sum({x})",)),
    "avg": (
        "(CAST(CAST({0} AS BIGINT) AS DOUBLE) / NULLIF(CAST({1} AS DOUBLE), 0e0))",
        ("sum({x})", "count({x})"),
    ),
    "min": ("{0}", ("min({x})",)),
    "max": ("{0}", ("max({x})",)),
    "first_seen": ("{0}", ("min({x})",)),
    "last_seen": ("{0}", ("max({x})",)),
}
"""Aggregate to SQL over window calls; {x} is the argument, null where the event does not match."""

ADDED = frozenset({"sum", "avg"})
"""Aggregates that take true as 1."""


def reach(over: int) -> str:
    """The column that says how many places back a window of this length begins."""
    return f"_reach_{over}"


def starts(instants: npt.NDArray[np.int64], over: int) -> npt.NDArray[np.int64]:
    """For each of the instants, which never fall: the number of the first inside its window."""
    return np.searchsorted(instants, instants - over, side="right")


@dataclass
class Windows:
    """Collects what the features need: masks before the windows, calls over them, clauses."""

    renderer: Renderer
    plain: bool
    streams: bool
    masks: Columns = field(default_factory=lambda: Columns("_m"))
    calls: Columns = field(default_factory=lambda: Columns("_a"))
    clauses: Columns = field(default_factory=lambda: Columns("_w"))

    def feature(self, feature: Feature) -> None:
        """Makes the feature's aggregates known to the renderer."""
        clause = self.clauses.name(self._clause(feature))
        for node in walk(feature.compute):
            if isinstance(node, Aggregate):
                self.renderer.aggregates[id(node)] = self._aggregate(node, feature, clause)

    def _aggregate(self, aggregate: Aggregate, feature: Feature, clause: str) -> str:
        made_of, calls = AGGREGATES[aggregate.op]
        mask = self.masks.name(
            f"CASE WHEN {self._matching(feature)} THEN {self._argument(aggregate)} END"
        )
        columns = (self.calls.name(f"{call.format(x=mask)} OVER {clause}") for call in calls)
        return made_of.format(*columns)

    def _argument(self, aggregate: Aggregate) -> str:
        if aggregate.op in ("first_seen", "last_seen"):
            return identifier("at")
        if aggregate.arg is None:
            return "1"
        argument = self.renderer.sql(aggregate.arg)
        if aggregate.op in ADDED:
            return f"CAST({argument} AS {SQL_TYPES[Type.INTEGER]})"
        return argument

    def _matching(self, feature: Feature) -> str:
        kinds = ", ".join(text(kind) for kind in sorted(feature.on))
        conditions = [] if self.plain else ["NOT _late"]
        conditions.append(f"kind IN ({kinds})")
        if feature.where is not None:
            conditions.append(self.renderer.sql(feature.where))
        return " AND ".join(conditions)

    def _clause(self, feature: Feature) -> str:
        key = identifier(feature.by)
        # Rows without a key have no windows: each is a part of its own, so that they cost nothing.
        parts = ["_stream"] if self.streams else []
        parts += [key, f"CASE WHEN {key} IS NULL THEN _place END"]
        order = (
            f"_as_of RANGE BETWEEN {feature.over - 1} PRECEDING"
            if self.plain
            else f"_place RANGE BETWEEN {reach(feature.over)} PRECEDING"
        )
        return f"(PARTITION BY {', '.join(parts)} ORDER BY {order} AND CURRENT ROW)"
