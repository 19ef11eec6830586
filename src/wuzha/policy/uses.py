"""Which fields, features, models, lists and lexicons a policy uses, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wuzha.policy.tree import Aggregate, Call, Expr, Name, Policy
from wuzha.policy.walk import children, walk
from wuzha.vocabulary.event import Kind

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
"""A value in a sentence: `{caller}`."""


@dataclass(frozen=True)
class Use:
    """An expression of a policy: who uses it (`rules simbox when`) on events of which kinds."""

    path: tuple[str, ...]
    on: frozenset[Kind]
    expr: Expr


def uses(policy: Policy) -> Iterator[Use]:
    """Every expression of a policy; a model's inputs are expressions too."""
    for feature in policy.features.values():
        yield Use(("features", feature.name, "compute"), feature.on, feature.compute)
        if feature.where is not None:
            yield Use(("features", feature.name, "where"), feature.on, feature.where)
    for model in policy.models.values():
        for name in model.inputs:
            yield Use(("models", model.name, "inputs"), model.on, name)
        if model.when is not None:
            yield Use(("models", model.name, "when"), model.on, model.when)
    for rule in policy.rules.values():
        yield Use(("rules", rule.name, "when"), rule.on, rule.when)


def names(expr: Expr) -> Iterator[Name]:
    """Fields, features and models in an expression, without lists and lexicons."""
    if isinstance(expr, Name):
        yield expr
    is_lookup = isinstance(expr, Call) and expr.function in ("listed", "phrases")
    for part in children(expr)[:1] if is_lookup else children(expr):
        yield from names(part)


def looked_up(expr: Expr) -> Iterator[tuple[Call, str]]:
    """Calls that look something up, each with the list or lexicon that it names."""
    for node in walk(expr):
        if isinstance(node, Call) and node.function in ("listed", "phrases"):
            referent = node.args[1]
            assert isinstance(referent, Name)
            yield node, referent.name


def aggregates(expr: Expr) -> bool:
    """Whether an expression has an aggregate."""
    return any(isinstance(node, Aggregate) for node in walk(expr))


def placeholders(text: str) -> list[str]:
    """The names in a sentence, in their order."""
    return PLACEHOLDER.findall(text)
