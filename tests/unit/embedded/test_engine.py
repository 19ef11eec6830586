"""The embedded engine as a whole: names, many rules, batches with nothing in them."""

from __future__ import annotations

import pyarrow as pa
import pytest

from contract.harness import AT, SMALL, ask_embedded, ask_meaning, event, policy_of
from property.strategies import resources
from property.streams import ordered_table
from wuzha.backends.contract import values_schema
from wuzha.backends.embedded.engine import EmbeddedEngine
from wuzha.policy.meaning import order
from wuzha.vocabulary.event import ORDER_COLUMNS, REQUIRED, SCHEMA

SAY = "say: {zh: 规则, en: a rule}"
COUNTED = policy_of(features=["calls: {by: person, over: 1h, on: call, compute: count(*)}"])


@pytest.mark.parametrize("name", ["as_of", "seq", "n", "i", "v0", "slot", "index", "while"])
def test_a_feature_may_have_any_name(name: str) -> None:
    """Kernels and ordered batches have names of their own."""
    policy = policy_of(
        features=[f"{name}: {{by: person, over: 1h, on: call, compute: avg(answered)}}"],
        rules=[f"r: {{on: call, when: {name} > 0.4, points: 10, {SAY}}}"],
    )
    rows = [event(n, at=AT + n, person="p", answered=n % 3 == 1) for n in range(6)]
    ordered = order(rows, 0)
    assert ask_embedded(policy, ordered) == ask_meaning(policy, ordered)


def test_more_rules_than_bits_in_a_word() -> None:
    rules = [
        f"r{n}: {{on: call, when: amount > {n}, points: {n % 3}, type: t{n % 7}, {SAY}}}"
        for n in range(150)
    ]
    policy = policy_of(rules=rules)
    rows = [event(n, at=AT + n, amount=x) for n, x in enumerate((0, 1, 61, 62, 63, 124, 125, 200))]
    ordered = order(rows, 0)
    found = ask_embedded(policy, ordered)
    assert found == ask_meaning(policy, ordered)
    assert sum(found[-1][f"fired:r{n}"] for n in range(150)) == 150


def test_empty_batches_change_nothing() -> None:
    engine = EmbeddedEngine(COUNTED, resources(), compiled=False, capacity=SMALL)
    table = ordered_table(order([event(n, at=AT + n, person="p") for n in range(4)], 0))
    schema = [field for field in SCHEMA if field.name in REQUIRED]
    bare = pa.Table.from_pylist([], schema=pa.schema([*schema, *ORDER_COLUMNS]))
    found = []
    for batch in (bare, table.slice(0, 0), table.slice(0, 2), bare, table.slice(2)):
        values = engine.values(batch)
        assert values.schema.equals(values_schema(COUNTED))
        found += values["calls"].to_pylist()
    assert found == [1, 2, 3, 4]


def test_batches_in_many_chunks_and_slices() -> None:
    ordered = order([event(n, at=AT + n, person="p", answered=True) for n in range(9)], 0)
    table = ordered_table(ordered)
    chunked = pa.concat_tables([table.slice(0, 1), table.slice(1, 5), table.slice(6)])
    assert chunked["id"].num_chunks == 3
    engine = EmbeddedEngine(COUNTED, resources(), compiled=False, capacity=SMALL)
    assert engine.values(chunked).to_pylist() == ask_meaning(COUNTED, ordered)


def test_forgetting_is_as_if_nothing_had_come() -> None:
    engine = EmbeddedEngine(COUNTED, resources(), compiled=False, capacity=SMALL)
    table = ordered_table(order([event(n, at=AT + n, person="p") for n in range(4)], 0))
    first = engine.values(table)
    assert engine.values(table)["calls"].to_pylist() == [5, 6, 7, 8]
    engine.forget()
    assert engine.values(table).equals(first)


def test_without_sentences_the_decisions_are_the_same() -> None:
    policy = policy_of(rules=[f"paid: {{on: transfer, when: amount > 1, points: 9, {SAY}}}"])
    rows = [event(n, at=AT + n, kind="transfer", person="p", amount=n) for n in range(4)]
    table = ordered_table(order(rows, 0))
    said, unsaid = (
        EmbeddedEngine(policy, resources(), compiled=False, sentences=sentences).decide(table)
        for sentences in (True, False)
    )
    assert unsaid.drop_columns("reasons").equals(said.drop_columns("reasons"))
    for ours, theirs in zip(
        unsaid["reasons"].to_pylist(), said["reasons"].to_pylist(), strict=True
    ):
        assert ours == [{**reason, "zh": None, "en": None} for reason in theirs]
