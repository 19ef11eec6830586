"""Expressions as DuckDB SQL: a table from operation to template, and a walk that fills it in.

Everything numeric that is not an integer is a DOUBLE, and every conversion is written out: DuckDB
would otherwise take decimals for fractions and compare integers with doubles in its own way.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wuzha.policy.tree import (
    Aggregate,
    Arithmetic,
    Call,
    Case,
    Compare,
    Expr,
    In,
    IsNull,
    Literal,
    Logic,
    Name,
    Negate,
    Not,
)
from wuzha.vocabulary.event import FIELDS, Type
from wuzha.vocabulary.limits import NUMBER_MAX

SQL_TYPES = {
    Type.BOOLEAN: "BOOLEAN",
    Type.INTEGER: "BIGINT",
    Type.NUMBER: "DOUBLE",
    Type.TEXT: "VARCHAR",
    Type.TIME: "BIGINT",
}

FUNCTIONS = {
    "abs": "abs({0})",
    # 13 digits hold every integer of an event, and what needs more is null.
    "round": "CAST(TRY_CAST(round({0}) AS DECIMAL(13, 0)) AS BIGINT)",
    "floor": "CAST(TRY_CAST(floor({0}) AS DECIMAL(13, 0)) AS BIGINT)",
    "ceil": "CAST(TRY_CAST(ceil({0}) AS DECIMAL(13, 0)) AS BIGINT)",
    # DuckDB's own least and greatest skip nulls.
    "least": "list_reduce([{all}], lambda x, y: CASE WHEN x IS NULL OR x < y THEN x ELSE y END)",
    "greatest": "list_reduce([{all}], lambda x, y: CASE WHEN x IS NULL OR x > y THEN x ELSE y END)",
    "coalesce": "coalesce({all})",
    "length": "length({0})",
    "contains": "contains({0}, {1})",
    "starts_with": "starts_with({0}, {1})",
    "ends_with": "suffix({0}, {1})",
    "matches": "regexp_matches({0}, {1})",
    "hour": "CAST(hour(timezone({zone}, make_timestamptz({0}))) AS BIGINT)",
    "weekday": "CAST(isodow(timezone({zone}, make_timestamptz({0}))) AS BIGINT)",
    "seconds_since": "(CAST(_as_of - {0} AS DOUBLE) / 1000000e0)",
}

DOUBLES = frozenset({"round", "floor", "ceil"})
"""Functions whose argument becomes a double whatever it was."""

LISTED = {
    "exact": "CASE WHEN {0} IS NOT NULL THEN {0} IN (SELECT entry FROM {1}) END",
    "suffix": (
        "CASE WHEN {0} IS NOT NULL THEN EXISTS (SELECT 1 FROM (SELECT unnest(list_transform("
        "range(1, len(string_split({0}, '.')) + 1),"
        " lambda i: array_to_string(string_split({0}, '.')[i:], '.'))) AS piece)"
        " WHERE piece IN (SELECT entry FROM {1})) END"
    ),
    "prefix": (
        "CASE WHEN {0} IS NOT NULL THEN EXISTS (SELECT 1 FROM (SELECT unnest(list_transform("
        "range(1, length(CAST({0} AS VARCHAR)) + 1), lambda n: left(CAST({0} AS VARCHAR), n)))"
        " AS piece) WHERE piece IN (SELECT CAST(entry AS VARCHAR) FROM {1})) END"
    ),
}
"""`listed` by the list's way to match; {1} is the list's table."""

# A phrase is looked for only in texts that hold its first two characters side by side.
PHRASES = (
    "CASE WHEN {0} IS NOT NULL THEN (SELECT count(*) FROM (SELECT unnest(list_distinct(list_concat("
    "string_split({0}, ''), list_transform(list_zip(string_split({0}, ''),"
    " string_split({0}, '')[2:]), lambda pair: concat(pair[1], pair[2]))))) AS head) AS heads"
    " JOIN {1} AS lexicon USING (head) WHERE contains({0}, phrase)) END"
)

# Written so that the argument stands there once: repeated at every level of a nested expression,
# it would grow without bound. (DuckDB's NULLIF repeats its first argument behind the scenes.)
FINITE = "list_transform([{0}], lambda x: CASE WHEN isfinite(x) THEN x END)[1]"
"""Null for what is not finite, where arithmetic may leave the range of doubles."""

LOOKUPS = frozenset({"listed", "phrases"})
"""Functions that read a table: each is computed once, in a column of its own."""


def identifier(name: str) -> str:
    """A name as SQL. Policy names hold no quotes; ours start with an underscore."""
    return f'"{name}"'


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def literal(value: bool | int | float | str) -> str:
    """A constant of exactly this value: a fraction without an exponent would be a decimal."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return f"({value}::BIGINT)" if value >= 0 else f"(-{-value}::BIGINT)"
    if isinstance(value, float):
        digits = repr(value)
        return f"({digits})" if "e" in digits else f"({digits}e0)"
    return text(value)


@dataclass
class Renderer:
    """Turns type-checked expressions into SQL.

    `lookups` and `aggregates` hold the columns in which those were computed before; `matches`
    says how each list matches.
    """

    zone: str
    matches: Mapping[str, str]
    lookups: dict[str, str] = field(default_factory=dict)
    aggregates: dict[int, str] = field(default_factory=dict)

    def sql(self, expr: Expr, want: Type | None = None) -> str:
        """The expression, as type `want` where it is given (an integer becomes a number)."""
        rendered = NODES[type(expr)](self, expr)
        wanted = want or expr.type
        if expr.type is None and wanted is not None:
            return f"CAST(NULL AS {SQL_TYPES[wanted]})"
        if wanted is Type.NUMBER and expr.type is Type.INTEGER:
            return f"CAST({rendered} AS DOUBLE)"
        return rendered

    def lookup(self, call: Call) -> str:
        """The SQL that computes a `listed` or `phrases`."""
        subject = self.sql(call.args[0])
        assert isinstance(call.args[1], Name)
        name = call.args[1].name
        if call.function == "phrases":
            return PHRASES.format(subject, lexicon_table(name))
        return LISTED[self.matches[name]].format(subject, list_table(name))


def list_table(name: str) -> str:
    return identifier(f"_list_{name}")


def lexicon_table(name: str) -> str:
    return identifier(f"_lexicon_{name}")


def _literal(self: Renderer, expr: Literal) -> str:
    return "NULL" if expr.value is None else literal(expr.value)


def _compare(self: Renderer, expr: Compare) -> str:
    want = _common(expr.left, expr.right)
    return f"({self.sql(expr.left, want)} {expr.op} {self.sql(expr.right, want)})"


def _common(*exprs: Expr) -> Type | None:
    types = {expr.type for expr in exprs if expr.type is not None}
    return Type.NUMBER if Type.NUMBER in types else next(iter(types), None)


def _logic(self: Renderer, expr: Logic) -> str:
    return "(" + f" {expr.op.upper()} ".join(self.sql(part) for part in expr.parts) + ")"


def _in(self: Renderer, expr: In) -> str:
    want = _common(expr.part, *expr.values)
    values = ", ".join(self.sql(value, want) for value in expr.values)
    negation = "NOT " if expr.negated else ""
    return f"({self.sql(expr.part, want)} {negation}IN ({values}))"


def _arithmetic(self: Renderer, expr: Arithmetic) -> str:
    left, right = self.sql(expr.left, Type.NUMBER), self.sql(expr.right, Type.NUMBER)
    if expr.op == "/" and isinstance(expr.right, Name | Aggregate):
        right = f"NULLIF({right}, 0e0)"
    result = f"({left} {expr.op} {right})"
    return result if size_max(expr) < math.inf else FINITE.format(result)


def size_max(expr: Expr) -> float:
    """A size that the value, where it is not null, never passes; inf if that is not known."""
    match expr:
        case Literal(value=int() | float() as value):
            return abs(float(value))
        case Arithmetic(op="/"):
            least = _size_min(expr.right)
            return size_max(expr.left) / least if least else math.inf
        case Arithmetic(op="*"):
            return size_max(expr.left) * size_max(expr.right)
        case Arithmetic():
            return size_max(expr.left) + size_max(expr.right)
        case Negate():
            return size_max(expr.part)
        case Name(name=name) if expr.type is Type.NUMBER and name in FIELDS:
            return NUMBER_MAX
        case Aggregate(op="avg") | Call(function="seconds_since"):
            return 2.0**63
    return 2.0**63 if expr.type in (Type.INTEGER, Type.TIME) else math.inf


def _size_min(divisor: Expr) -> float:
    """A size that a divisor, where it is not null, is never below."""
    if isinstance(divisor, Literal) and isinstance(divisor.value, int | float):
        return abs(float(divisor.value))
    if isinstance(divisor, Name | Aggregate):  # where it is zero, `_arithmetic` makes it null
        return 1.0 if divisor.type is Type.INTEGER else 5e-324
    return 0.0


def _case(self: Renderer, expr: Case) -> str:
    whens = (
        f"WHEN {self.sql(condition)} THEN {self.sql(then, expr.type)}"
        for condition, then in expr.whens
    )
    return f"CASE {' '.join(whens)} ELSE {self.sql(expr.default, expr.type)} END"


def _call(self: Renderer, expr: Call) -> str:
    if expr.function in LOOKUPS:
        return self.lookups[self.lookup(expr)]
    same = expr.function in ("abs", "least", "greatest", "coalesce")
    want = Type.NUMBER if expr.function in DOUBLES else expr.type if same else None
    args = [self.sql(arg, want) for arg in expr.args]
    return FUNCTIONS[expr.function].format(
        *args,
        all=", ".join(args),
        zone=text(self.zone),
    )


NODES: dict[type[Expr], Callable[[Renderer, Any], str]] = {
    Literal: _literal,
    Name: lambda self, expr: identifier(expr.name),
    Aggregate: lambda self, expr: self.aggregates[id(expr)],
    Compare: _compare,
    Logic: _logic,
    Not: lambda self, expr: f"(NOT {self.sql(expr.part)})",
    IsNull: lambda self, expr: f"({self.sql(expr.part)} IS {'NOT ' if expr.negated else ''}NULL)",
    In: _in,
    Arithmetic: _arithmetic,
    Negate: lambda self, expr: f"(-{self.sql(expr.part, Type.NUMBER)})",
    Case: _case,
    Call: _call,
}
