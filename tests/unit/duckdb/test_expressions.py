"""Expressions as SQL text: constants keep their value, and text does not explode."""

from __future__ import annotations

import pytest

from contract.harness import ENGINES, database, event, policy_of, values
from wuzha.backends.duckdb.compile import Layout, compile_policy
from wuzha.backends.duckdb.expressions import literal


@pytest.mark.parametrize(
    "value",
    [0.1, 0.49999999999999994, -2.5, 1e300, 5e-324, -0.0, 3, -10_000_000_000_000 + 1, True, False],
)
def test_a_number_is_what_it_was(value: float) -> None:
    (row,) = database().execute(f"SELECT {literal(value)}").fetchall()
    assert row[0] == value
    assert type(row[0]) is type(value)


@pytest.mark.parametrize("value", ["it's", "a\\b", "%_", "$1 ?", "一\n二", "{0}"])
def test_a_text_is_what_it_was(value: str) -> None:
    assert database().execute(f"SELECT {literal(value)}").fetchone() == (value,)


@pytest.mark.parametrize(
    "nested",
    ["(1 / {0})", "least(amount, {0})", "round({0})", "(score * {0})", "coalesce(null, {0})"],
)
def test_nested_expressions_grow_in_step_with_their_depth(nested: str) -> None:
    expression = "amount"
    for _ in range(15):
        expression = nested.format(expression)
    feature = f"f: {{by: person, over: 1h, on: call, compute: 'max({expression})'}}"
    program = compile_policy(policy_of(features=[feature]), Layout(frozenset(["amount"]), True))
    assert len(program.outcome) < 12_000
    found = {name: values(ask, expression, [event(amount=2)]) for name, ask in ENGINES.items()}
    assert found["duckdb"] == found["meaning"]
