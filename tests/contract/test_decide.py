"""Decisions with their reasons: every engine says the same, in both languages."""

from __future__ import annotations

from random import Random
from typing import Any

import pyarrow as pa
import pytest

from contract.harness import AT, SMALL, database, event, policy_of
from property.policies import FOLDER, policy_text
from property.strategies import resources
from property.streams import ordered_table, stream
from wuzha.backends.contract import Engine
from wuzha.backends.duckdb import DuckDbEngine
from wuzha.backends.embedded.engine import EmbeddedEngine
from wuzha.policy.meaning import order
from wuzha.policy.parse import unchecked_policy
from wuzha.policy.tree import Policy
from wuzha.vocabulary.clock import SECOND
from wuzha.vocabulary.decision import SCHEMA

ENGINES = ("embedded", "duckdb")
on_each = pytest.mark.parametrize("name", ENGINES)

TOLD = policy_of(
    features=[
        "calls: {by: person, over: 1h, on: call, compute: count(*)}",
        "paid: {by: person, over: 1h, on: transfer, compute: sum(amount)}",
        "share: {by: person, over: 1h, on: call, compute: avg(answered)}",
        "begun: {by: person, over: 1h, on: call, compute: first_seen()}",
        "busy: {by: person, over: 1h, on: call, compute: count(*) > 1}",
    ],
    rules=[
        "values: {on: transfer, when: 'true', points: 30, type: loan, stage: trust, say: {"
        "zh: '{calls}次、{paid}、{share}、{begun}、{busy}', "
        "en: '{calls} calls, {paid}, {share}, {begun}, {busy}'}}",
        "fields: {on: transfer, when: amount > 1, points: 20, say: {"
        "zh: '{text}，{amount}，{answered}，{at}，{score}，{caller}', "
        "en: '{text}; {amount}; {answered}; {at}; {score}; {caller}'}}",
        "plain: {on: [call, transfer], when: answered, points: 5, say: {"
        "zh: '{{}} 100%', en: '{{}} 100%'}}",
    ],
)


def engine(name: str, policy: Policy) -> Engine:
    if name == "duckdb":
        return DuckDbEngine(policy, resources(), connection=database())
    return EmbeddedEngine(policy, resources(), compiled=False, capacity=SMALL)


def decided(name: str, policy: Policy, rows: list[dict[str, Any]]) -> pa.Table:
    return engine(name, policy).decide(ordered_table(order(rows, policy.lateness)))


def reasons(name: str, *rows: dict[str, Any]) -> list[tuple[str, int, str, str]]:
    """The last event's reasons."""
    found = decided(name, TOLD, [*rows])["reasons"].to_pylist()[-1]
    return [(reason["rule"], reason["points"], reason["zh"], reason["en"]) for reason in found]


@on_each
def test_values_of_the_moment(name: str) -> None:
    assert reasons(
        name,
        event(0, person="p", answered=True),
        event(1, at=AT + SECOND, person="p", answered=False),
        event(2, at=AT + 2 * SECOND, person="p", answered=False),
        event(
            3,
            at=AT + 3 * SECOND,
            kind="transfer",
            person="p",
            amount=1_234_567,
            currency="CNY",
            text="转账" * 40,
            answered=True,
            score=0.123456,
            caller=8613800000001,
        ),
    ) == [
        (
            "values",
            30,
            "3次、12,345.67 元、0.333、2027-01-15 08:00:00Z、是",
            "3 calls, CNY 12,345.67, 0.333, 2027-01-15 08:00:00Z, yes",
        ),
        (
            "fields",
            20,
            "转账" * 30 + "，12,345.67 元，是，2027-01-15 08:00:03Z，0.123，8613800000001",
            "转账" * 30 + "; CNY 12,345.67; yes; 2027-01-15 08:00:03Z; 0.123; 8613800000001",
        ),
        ("plain", 5, "{{}} 100%", "{{}} 100%"),
    ]


@on_each
def test_what_is_not_known_is_said_to_be_unknown(name: str) -> None:
    # Without a person there are no windows; amount has no currency; most fields are absent.
    assert reasons(name, event(0, kind="transfer", amount=250)) == [
        (
            "values",
            30,
            "未知次、未知、未知、未知、未知",
            ", ".join(["unknown calls", *["unknown"] * 4]),
        ),
        (
            "fields",
            20,
            "未知，2.50，未知，2027-01-15 08:00:00Z，未知，未知",
            "unknown; 2.50; unknown; 2027-01-15 08:00:00Z; unknown; unknown",
        ),
    ]


@on_each
def test_windows_without_events(name: str) -> None:
    (values,) = reasons(name, event(0, kind="transfer", person="p", amount=0, currency="CNY"))
    assert values[2:] == ("0次、0.00 元、未知、未知、否", "0 calls, CNY 0.00, unknown, unknown, no")


@on_each
def test_the_columns_of_a_decision(name: str) -> None:
    found = decided(name, TOLD, [event(0, kind="transfer", person="p", amount=0), event(1, at=0)])
    table = found.cast(SCHEMA)
    assert table.select(["id", "at", "kind", "person", "late"]).to_pylist() == [
        {"id": "e01", "at": 0, "kind": "call", "person": None, "late": True},
        {"id": "e00", "at": AT, "kind": "transfer", "person": "p", "late": False},
    ]
    assert table.select(["score", "level", "type", "stage", "action"]).to_pylist() == [
        {"score": 0, "level": "none", "type": None, "stage": None, "action": "allow"},
        {"score": 30, "level": "medium", "type": "loan", "stage": "trust", "action": "allow"},
    ]
    assert table["policy"].to_pylist() == [f"asked@1#{TOLD.digest[:12]}"] * 2


@on_each
def test_no_events_no_decisions(name: str) -> None:
    table = ordered_table(order([event(0)], 0)).slice(0, 0)
    assert engine(name, TOLD).decide(table).cast(SCHEMA).num_rows == 0


@pytest.mark.parametrize("seed", range(12))
def test_engines_decide_alike_on_any_policy(seed: int) -> None:
    """Generated rules say nothing of interest, so theirs are made to tell values."""
    random = Random(seed)
    shown = "{f0}, {amount}, {score}, {text}, {at}, {answered}, {payee}"
    told = policy_text(random).replace(
        "say: {zh: 规则, en: a rule}", f"say: {{zh: '说{shown}', en: '{shown}'}}"
    )
    policy = unchecked_policy(told, folder=FOLDER)
    reasons = 0
    for _ in range(8):
        rows = stream(random, 30)
        answers = [decided(name, policy, rows).cast(SCHEMA).to_pylist() for name in ENGINES]
        assert answers[0] == answers[1]
        reasons += sum(len(row["reasons"]) for row in answers[0])
    assert reasons, "some rule fires"
