"""Operations on texts and lists, column by column: RE2, phrase automata, list look-ups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ahocorasick_rs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import re2
from numpy.typing import NDArray

from wuzha.backends.contract import ListSet
from wuzha.backends.embedded.operators import NULL
from wuzha.policy.tree import Call, Expr, In, Lexicon, Literal, Name
from wuzha.vocabulary.event import ARROW_TYPES, FIELDS, Type
from wuzha.vocabulary.limits import INTEGER_MAX

IN_KERNEL_VALUES_MAX = 12
"""`in` lists longer than this are looked up outside the kernels."""

_TEXT_FUNCTIONS = frozenset({"length", "contains", "starts_with", "ends_with", "matches"})

_PATTERN_MEMORY = 256 << 20
"""Bytes that all patterns of a field may take; RE2 sets them up as they are met."""

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
        self._automata: dict[str, PhraseCounter] = {}
        patterns: dict[str, list[tuple[int, str]]] = {}
        for column, tree in operations.items():
            field = tree.part if isinstance(tree, In) else tree.args[0]  # type: ignore[attr-defined]
            assert isinstance(field, Name)
            operations_of = self.by_field.setdefault(field.name, [])
            if isinstance(tree, Call) and tree.function == "matches":
                patterns.setdefault(field.name, []).append((column, _piece(tree)))
            else:
                operations_of.append((column, self._operation(tree, lexicons, lists)))
        self.patterns = {field: PatternSet(found) for field, found in patterns.items()}

    def _operation(
        self, tree: Expr, lexicons: Mapping[str, Lexicon], lists: Mapping[str, ListSet]
    ) -> Operation:
        if isinstance(tree, In):
            return _member(tree)
        assert isinstance(tree, Call)
        if tree.function == "length":
            return lambda texts: np.asarray(pc.utf8_length(texts))
        second = tree.args[1]
        if tree.function in ("phrases", "listed"):
            assert isinstance(second, Name)
            if tree.function == "listed":
                return lists[second.name].contains
            name = second.name
            if name not in self._automata:
                self._automata[name] = PhraseCounter(lexicons[name].phrases)
            return self._automata[name]
        return _test(tree.function, _piece(tree))

    def fill(self, events: pa.Table, wholes: NDArray[np.int64], n: int) -> None:
        """Writes every operation's column for the batch's n rows."""
        present = frozenset(events.column_names)
        for field, operations in self.by_field.items():
            patterns = self.patterns.get(field)
            for column, _ in operations:
                wholes[column, :n] = NULL
            for column in patterns.columns if patterns else ():
                wholes[column, :n] = NULL
            if field not in present:
                continue
            values = _whole(events.column(field))
            known: slice | NDArray[np.int64] = slice(n)
            if values.null_count:
                known = np.flatnonzero(np.asarray(values.is_valid()))
                values = values.drop_null()
            if not len(values):
                continue
            for column, operation in operations:
                wholes[column, known] = operation(values)
            if patterns:
                for column, found in zip(patterns.columns, patterns(values), strict=True):
                    wholes[column, known] = found


def _piece(tree: Call) -> str:
    second = tree.args[1]
    assert isinstance(second, Literal)
    return str(second.value)


class PatternSet:
    """All patterns that are looked for in one field, in one pass over each text (RE2)."""

    def __init__(self, patterns: list[tuple[int, str]]) -> None:
        """`patterns`: each with the column of its answers."""
        self.columns = [column for column, _ in patterns]
        options = re2.Options()
        options.max_mem = _PATTERN_MEMORY
        self._set = re2.Set.SearchSet(options)
        for _, pattern in patterns:
            self._set.Add(pattern)
        self._set.Compile()

    def __call__(self, texts: pa.Array) -> NDArray[np.bool_]:
        """Which patterns occur, (patterns, texts)."""
        found = np.zeros((len(self.columns), len(texts)), np.bool_)
        match = self._set.Match
        for row, text in enumerate(texts.to_pylist()):
            for pattern in match(text) or ():
                found[pattern, row] = True
        return found


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    if isinstance(column, pa.ChunkedArray):
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return column


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


class PhraseCounter:
    """How many different phrases occur in each text, by one automaton for all of them."""

    def __init__(self, phrases: tuple[str, ...]) -> None:
        self._automaton = ahocorasick_rs.AhoCorasick(
            phrases, matchkind=ahocorasick_rs.MatchKind.Standard
        )

    def __call__(self, texts: pa.Array) -> NDArray[Any]:
        find = self._automaton.find_matches_as_indexes
        counts = np.zeros(len(texts), np.int64)
        for row, text in enumerate(texts.to_pylist()):
            found = find(text, overlapping=True)
            if found:
                counts[row] = len({phrase for phrase, _, _ in found})
        return counts
