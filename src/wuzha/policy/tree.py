"""A policy as a tree: what the text means once it is parsed.

Expressions carry where they stand in the file (`Span`) and, after type checking, their type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wuzha.vocabulary.event import Kind, Type


@dataclass(frozen=True)
class Span:
    """A place in a policy file: line and column count from 1, `length` in characters."""

    line: int
    column: int
    length: int = 1


NOWHERE = Span(1, 1)


@dataclass(frozen=True, kw_only=True)
class Expr:
    """Any expression; `type` is None until types are checked (and for a bare null)."""

    span: Span = field(default=NOWHERE, compare=False, repr=False)
    type: Type | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Literal(Expr):
    """A constant: bool, int, float, str, or None for null."""

    value: bool | int | float | str | None
    type: Type | None = field(default=None, kw_only=True)
    """Part of what it is: 1, 1.0 and true are different constants."""


@dataclass(frozen=True)
class Name(Expr):
    """A field of the event, a feature, or a model's output."""

    name: str


@dataclass(frozen=True)
class Compare(Expr):
    """`left op right` with op one of = != < <= > >=; null if a side is null."""

    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Logic(Expr):
    """`and` / `or` over two or more parts, three-valued as in SQL."""

    op: str
    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class Not(Expr):
    """`not part`; null stays null."""

    part: Expr


@dataclass(frozen=True)
class IsNull(Expr):
    """`part is null` or, negated, `part is not null`; never null itself."""

    part: Expr
    negated: bool


@dataclass(frozen=True)
class In(Expr):
    """`part in (values)`; the values are literals of one type, never null."""

    part: Expr
    values: tuple[Literal, ...]
    negated: bool


@dataclass(frozen=True)
class Arithmetic(Expr):
    """`left op right` with op one of + - * /, always in doubles; null if not finite."""

    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Negate(Expr):
    """`-part`, a double; a negative constant is a Literal instead."""

    part: Expr


@dataclass(frozen=True)
class Case(Expr):
    """The value beside the first condition that is true, else `default` (null if absent)."""

    whens: tuple[tuple[Expr, Expr], ...]
    default: Expr


@dataclass(frozen=True)
class Call(Expr):
    """A function of the closed list in `policy/operations`."""

    function: str
    args: tuple[Expr, ...]


@dataclass(frozen=True)
class Aggregate(Expr):
    """An aggregate over a window; only inside a feature's `compute`.

    `op` is one of count, count_distinct, sum, avg, min, max, first_seen, last_seen;
    `arg` is None for count(*), first_seen() and last_seen().
    """

    op: str
    arg: Expr | None


@dataclass(frozen=True)
class Words:
    """One text in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class NamedList:
    """A set of identifiers: `of` says which normal form; entries come from a file or inline."""

    name: str
    of: str
    file: Path | None
    entries: tuple[str, ...]
    match: str
    span: Span


@dataclass(frozen=True)
class Lexicon:
    """Phrases in normal form to look for in texts."""

    name: str
    phrases: tuple[str, ...]
    span: Span


@dataclass(frozen=True)
class Feature:
    """`compute` over the events of `on` kinds where `where` is true, with the same `by`,
    in the last `over` microseconds."""

    name: str
    by: str
    over: int
    on: frozenset[Kind]
    compute: Expr
    where: Expr | None
    say: Words | None
    span: Span


@dataclass(frozen=True)
class Model:
    """A trained model: its inputs by name, and the cheap filter before it (`when`)."""

    name: str
    file: Path
    format: str
    inputs: tuple[Name, ...]
    on: frozenset[Kind]
    when: Expr | None
    span: Span


@dataclass(frozen=True)
class Example:
    """A rule's own test: with these values it fires, or it does not."""

    given: dict[str, bool | int | float | str | None]
    fires: bool
    span: Span


@dataclass(frozen=True)
class Rule:
    """Points and a reason when `when` is true on an event of the `on` kinds.

    An exempting rule makes the action `allow`, whatever else fires."""

    name: str
    on: frozenset[Kind]
    when: Expr
    points: int
    type: str | None
    stage: str | None
    exempts: bool
    say: Words
    examples: tuple[Example, ...]
    span: Span


@dataclass(frozen=True)
class Policy:
    """A whole policy, in the order of its file."""

    name: str
    version: str
    title: Words
    time_zone: str
    lateness: int
    lists: dict[str, NamedList]
    lexicons: dict[str, Lexicon]
    features: dict[str, Feature]
    models: dict[str, Model]
    rules: dict[str, Rule]
    levels: dict[str, int]
    actions: dict[Kind, dict[str, str]]
    path: str
    digest: str
    """SHA-256 of the text and of every file it names: what a decision was made with."""
    places: Mapping[tuple[str, ...], Span] = field(default_factory=dict, compare=False, repr=False)
    """Where each key and value stands: ("rules", "simbox", "type"). Elements of a list go by
    their text or their number, placeholders of a sentence by their text with the braces."""

    @property
    def label(self) -> str:
        """name@version#digest: what a decision says it was made with."""
        return f"{self.name}@{self.version}#{self.digest[:12]}"

    def place(self, *path: str) -> Span:
        """Where something stands, or the nearest thing around it that has a place."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, NOWHERE)
