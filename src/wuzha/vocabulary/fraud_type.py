"""Fraud types: a versioned tree of leaves, classes and the few types that the public knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn

from wuzha.vocabulary.errors import BadValue

_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
_TEXTS = ("zh", "en", "means_zh", "means_en")


class FraudTypeKind(StrEnum):
    LEAF = "leaf"
    CLASS = "class"
    TOP = "top"


_SECTIONS = {
    "tops": FraudTypeKind.TOP,
    "classes": FraudTypeKind.CLASS,
    "leaves": FraudTypeKind.LEAF,
}


@dataclass(frozen=True, slots=True)
class FraudType:
    """One type. `parent` is a leaf's class; `top` the public type that it counts under.

    `term` is what people in the field say in Chinese; `zh`, `en` are the names on pages;
    `means_zh`, `means_en` say in one line how one knows it.
    """

    code: str
    kind: FraudTypeKind
    zh: str
    en: str
    means_zh: str
    means_en: str
    term: str
    parent: str | None = None
    top: str | None = None


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All types of one version, by code, in the order of the file."""

    version: str
    types: Mapping[str, FraudType]

    def get(self, code: str) -> FraudType | None:
        return self.types.get(code)

    @property
    def leaves(self) -> tuple[FraudType, ...]:
        return self._of(FraudTypeKind.LEAF)

    @property
    def classes(self) -> tuple[FraudType, ...]:
        return self._of(FraudTypeKind.CLASS)

    @property
    def tops(self) -> tuple[FraudType, ...]:
        return self._of(FraudTypeKind.TOP)

    def rollup(self, code: str) -> str | None:
        """The class of a leaf, a class itself; a public type, and an unknown code, have none."""
        found = self.types.get(code)
        if found is None or found.kind is FraudTypeKind.TOP:
            return None
        return found.parent or code

    def top(self, code: str) -> str | None:
        """The public type that a code counts under; None if the public has no word for it."""
        found = self.types.get(code)
        return None if found is None else found.top

    def _of(self, kind: FraudTypeKind) -> tuple[FraudType, ...]:
        return tuple(entry for entry in self.types.values() if entry.kind is kind)


def parse_taxonomy(data: Mapping[str, Any]) -> Taxonomy:
    """Read the `taxonomy.yaml` of a country pack.

    Codes are unique over all kinds, every leaf has a class and every entry both names and both
    meanings. A class counts under at most one public type and its leaves with it; a leaf names
    one of its own only where its class has none, so that counts roll up without loss. BadValue
    `bad_taxonomy` names the entry.
    """
    types: dict[str, FraudType] = {}
    for section, kind in _SECTIONS.items():
        entries = data.get(section)
        if not isinstance(entries, Mapping) or not entries:
            raise BadValue("bad_taxonomy", f"the section `{section}` is missing or empty")
        for code, entry in entries.items():
            types[str(code)] = _fraud_type(str(code), kind, entry, types)
    return Taxonomy(str(data.get("version", "")) or _refuse("version", "is missing"), types)


def _fraud_type(
    code: str, kind: FraudTypeKind, entry: Any, known: Mapping[str, FraudType]
) -> FraudType:
    if not _CODE.fullmatch(code):
        _refuse(code, "is not a code of 2-40 lower-case letters, digits and _")
    if code in known:
        _refuse(code, "is there twice; codes are unique over leaves, classes and tops")
    if not isinstance(entry, Mapping):
        _refuse(code, "has no entries below it")
    texts = {name: str(entry.get(name) or "").strip() for name in _TEXTS}
    for name, text in texts.items():
        if not text:
            _refuse(code, f"lacks `{name}`")
    parent, top = _place(code, kind, entry, known)
    term = str(entry.get("term") or texts["zh"])
    return FraudType(code=code, kind=kind, term=term, parent=parent, top=top, **texts)


def _place(
    code: str, kind: FraudTypeKind, entry: Mapping[str, Any], known: Mapping[str, FraudType]
) -> tuple[str | None, str | None]:
    """The class and the public type of an entry."""
    if kind is FraudTypeKind.TOP:
        return None, code
    top = entry.get("top")
    if top is not None and (top not in known or known[top].kind is not FraudTypeKind.TOP):
        _refuse(code, "names a `top` that is none of the tops")
    if kind is FraudTypeKind.CLASS:
        return None, top
    parent = known.get(entry.get("class", ""))
    if parent is None or parent.kind is not FraudTypeKind.CLASS:
        _refuse(code, "needs a `class` that is one of the classes")
    if top is not None and parent.top is not None:
        _refuse(code, "names a `top` although its class has one")
    return parent.code, top or parent.top


def _refuse(code: str, why: str) -> NoReturn:
    raise BadValue("bad_taxonomy", f"`{code}` {why}")
