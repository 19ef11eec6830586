"""Expressions are read as SQL reads them, and can be written back."""

from __future__ import annotations

import pytest
from hypothesis import given

from unit.policy.expressions import EXPRESSIONS
from wuzha.policy.expression import expression
from wuzha.policy.text import expression_text
from wuzha.policy.tree import Expr, Literal, Span


def read(source: str) -> Expr:
    return expression(source, lambda start, end: Span(1, start + 1, end - start))


@given(EXPRESSIONS)
def test_text_reads_back_as_the_same_tree(tree: Expr) -> None:
    text = expression_text(tree)
    again = read(text)
    assert again == tree
    assert repr(again) == repr(read(expression_text(again))), "spans aside, and 1 is not 1.0"


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("a or b and c", "a or b and c"),
        ("(a or b) and c", "(a or b) and c"),
        ("not a = b", "not a = b"),
        ("not (a and b)", "not (a and b)"),
        ("a - b - c", "a - b - c"),
        ("a - (b - c)", "a - (b - c)"),
        ("a + b * c", "a + b * c"),
        ("(a + b) * -c", "(a + b) * -c"),
        ("a BETWEEN 1 AND 2", "a >= 1 and a <= 2"),
        ("a not between 1 and 2 or b", "not (a >= 1 and a <= 2) or b"),
        ("a is NOT null", "a is not null"),
        ("a not in (1, -2.5)", "a not in (1, -2.5)"),
        ("a in ('it''s')", "a in ('it''s')"),
        ("Count(Distinct a) / count(*)", "count(distinct a) / count(*)"),
        ("last_seen()", "last_seen()"),
        ("case when a then 1 end", "case when a then 1 end"),
        ("case when a then 1 else 2 end", "case when a then 1 else 2 end"),
        ("1_000_000", "1000000"),
        ("1e3", "1000.0"),
        ("- 5", "-5"),
        ("--5", "5"),
        ("-(a)", "-a"),
        ("true and null", "true and null"),
    ],
)
def test_precedence_and_writing(source: str, written: str) -> None:
    assert expression_text(read(source)) == written


def test_a_negative_constant_is_a_constant() -> None:
    assert read("-5") == Literal(-5)
    assert read("5 - -5") == read("5 - (-5)")
