"""A policy while it is read: the findings, files, names and places so far."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from wuzha.policy.document import Entry
from wuzha.policy.expression import expression
from wuzha.policy.scope import Scope
from wuzha.policy.sections import Report, Section
from wuzha.policy.tokens import SyntaxProblem
from wuzha.policy.tree import Expr, Lexicon, Literal, NamedList, Span, Words
from wuzha.policy.types import typed
from wuzha.vocabulary.decision import SCHEMA as DECISION
from wuzha.vocabulary.event import FIELDS, Type

BRACES = re.compile(r"\{[^{}]*\}|[{}]")
"""A placeholder of a sentence, or a brace that belongs to none."""

_RESERVED = frozenset(DECISION.names)
"""What a decision calls its own parts."""


class Draft:
    """What all parts of one policy share while they are read."""

    def __init__(self, root: Entry, folder: Path) -> None:
        self.root = root
        self.folder = folder
        self.report = Report()
        self.files: list[Path] = []
        self.names: dict[str, Type] = {name: field.type for name, field in FIELDS.items()}
        self.lists: dict[str, NamedList] = {}
        self.lexicons: dict[str, Lexicon] = {}
        self.places = dict(_places(root, ()))

    # -- names

    def is_taken(self, name: Entry) -> bool:
        """Whether a field, feature, model or column of an answer has this name; a finding if so."""
        if name.text not in self.names and name.text not in _RESERVED:
            return False
        self.report.add(
            "name_taken",
            name.span,
            Words(
                f"`{name.text}` 已是字段、特征、模型或结果列的名称",
                f"`{name.text}` is already the name of a field, a feature, a model or a result",
            ),
            Words("改一个名称", "choose another name"),
        )
        return True

    def scope(self) -> Scope:
        """Fields, features and models, as rules and models see them."""
        return Scope(
            self.names, self.lists, self.lexicons, None, self._functions_only(), self.report.broken
        )

    def field_scope(self) -> Scope:
        """The fields of an event, for a feature's `where`."""
        hint = Words("这里只能用事件的字段", "only the event's fields can be used here")
        fields = {name: field.type for name, field in FIELDS.items()}
        others = dict.fromkeys(self.names.keys() - FIELDS.keys(), hint)
        elsewhere = {**self._functions_only(), **others}
        return Scope(fields, self.lists, self.lexicons, None, elsewhere, self.report.broken)

    def compute_scope(self) -> Scope:
        """Nothing outside aggregates, the fields inside them, for a feature's `compute`."""
        inside = self.field_scope()
        hints = {
            name: Words(
                f"放进聚合，如 max({name})", f"put it inside an aggregate, such as max({name})"
            )
            for name in FIELDS
        }
        return replace(
            inside, names={}, aggregated=inside.names, elsewhere={**inside.elsewhere, **hints}
        )

    def _functions_only(self) -> dict[str, Words]:
        """Lists and lexicons are no values; what to write instead."""
        lists = {
            name: Words(f"写 listed(字段, {name})", f"write listed(field, {name})")
            for name in self.lists
        }
        lexicons = {
            name: Words(f"写 phrases(text, {name}) > 0", f"write phrases(text, {name}) > 0")
            for name in self.lexicons
        }
        return {**lists, **lexicons}

    # -- values

    def expression(
        self, section: Section, key: str, scope: Scope, want: Type | None = None
    ) -> Expr | None:
        """A typed expression that must be there; None if it has findings."""
        entry = section.need(key)
        if entry is None:
            return None
        if entry.shape != "scalar" or not entry.text.strip():
            self.report.shape(entry, "表达式", "an expression")
            return None
        try:
            tree = expression(entry.text, entry.placing())
        except SyntaxProblem as problem:
            self.report.take([problem.finding])
            return None
        result = typed(tree, scope, want)
        self.report.take(scope.findings)
        if isinstance(result, Literal) and result.type is None:
            self.report.shape(entry, "有值的表达式", "an expression that is not just null")
            return None
        return result

    def sentence(self, section: Section, *path: str) -> Words | None:
        """A rule's `say`; the places of its placeholders are kept for the checks."""
        words = section.words("say")
        if words is not None:
            for language, entry in section.keys["say"].items():
                place = entry.placing()
                for match in BRACES.finditer(entry.text):
                    key = (*path, "say", language.text, match[0])
                    self.places.setdefault(key, place(match.start(), match.end()))
        return words

    # -- files

    def file(self, section: Section, key: str) -> Path | None:
        """The file that a key names, beside the policy; a finding if there is none."""
        name, entry = section.text(key), section.get(key)
        if name is None or entry is None:
            return None
        file = self.folder / name
        is_inside = not Path(name).is_absolute() and ".." not in Path(name).parts
        if not is_inside or not _is_file(file):
            self._no_file(entry, Words("找不到", "there is no"))
            return None
        try:
            self.digest_of(file)
        except OSError:
            self._no_file(entry, Words("读不出", "this program may not read the"))
            return None
        self.files.append(file)
        return file

    def _no_file(self, entry: Entry, what: Words) -> None:
        self.report.add(
            "no_file",
            entry.span,
            Words(f"{what.zh}文件 `{entry.text}`", f"{what.en} file `{entry.text}`"),
            Words(
                "路径从策略文件所在目录算起，不含 ..",
                "paths start at the policy's folder, without `..`",
            ),
        )

    @staticmethod
    def digest_of(file: Path) -> bytes:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").digest()


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # a name that is too long, a folder that may not be entered
        return False


def _places(entry: Entry, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Span]]:
    if entry.shape == "mapping":
        for key, value in entry.items():
            inner = (*path, key.text)
            yield inner, (value if value.shape == "scalar" else key).span
            yield from _places(value, inner)
    elif entry.shape == "list":
        for number, element in enumerate(entry.elements()):
            inner = (*path, element.text if element.shape == "scalar" else str(number))
            yield inner, element.span
            yield from _places(element, inner)
