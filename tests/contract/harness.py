"""One way to ask every engine, and the meaning, the same question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import duckdb

from property.pools import PHRASES
from property.strategies import meaning, resources
from property.streams import ordered_table
from wuzha.backends.contract import FIRED, VERDICT
from wuzha.backends.duckdb import DuckDbEngine
from wuzha.backends.duckdb.run import connect
from wuzha.backends.embedded.engine import EmbeddedEngine
from wuzha.backends.embedded.state import Capacity
from wuzha.policy.meaning import order
from wuzha.policy.parse import unchecked_policy
from wuzha.policy.tree import Policy

Row = dict[str, Any]
Ask = Callable[[Policy, Sequence[Mapping[str, Any]]], list[Row]]

AT = 1_800_000_000_000_000
SMALL = Capacity(events=1 << 10, keys=1 << 10, pairs=1 << 10)
"""Windows for a few hundred events: setting address space aside costs time too."""

KINDS = "[call, message, visit, transfer, app, report]"

HEAD = """
policy: asked
version: '1'
title: {zh: 问, en: asked}
lists:
  hosts: {of: domain, match: suffix, entries: [bad.com, evil.cn, org]}
  ranges: {of: phone, match: prefix, entries: ['86138', '86170', '442071234567']}
  numbers: {of: phone, entries: ['8613800000002', '8613900000003']}
  payees: {of: account, entries: [acc-2]}
lexicons:
"""
TAIL = """
levels: {low: 5, medium: 25, high: 55}
"""
NO_RULE = "never: {on: call, when: 'false', points: 1, say: {zh: 无, en: none}}"


@cache
def database() -> duckdb.DuckDBPyConnection:
    """One for all tests: opening it takes longer than most of them."""
    return connect(threads=1)


def ask_meaning(policy: Policy, ordered: Sequence[Mapping[str, Any]]) -> list[Row]:
    outcomes = meaning(policy).rows(ordered)
    return [
        {
            **outcome.values,
            **{FIRED + name: name in outcome.fired for name in policy.rules},
            **{name: getattr(outcome, name) for name in VERDICT.names},
        }
        for outcome in outcomes
    ]


def ask_duckdb(policy: Policy, ordered: Sequence[Mapping[str, Any]]) -> list[Row]:
    engine = DuckDbEngine(policy, resources(), connection=database())
    rows: list[Row] = engine.values(ordered_table(ordered)).to_pylist()
    return rows


def ask_embedded(policy: Policy, ordered: Sequence[Mapping[str, Any]]) -> list[Row]:
    engine = EmbeddedEngine(policy, resources(), compiled=False, capacity=SMALL)
    rows: list[Row] = engine.values(ordered_table(ordered)).to_pylist()
    return rows


ENGINES: dict[str, Ask] = {
    "meaning": ask_meaning,
    "duckdb": ask_duckdb,
    "embedded": ask_embedded,
}


def policy_of(
    *, features: Sequence[str] = (), rules: Sequence[str] = (NO_RULE,), top: str = ""
) -> Policy:
    """A policy of such lines (`name: {by: ...}`); `top` holds further keys, such as a time zone."""
    lexicons = "".join(
        f"  {name}: {{phrases: [{', '.join(map(_quoted, phrases))}]}}\n"
        for name, phrases in PHRASES.items()
    )
    parts = [HEAD, lexicons, _section("features", features), _section("rules", rules)]
    return unchecked_policy("".join([*parts, TAIL, top]))


def _section(name: str, lines: Sequence[str]) -> str:
    return "".join([f"{name}:\n", *(f"  {line}\n" for line in lines)]) if lines else ""


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def event(place: int = 0, *, at: int = AT, kind: str = "call", **fields: Any) -> Row:
    """An event whose id is its place."""
    return {"id": f"e{place:02}", "at": at, "kind": kind, **fields}


def values(ask: Ask, expression: str, rows: Sequence[Row], top: str = "") -> list[Any]:
    """The values of an expression that is an integer, a number or a time, row by row."""
    feature = f"value: {{by: id, over: 1us, on: {KINDS}, compute: {_quoted(f'max({expression})')}}}"
    policy = policy_of(features=[feature], top=top)
    return [row["value"] for row in ask(policy, order(rows, 0))]


def holds(ask: Ask, condition: str, rows: Sequence[Row]) -> list[bool | None]:
    """True, false or null, row by row."""
    say = "say: {zh: 问, en: asked}"
    rules = [
        f"yes: {{on: {KINDS}, when: {_quoted(condition)}, points: 1, {say}}}",
        f"no: {{on: {KINDS}, when: {_quoted(f'not ({condition})')}, points: 1, {say}}}",
    ]
    names = {(True, False): True, (False, True): False, (False, False): None}
    answers = ask(policy_of(rules=rules), order(rows, 0))
    return [names[row[FIRED + "yes"], row[FIRED + "no"]] for row in answers]
