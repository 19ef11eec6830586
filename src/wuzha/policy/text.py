"""Expressions back to the text of a policy, in one canonical way of writing."""

from __future__ import annotations

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

_OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _UNARY, _PRIMARY = range(8)
_LOGIC = {"or": _OR, "and": _AND}
_ARITHMETIC = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}


def expression_text(expr: Expr) -> str:
    """Text that parses to an equal tree, with brackets only where it needs them."""
    return _text(expr, _OR)


def _text(expr: Expr, rank: int) -> str:
    own, text = _written(expr)
    return text if own >= rank else f"({text})"


def _written(expr: Expr) -> tuple[int, str]:
    """How tightly an expression binds, and its text."""
    match expr:
        case Literal():
            return (_UNARY if _is_negative(expr) else _PRIMARY), _literal(expr)
        case Name():
            return _PRIMARY, expr.name
        case Logic():
            rank = _LOGIC[expr.op]
            return rank, f" {expr.op} ".join(_text(part, rank + 1) for part in expr.parts)
        case Not():
            return _NOT, f"not {_text(expr.part, _NOT)}"
        case Compare():
            left, right = _text(expr.left, _SUM), _text(expr.right, _SUM)
            return _COMPARISON, f"{left} {expr.op} {right}"
        case IsNull():
            negated = "not " * expr.negated
            return _COMPARISON, f"{_text(expr.part, _SUM)} is {negated}null"
        case In():
            values = ", ".join(_literal(value) for value in expr.values)
            return _COMPARISON, f"{_text(expr.part, _SUM)} {'not ' * expr.negated}in ({values})"
        case Arithmetic():
            rank = _ARITHMETIC[expr.op]
            return rank, f"{_text(expr.left, rank)} {expr.op} {_text(expr.right, rank + 1)}"
        case Negate():
            return _UNARY, f"-{_text(expr.part, _UNARY)}"
        case Call():
            return _PRIMARY, f"{expr.function}({', '.join(_text(arg, _OR) for arg in expr.args)})"
    return _PRIMARY, _aggregate(expr) if isinstance(expr, Aggregate) else _case(expr)


def _is_negative(expr: Literal) -> bool:
    return isinstance(expr.value, int | float) and _literal(expr).startswith("-")


def _literal(expr: Literal) -> str:
    value = expr.value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def _aggregate(expr: Aggregate) -> str:
    if expr.arg is None:
        return "count(*)" if expr.op == "count" else f"{expr.op}()"
    arg = _text(expr.arg, _OR)
    return f"count(distinct {arg})" if expr.op == "count_distinct" else f"{expr.op}({arg})"


def _case(expr: Expr) -> str:
    assert isinstance(expr, Case)
    whens = "".join(f" when {_text(c, _OR)} then {_text(v, _OR)}" for c, v in expr.whens)
    default = "" if expr.default == Literal(None) else f" else {_text(expr.default, _OR)}"
    return f"case{whens}{default} end"
