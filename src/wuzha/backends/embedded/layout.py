"""Columns of the engine's working matrix: one name, one row of 64-bit cells.

Whole numbers, booleans (0, 1), times and hashes of texts are int64 cells (`whole`); numbers are
doubles in the same cells. A batch of n events uses the first n cells of each column.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from wuzha.policy.tree import Call, Expr, In, Name
from wuzha.vocabulary.event import FIELDS, Type

WHOLE, DOUBLE = "w", "d"

KIND = "kind bits"
AS_OF = "as of"
LATE = "is late"


def flavour(type_: Type | None) -> str:
    """How a value of a type is kept in its cell."""
    return DOUBLE if type_ is Type.NUMBER else WHOLE


@dataclass
class Layout:
    """Column numbers by name, handed out in the order of asking."""

    columns: dict[str, int] = field(default_factory=dict)
    flavours: list[str] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    external: dict[str, Expr] = field(default_factory=dict)
    """Text, list and long `in` operations, worked out column by column before the kernels."""

    def column(self, name: str, kept: str = WHOLE) -> int:
        """The column of a name, new if need be."""
        if name not in self.columns:
            self.columns[name] = len(self.flavours)
            self.flavours.append(kept)
        return self.columns[name]

    def same(self, name: str, column: int) -> None:
        """Another name for a column."""
        self.columns[name] = column

    def name(self, tree: Name) -> int:
        """The column of a field, feature or model."""
        known = FIELDS.get(tree.name)
        if known is None:
            return self.column(tree.name, flavour(tree.type))
        self.fields.add(tree.name)
        return self.column(tree.name, flavour(known.type))

    def outside(self, tree: Call | In) -> int:
        """The column of an operation that is worked out outside the kernels."""
        key = repr(tree)
        self.external[key] = tree
        return self.column(key)
