"""What a feature means: a look back over everything that happened on the same key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from wuzha.policy.meaning.expressions import Expressions
from wuzha.policy.tree import Aggregate, Feature
from wuzha.policy.walk import walk


class Match(NamedTuple):
    """An event that a window may hold: its instant, and the argument of each aggregate."""

    at: int
    args: tuple[Any, ...]


class Window:
    """One feature's history. `read` must be given the rows in processing order."""

    def __init__(self, feature: Feature, expressions: Expressions) -> None:
        self.feature = feature
        self.expressions = expressions
        self.aggregates = [node for node in walk(feature.compute) if isinstance(node, Aggregate)]
        self.matches: dict[Any, list[Match]] = defaultdict(list)

    def read(self, row: Mapping[str, Any]) -> Any:
        """The feature's value at `row`, which joins the window first if it matches."""
        key = row.get(self.feature.by)
        if key is None:
            return None
        if self._matches(row):
            self.matches[key].append(Match(row["at"], self._args(row)))
        start = row["as_of"] - self.feature.over
        window = [match for match in self.matches[key] if start < match.at]
        scope: dict[str | int, Any] = {"as_of": row["as_of"]}
        for place, aggregate in enumerate(self.aggregates):
            args = None if aggregate.arg is None else [match.args[place] for match in window]
            scope[id(aggregate)] = AGGREGATES[aggregate.op](window, args)
        return self.expressions.value(self.feature.compute, scope)

    def _matches(self, row: Mapping[str, Any]) -> bool:
        if row["late"] or row["kind"] not in self.feature.on:
            return False
        where = self.feature.where
        return where is None or self.expressions.value(where, row) is True

    def _args(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(
            None if aggregate.arg is None else self.expressions.value(aggregate.arg, row)
            for aggregate in self.aggregates
        )


Args = list[Any] | None


def _present(args: Args) -> list[Any]:
    assert args is not None
    return [arg for arg in args if arg is not None]


def _count(window: list[Match], args: Args) -> int:
    return len(window) if args is None else len(_present(args))


def _avg(window: list[Match], args: Args) -> float | None:
    present = _present(args)
    return float(sum(present)) / float(len(present)) if present else None


AGGREGATES: dict[str, Callable[[list[Match], Args], Any]] = {
    "count": _count,
    "count_distinct": lambda window, args: len(set(_present(args))),
    "sum": lambda window, args: sum(_present(args)),
    "avg": _avg,
    "min": lambda window, args: min(_present(args), default=None),
    "max": lambda window, args: max(_present(args), default=None),
    "first_seen": lambda window, args: min((match.at for match in window), default=None),
    "last_seen": lambda window, args: max((match.at for match in window), default=None),
}
