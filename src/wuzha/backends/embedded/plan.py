"""A policy to windows: which table keeps what, and where each value comes from.

Features with the same key field share a table: one log, one state per key. Aggregates that are
equal (same window, condition, argument) are kept once, whatever features use them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from wuzha.backends.embedded.layout import DOUBLE, WHOLE, Layout, flavour
from wuzha.policy.tree import Aggregate, Expr, Feature, Logic, Name
from wuzha.policy.walk import walk
from wuzha.vocabulary.event import Kind, Type

_PREDICATES_MAX = 31
"""Condition bits that fit beside the slot in one word of the log."""


@dataclass(frozen=True)
class Predicate:
    """Which events count: kinds, a condition, an argument that must be known."""

    on: frozenset[Kind]
    where: Expr | None
    known: Expr | None


@dataclass(frozen=True)
class Kept:
    """One aggregate that a table keeps: `op` is count, sum, distinct, min, max or last."""

    op: str
    bit: int
    over: int
    arg: int | None
    """Number of the argument among the table's arguments (distinct: among its pairs)."""
    out: int
    """Column of its value."""


@dataclass
class WindowTable:
    """What one table keeps for one key field."""

    by: str
    number: int
    key: int
    bits: int
    predicates: list[Predicate] = field(default_factory=list)
    args: dict[Expr | None, int] = field(default_factory=dict)
    """Argument to its column; None is the event's own instant."""
    pairs: dict[tuple[int, Expr], int] = field(default_factory=dict)
    """Condition bit and argument of distinct counts, to the column of their pair hash."""
    kept: list[Kept] = field(default_factory=list)

    @property
    def windows(self) -> list[int]:
        """Window lengths, rising."""
        return sorted({kept.over for kept in self.kept})

    def bit(self, predicate: Predicate) -> int:
        if predicate not in self.predicates:
            self.predicates.append(predicate)
        return self.predicates.index(predicate)


@dataclass
class Plan:
    """Tables, and per feature the columns of the aggregates in its `compute`."""

    layout: Layout
    tables: list[WindowTable] = field(default_factory=list)
    values: dict[str, dict[Aggregate, Parts]] = field(default_factory=dict)


@dataclass(frozen=True)
class Parts:
    """The kept aggregates that an aggregate of the language is made of."""

    first: Kept
    count: Kept | None = None
    """For avg: the number of known arguments beside their sum."""


def plan(features: list[Feature], layout: Layout) -> Plan:
    """The tables for the features, with their columns in the layout."""
    made = Plan(layout)
    for feature in features:
        made.values[feature.name] = {
            aggregate: _parts(made, feature, aggregate)
            for aggregate in dict.fromkeys(_aggregates(feature.compute))
        }
        if isinstance(feature.compute, Aggregate):
            parts = made.values[feature.name][feature.compute]
            if parts.count is None:
                layout.same(feature.name, parts.first.out)
    return made


def _aggregates(tree: Expr) -> Iterator[Aggregate]:
    return (node for node in walk(tree) if isinstance(node, Aggregate))


def _parts(made: Plan, feature: Feature, aggregate: Aggregate) -> Parts:
    op, arg, over = aggregate.op, aggregate.arg, feature.over
    if op in ("sum", "avg") and arg is not None and arg.type is Type.BOOLEAN:
        return _share_of_true(made, feature, arg, op)
    predicate = Predicate(feature.on, feature.where, _needed(arg))
    table = _table(made, feature.by, predicate)
    bit = table.bit(predicate)
    match op:
        case "count":
            return Parts(_keep(made, table, "count", bit, over, None))
        case "sum" | "avg":
            total = _keep(made, table, "sum", bit, over, _arg(made, table, arg))
            count = _keep(made, table, "count", bit, over, None) if op == "avg" else None
            return Parts(total, count)
        case "count_distinct":
            assert arg is not None
            return Parts(_keep(made, table, "distinct", bit, over, _pair(made, table, bit, arg)))
        case "last_seen":
            return Parts(_keep(made, table, "last", bit, over, None))
        case "first_seen":
            return Parts(_keep(made, table, "min", bit, over, _arg(made, table, None)))
    return Parts(_keep(made, table, op, bit, over, _arg(made, table, arg)))


def _share_of_true(made: Plan, feature: Feature, arg: Expr, op: str) -> Parts:
    """A sum of booleans counts the events where they are true: nothing to keep in the log."""
    where = arg if feature.where is None else Logic("and", (feature.where, arg), type=arg.type)
    true = Predicate(feature.on, where, None)
    known = Predicate(feature.on, feature.where, arg)
    if op == "sum":
        table = _table(made, feature.by, true)
        return Parts(_keep(made, table, "count", table.bit(true), feature.over, None))
    table = _table(made, feature.by, true, known)
    total = _keep(made, table, "count", table.bit(true), feature.over, None)
    return Parts(total, _keep(made, table, "count", table.bit(known), feature.over, None))


def _needed(arg: Expr | None) -> Expr | None:
    """An argument that must be known; the event's own instant always is."""
    return None if isinstance(arg, Name) and arg.name in ("at", "id", "kind") else arg


def _table(made: Plan, by: str, *predicates: Predicate) -> WindowTable:
    """A table of this key that knows the predicates or has room for them."""
    for table in made.tables:
        if table.by == by and len({*table.predicates, *predicates}) <= _PREDICATES_MAX:
            return table
    number = len(made.tables)
    column = made.layout.column
    table = WindowTable(by, number, column(f"key of {by}"), column(f"bits of table {number}"))
    made.tables.append(table)
    return table


def _arg(made: Plan, table: WindowTable, arg: Expr | None) -> int:
    if arg not in table.args:
        kept = flavour(arg.type) if arg is not None else flavour(Type.TIME)
        name = f"argument {len(table.args)} of table {table.number}"
        table.args[arg] = made.layout.column(name, kept)
    return list(table.args).index(arg)


def _pair(made: Plan, table: WindowTable, bit: int, arg: Expr) -> int:
    if (bit, arg) not in table.pairs:
        name = f"pair {len(table.pairs)} of table {table.number}"
        table.pairs[bit, arg] = made.layout.column(name)
    return list(table.pairs).index((bit, arg))


def _keep(made: Plan, table: WindowTable, op: str, bit: int, over: int, arg: int | None) -> Kept:
    for kept in table.kept:
        if (kept.op, kept.bit, kept.over, kept.arg) == (op, bit, over, arg):
            return kept
    doubles = op in ("min", "max") and arg is not None and _is_double(made, table, arg)
    name = f"{op} {len(table.kept)} of table {table.number}"
    out = made.layout.column(name, DOUBLE if doubles else WHOLE)
    table.kept.append(Kept(op, bit, over, arg, out))
    return table.kept[-1]


def _is_double(made: Plan, table: WindowTable, arg: int) -> bool:
    return made.layout.flavours[list(table.args.values())[arg]] == DOUBLE
