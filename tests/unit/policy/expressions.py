"""Any expression that the grammar allows, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from wuzha.policy.operations import FUNCTIONS
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

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
_CONSTANTS = (
    st.booleans() | st.integers(-(10**13) + 1, 10**13 - 1) | st.floats(-1e15, 1e15) | _TEXTS
)
LITERALS = st.builds(Literal, _CONSTANTS)
_LEAVES = LITERALS | st.just(Literal(None)) | st.sampled_from(["caller", "x_1", "At"]).map(Name)
_ARGUMENTS = ("sum", "avg", "min", "max", "count", "count_distinct")


def _is_constant(expr: Expr) -> bool:
    return isinstance(expr, Literal) and not isinstance(expr.value, bool | str | None)


def _branches(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    pairs = st.lists(st.tuples(inner, inner), min_size=1, max_size=2).map(tuple)
    values = st.lists(LITERALS, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Logic, st.sampled_from(["and", "or"]), several),
        st.builds(Not, inner),
        st.builds(Compare, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), inner, inner),
        st.builds(IsNull, inner, st.booleans()),
        st.builds(In, inner, values, st.booleans()),
        st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner),
        st.builds(Negate, inner.filter(lambda part: not _is_constant(part))),
        st.builds(Case, pairs, inner),
        st.builds(Call, st.sampled_from([*FUNCTIONS]), several),
        st.builds(Aggregate, st.sampled_from(_ARGUMENTS), inner),
        st.sampled_from(["count", "first_seen", "last_seen"]).map(lambda op: Aggregate(op, None)),
    )


EXPRESSIONS: st.SearchStrategy[Expr] = st.recursive(_LEAVES, _branches, max_leaves=12)
