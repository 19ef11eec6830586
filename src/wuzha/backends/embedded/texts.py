"""Operations on texts and lists, column by column: searches, tests, list look-ups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wuzha.backends.contract import ListSet
from wuzha.backends.embedded.arrow import one_piece
from wuzha.backends.embedded.operators import NULL
from wuzha.backends.embedded.searches import TextSearch
from wuzha.policy.tree import Call, Expr, In, Lexicon, Literal, Name
from wuzha.vocabulary.event import ARROW_TYPES, FIELDS, Type
from wuzha.vocabulary.limits import INTEGER_MAX

IN_KERNEL_VALUES_MAX = 12
"""`in` lists longer than this are looked up outside the kernels."""

_TEXT_FUNCTIONS = frozenset({"length", "contains", "starts_with", "ends_with", "matches"})

Operation = Callable[[pa.Array], NDArray[Any]]


def is_outside(tree: Call) -> bool:
    """Whether a function is worked out outside the kernels."""
    return tree.function in _TEXT_FUNCTIONS or tree.function in ("phrases", "listed")


def is_outside_in(tree: In) -> bool:
    """Whether a long `in` over a field is looked up outside the kernels."""
    field = isinstance(tree.part, Name) and tree.part.name in FIELDS
    whole = tree.part.type in (Type.INTEGER, Type.TEXT)
    return field and whole and len(tree.values) > IN_KERNEL_VALUES_MAX


class TextOperations:
    """Works out the outside operations of a policy over the known values of their fields."""

    def __init__(
        self,
        operations: Mapping[int, Expr],
        lexicons: Mapping[str, Lexicon],
        lists: Mapping[str, ListSet],
    ) -> None:
        """`operations`: by column of the matrix."""
        self.by_field: dict[str, list[tuple[int, Operation]]] = {}
        patterns: dict[str, dict[int, str]] = {}
        phrases: dict[str, dict[int, tuple[str, ...]]] = {}
        for column, tree in operations.items():
            field = tree.part if isinstance(tree, In) else tree.args[0]  # type: ignore[attr-defined]
            assert isinstance(field, Name)
            operations_of = self.by_field.setdefault(field.name, [])
            if isinstance(tree, Call) and tree.function == "matches":
                patterns.setdefault(field.name, {})[column] = _piece(tree)
            elif isinstance(tree, Call) and tree.function == "phrases":
                phrases.setdefault(field.name, {})[column] = _phrases(tree, lexicons)
            else:
                operations_of.append((column, _operation(tree, lists)))
        self.searches = {
            field: TextSearch(patterns.get(field, {}), phrases.get(field, {}))
            for field in self.by_field
            if field in patterns or field in phrases
        }

    def fill(self, events: pa.Table, wholes: NDArray[np.int64], n: int) -> None:
        """Writes every operation's column for the batch's n rows."""
        present = frozenset(events.column_names)
        for field, operations in self.by_field.items():
            search = self.searches.get(field)
            for column in (
                *(column for column, _ in operations),
                *(search.columns if search else ()),
            ):
                wholes[column, :n] = NULL
            if field not in present:
                continue
            values = one_piece(events.column(field))
            known: slice | NDArray[np.int64] = slice(n)
            if values.null_count:
                known = np.flatnonzero(np.asarray(values.is_valid()))
                values = values.drop_null()
            if not len(values):
                continue
            for column, operation in operations:
                wholes[column, known] = operation(values)
            if search:
                for column, found in zip(search.columns, search(values), strict=True):
                    wholes[column, known] = found


def _operation(tree: Expr, lists: Mapping[str, ListSet]) -> Operation:
    if isinstance(tree, In):
        return _member(tree)
    assert isinstance(tree, Call)
    if tree.function == "length":
        return lambda texts: np.asarray(pc.utf8_length(texts))
    if tree.function == "listed":
        return lists[_named(tree)].contains
    return _test(tree.function, _piece(tree))


def _phrases(tree: Call, lexicons: Mapping[str, Lexicon]) -> tuple[str, ...]:
    return lexicons[_named(tree)].phrases


def _named(tree: Call) -> str:
    second = tree.args[1]
    assert isinstance(second, Name)
    return second.name


def _piece(tree: Call) -> str:
    second = tree.args[1]
    assert isinstance(second, Literal)
    return str(second.value)


def _test(function: str, piece: str) -> Operation:
    calls = {
        "contains": pc.match_substring,
        "starts_with": pc.starts_with,
        "ends_with": pc.ends_with,
    }
    call = calls[function]
    return lambda texts: np.asarray(call(texts, piece))


def _member(tree: In) -> Operation:
    type_ = tree.part.type
    assert type_ is not None
    values: list[Any] = [literal.value for literal in tree.values]
    if type_ is Type.INTEGER:
        # An integer of an event equals no fraction and nothing past INTEGER_MAX.
        values = [int(x) for x in values if abs(x) <= INTEGER_MAX and x == int(x)]
    wanted = pa.array(values, ARROW_TYPES[type_])

    def member(fields: pa.Array) -> NDArray[Any]:
        found = np.asarray(pc.is_in(fields, wanted))
        return ~found if tree.negated else found

    return member
