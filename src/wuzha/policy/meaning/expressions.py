"""What an expression means: one small function for each node and each function."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import re2

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
    Policy,
)
from wuzha.vocabulary.clock import moment_of
from wuzha.vocabulary.event import Type
from wuzha.vocabulary.limits import INTEGER_MAX

Value = bool | int | float | str | None
Listed = Callable[[int | str], bool]
Scope = Mapping[Any, Any]
"""Values of fields, features and models by name, `as_of`, and of aggregates by their node's id."""


class Expressions:
    """Computes expressions of one policy; `lists` answers whether an identifier is listed."""

    def __init__(self, policy: Policy, lists: Mapping[str, Listed]) -> None:
        self.lists = lists
        self.phrases = {name: set(lex.phrases) for name, lex in policy.lexicons.items()}
        self.zone = ZoneInfo(policy.time_zone)
        self.patterns: dict[str, Any] = {}

    def value(self, expr: Expr, scope: Scope) -> Any:
        """The value of a type-checked expression; None is null."""
        value = NODES[type(expr)](self, expr, scope)
        if expr.type is Type.NUMBER and value is not None:
            return float(value)  # an integer where a number is asked for
        return value

    def pattern(self, text: str) -> Any:
        if text not in self.patterns:
            self.patterns[text] = re2.compile(text)
        return self.patterns[text]


def _literal(self: Expressions, expr: Literal, scope: Scope) -> Value:
    return expr.value


def _name(self: Expressions, expr: Name, scope: Scope) -> Any:
    return scope.get(expr.name)


def _aggregate(self: Expressions, expr: Aggregate, scope: Scope) -> Any:
    return scope[id(expr)]


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _compare(self: Expressions, expr: Compare, scope: Scope) -> Value:
    a = self.value(expr.left, scope)
    b = self.value(expr.right, scope)
    if a is None or b is None:
        return None
    return COMPARISONS[expr.op](*_alike(a, b))


def _alike(a: Any, b: Any) -> tuple[Any, Any]:
    """An integer beside a number becomes a double first; Python alone would compare exactly."""
    if isinstance(a, float) or isinstance(b, float):
        return float(a), float(b)
    return a, b


def _logic(self: Expressions, expr: Logic, scope: Scope) -> Value:
    decisive = expr.op == "or"
    values = [self.value(part, scope) for part in expr.parts]
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def _not(self: Expressions, expr: Not, scope: Scope) -> Value:
    value = self.value(expr.part, scope)
    return None if value is None else not value


def _is_null(self: Expressions, expr: IsNull, scope: Scope) -> Value:
    return (self.value(expr.part, scope) is None) != expr.negated


def _in(self: Expressions, expr: In, scope: Scope) -> Value:
    part = self.value(expr.part, scope)
    if part is None:
        return None
    pairs = (_alike(part, literal.value) for literal in expr.values)
    return any(a == b for a, b in pairs) != expr.negated


ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: math.inf if b == 0 else a / b,
}


def _arithmetic(self: Expressions, expr: Arithmetic, scope: Scope) -> Value:
    a = self.value(expr.left, scope)
    b = self.value(expr.right, scope)
    if a is None or b is None:
        return None
    result = ARITHMETIC[expr.op](float(a), float(b))
    return result if math.isfinite(result) else None


def _negate(self: Expressions, expr: Negate, scope: Scope) -> Value:
    value = self.value(expr.part, scope)
    return None if value is None else -float(value)


def _case(self: Expressions, expr: Case, scope: Scope) -> Any:
    for condition, then in expr.whens:
        if self.value(condition, scope) is True:
            return self.value(then, scope)
    return self.value(expr.default, scope)


def _call(self: Expressions, expr: Call, scope: Scope) -> Any:
    if expr.function == "coalesce":
        values = (self.value(arg, scope) for arg in expr.args)
        return next((value for value in values if value is not None), None)
    if expr.function in NAMING:
        value = self.value(expr.args[0], scope)
        named = expr.args[1]
        assert isinstance(named, Name)
        return None if value is None else NAMING[expr.function](self, value, named.name)
    args = [self.value(arg, scope) for arg in expr.args]
    if any(arg is None for arg in args):
        return None
    if expr.function == "seconds_since":
        return float(scope["as_of"] - args[0]) / 1_000_000.0
    return FUNCTIONS[expr.function](self, *args)


def round_half_away(x: float) -> int:
    """The nearest integer, halves away from zero; exact, where floor(x + 0.5) is not."""
    size = abs(x)
    whole = math.floor(size)
    if size - whole >= 0.5:
        whole += 1
    return -whole if x < 0 else whole


def _whole(x: int) -> int | None:
    """An integer, or null when it is larger than any integer of an event."""
    return x if abs(x) <= INTEGER_MAX else None


def _least(self: Expressions, *args: Any) -> Any:
    return min(float(arg) for arg in args) if _any_number(args) else min(args)


def _greatest(self: Expressions, *args: Any) -> Any:
    return max(float(arg) for arg in args) if _any_number(args) else max(args)


def _any_number(args: tuple[Any, ...]) -> bool:
    return any(isinstance(arg, float) for arg in args)


NODES: dict[type[Expr], Callable[..., Any]] = {
    Literal: _literal,
    Name: _name,
    Aggregate: _aggregate,
    Compare: _compare,
    Logic: _logic,
    Not: _not,
    IsNull: _is_null,
    In: _in,
    Arithmetic: _arithmetic,
    Negate: _negate,
    Case: _case,
    Call: _call,
}

NAMING: dict[str, Callable[[Expressions, Any, str], Any]] = {
    "listed": lambda self, x, name: bool(self.lists[name](x)),
    "phrases": lambda self, text, name: sum(phrase in text for phrase in self.phrases[name]),
}
"""Functions whose second argument names a list or a lexicon."""

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": lambda self, x: abs(x),
    "round": lambda self, x: _whole(round_half_away(float(x))),
    "floor": lambda self, x: _whole(math.floor(float(x))),
    "ceil": lambda self, x: _whole(math.ceil(float(x))),
    "least": _least,
    "greatest": _greatest,
    "length": lambda self, text: len(text),
    "contains": lambda self, text, part: part in text,
    "starts_with": lambda self, text, part: text.startswith(part),
    "ends_with": lambda self, text, part: text.endswith(part),
    "matches": lambda self, text, pattern: self.pattern(pattern).search(text) is not None,
    "hour": lambda self, t: moment_of(t).astimezone(self.zone).hour,
    "weekday": lambda self, t: moment_of(t).astimezone(self.zone).isoweekday(),
}
