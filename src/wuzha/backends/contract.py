"""What every engine promises, what it is given, and how it says that it cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wuzha.policy.tree import Aggregate, Call, Expr, Policy
from wuzha.policy.uses import uses
from wuzha.policy.walk import walk
from wuzha.vocabulary.errors import Unsupported
from wuzha.vocabulary.event import ARROW_TYPES, Type

FIRED = "fired:"
"""A rule's column of a values table is named FIRED + its name."""

VERDICT = pa.schema(
    [
        ("score", pa.int16()),
        ("level", pa.string()),
        ("type", pa.string()),
        ("stage", pa.string()),
        ("action", pa.string()),
    ]
)
"""The last columns of a values table."""


class ListSet(Protocol):
    """A loaded list: its entries in normal form (int64 or string), and how they match."""

    @property
    def match(self) -> str: ...

    @property
    def entries(self) -> pa.Array: ...

    def contains(self, array: pa.Array) -> npt.NDArray[np.bool_]: ...

    def contains_one(self, value: Any) -> bool: ...


class LoadedModel(Protocol):
    """A loaded model: rows of inputs (float64, NaN is missing) to values, NaN if it abstains."""

    def predict(self, inputs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]: ...


@dataclass(frozen=True)
class Resources:
    """What a policy refers to, loaded, by name."""

    lists: Mapping[str, ListSet] = field(default_factory=dict)
    models: Mapping[str, LoadedModel] = field(default_factory=dict)


class Engine(Protocol):
    """Something that runs a policy over ordered batches (`ORDER_COLUMNS` present).

    An engine's constructor raises `Unsupported` for a policy that it cannot run; afterwards it
    may not fail on events that the intake let through.
    """

    @property
    def policy(self) -> Policy: ...

    def values(self, events: pa.Table) -> pa.Table:
        """One row per event, in order, in the columns of `values_schema`."""
        ...

    def decide(self, events: pa.Table) -> pa.Table:
        """One decision per event, in order, in `vocabulary.decision.SCHEMA`."""
        ...


def values_schema(policy: Policy) -> pa.Schema:
    """Columns of a values table: features, models, `fired:<rule>` (never null), the verdict."""
    columns = [(name, ARROW_TYPES[_type(item.compute)]) for name, item in policy.features.items()]
    columns += [(name, ARROW_TYPES[Type.NUMBER]) for name in policy.models]
    columns += [(FIRED + name, pa.bool_()) for name in policy.rules]
    return pa.schema([*map(pa.field, *zip(*columns, strict=True)), *VERDICT])


def _type(expr: Expr) -> Type:
    assert expr.type is not None, "types are checked before a policy reaches an engine"
    return expr.type


class Grade(StrEnum):
    """Why an engine lacks an operation."""

    NEVER = "never"
    """It cannot be done on this engine."""
    NOT_YET = "not_yet"
    """The engine's own next version may do it."""
    NOT_IMPLEMENTED = "not_implemented"
    """It can be done; nobody has."""


@dataclass(frozen=True)
class Gap:
    """An operation that an engine lacks; `reason` says what to do instead."""

    grade: Grade
    reason: str


Gaps = Mapping[str, Gap]
"""The closed table of an engine's gaps, by function or aggregate."""


def refuse_gaps(policy: Policy, engine: str, gaps: Gaps) -> None:
    """Raises Unsupported, naming every operation of the policy that the engine lacks."""
    lacking = sorted(operations(policy) & {*gaps})
    if lacking:
        lines = [f"  {name} ({gaps[name].grade}): {gaps[name].reason}" for name in lacking]
        head = f"the {engine} engine cannot run policy {policy.name}:"
        raise Unsupported("\n".join([head, *lines]))


def operations(policy: Policy) -> set[str]:
    """The functions and aggregates that a policy uses."""
    found: set[str] = set()
    for use in uses(policy):
        for node in walk(use.expr):
            if isinstance(node, Call):
                found.add(node.function)
            elif isinstance(node, Aggregate):
                found.add(node.op)
    return found
