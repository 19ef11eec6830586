"""Every expression has one type, and integers serve as numbers where one is wanted."""

from __future__ import annotations

import pytest

from wuzha.policy.expression import expression
from wuzha.policy.scope import Scope, close_match
from wuzha.policy.tree import NOWHERE
from wuzha.policy.types import typed
from wuzha.vocabulary.event import FIELDS, Type

FIELD_TYPES = {name: field.type for name, field in FIELDS.items()}


def type_of(source: str, scope: Scope) -> Type | None:
    tree = typed(expression(source, lambda start, end: NOWHERE), scope)
    return None if tree is None else tree.type


@pytest.mark.parametrize(
    ("source", "type_"),
    [
        ("duration_s", "integer"),
        ("duration_s + 1", "number"),
        ("-duration_s", "number"),
        ("abs(duration_s)", "integer"),
        ("abs(score)", "number"),
        ("round(score)", "integer"),
        ("least(duration_s, 3)", "integer"),
        ("greatest(duration_s, score, 3)", "number"),
        ("coalesce(null, cell)", "text"),
        ("coalesce(duration_s, score)", "number"),
        ("case when answered then 1 else 0.5 end", "number"),
        ("case when answered then null else at end", "time"),
        ("score in (1, 2)", "boolean"),
        ("at = at", "boolean"),
        ("hour(at)", "integer"),
        ("seconds_since(at)", "number"),
        ("listed(caller, l)", "boolean"),
        ("phrases(text, w)", "integer"),
        ("null is null", "boolean"),
        ("null", None),
    ],
)
def test_types_of_expressions(source: str, type_: str | None) -> None:
    scope = Scope(FIELD_TYPES, ["l"], ["w"])
    assert type_of(source, scope) == type_
    assert not scope.findings


@pytest.mark.parametrize(
    ("source", "type_"),
    [
        ("count(*)", "integer"),
        ("count(distinct cell)", "integer"),
        ("sum(answered)", "integer"),
        ("avg(duration_s)", "number"),
        ("min(at)", "time"),
        ("max(score)", "number"),
        ("last_seen()", "time"),
        ("seconds_since(last_seen())", "number"),
        ("max(phrases(text, w))", "integer"),
    ],
)
def test_types_of_aggregates(source: str, type_: str) -> None:
    assert type_of(source, Scope({}, ["l"], ["w"], aggregated=FIELD_TYPES)) == type_


def test_a_broken_name_has_no_finding_of_its_own() -> None:
    scope = Scope(FIELD_TYPES, broken={"calls_1h", "bad"})
    assert type_of("calls_1h > 3", scope) is None
    assert type_of("listed(caller, bad)", scope) is None
    assert not scope.findings


def test_a_hint_for_nothing_at_all() -> None:
    assert close_match("x", []).en == "the policy has none"
    assert close_match("x", ["b", "a"]).en == "there are: a, b"
