"""YAML read part by part, so that all that is wrong with it is said at once, with its lines.

A wrong or missing part is noted and read as an empty stand-in; the reader goes on. Whoever has
read everything calls `Findings.refuse`, and no stand-in gets past it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

import yaml

from wuzha.packs.bilingual import LANGUAGES, Bilingual
from wuzha.vocabulary.clock import DAY, HOUR, MINUTE, SECOND
from wuzha.vocabulary.errors import InputError

SHEET_CHARACTERS_MAX = 1 << 20

_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}
_LENGTH = re.compile(r"([1-9][0-9]{0,5})([smhd])")
_MINUTE = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_WHOLE = re.compile(r"[0-9]{1,9}")

Member = TypeVar("Member", bound=StrEnum)


@dataclass
class Findings:
    """What is wrong with one file."""

    file: str
    found: list[tuple[int, str]] = field(default_factory=list)

    def note(self, line: int, words: str) -> None:
        self.found.append((line, words))

    def refuse(self) -> None:
        """InputError with every finding, one a line, in the order of the file; else nothing."""
        if self.found:
            lines = (f"{self.file}:{line}: {words}" for line, words in sorted(set(self.found)))
            raise InputError("\n".join(lines))


@dataclass(frozen=True)
class Sheet:
    """One part of a file; `node` is None for a part that is not there.

    `line` is where it begins: that of its name, if it has one.
    """

    node: yaml.Node | None
    findings: Findings
    line: int

    def __bool__(self) -> bool:
        return self.node is not None

    def note(self, words: str) -> None:
        self.findings.note(self.line, words)

    def parts(self, *required: str, optional: Collection[str] = ()) -> dict[str, Sheet]:
        """The parts of these names; one that is not there is empty."""
        known = (*required, *optional)
        found = self.named(known)
        for name in required:
            if self and name not in found:
                self.note(f"`{name}` is missing; add it")
        return {name: found.get(name, Sheet(None, self.findings, self.line)) for name in known}

    def named(self, known: Collection[str] | None = None) -> dict[str, Sheet]:
        """All parts by their names; None leaves the choice of names to the writer."""
        if self.node is None:
            return {}
        if not isinstance(self.node, yaml.MappingNode):
            self.note("names with values are needed here (`name: value`)")
            return {}
        found: dict[str, Sheet] = {}
        for key, node in self.node.value:
            line = key.start_mark.line + 1
            place = Sheet(key, self.findings, line)
            name = place.text()
            if known is not None and name and name not in known:
                place.note(f"`{name}` is not known here; known are {', '.join(known)}")
            elif name in found:
                place.note(f"`{name}` stands twice; keep one")
            elif name:
                found[name] = Sheet(node, self.findings, line)
        return found

    def items(self, at_least: int = 0) -> list[Sheet]:
        """The entries of a list."""
        if self.node is None:
            return []
        if not isinstance(self.node, yaml.SequenceNode):
            self.note("a list is needed here (`- entry`)")
            return []
        if len(self.node.value) < at_least:
            self.note(f"at least {at_least} entries are needed here")
        findings = self.findings
        return [Sheet(node, findings, node.start_mark.line + 1) for node in self.node.value]

    def text(self) -> str:
        if self.node is None:
            return ""
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.value.strip():
            self.note("a word or text is needed here")
            return ""
        return str(self.node.value).strip("\n")

    def bilingual(self) -> Bilingual:
        parts = self.parts(*LANGUAGES)
        return Bilingual(parts["zh"].text(), parts["en"].text())

    def bilinguals(self, at_least: int = 1) -> tuple[Bilingual, ...]:
        return tuple(item.bilingual() for item in self.items(at_least))

    def flag(self) -> bool:
        text = self.text()
        if text not in ("", "true", "false"):
            self.note(f"`{text}` is neither true nor false")
        return text == "true"

    def whole(self, at_least: int, at_most: int) -> int:
        text = self.text()
        if _WHOLE.fullmatch(text) and at_least <= int(text) <= at_most:
            return int(text)
        if text:
            self.note(f"a whole number from {at_least} to {at_most} is needed here")
        return at_least

    def length(self) -> int:
        """A length of time (`30s`, `5m`, `2h`, `7d`) in microseconds."""
        match = _LENGTH.fullmatch(text := self.text())
        if match:
            return int(match[1]) * _UNITS[match[2]]
        if text:
            self.note(f"`{text}` is no length of time; write 30s, 5m, 2h or 7d")
        return 0

    def minute(self) -> int:
        """A time of day (`22:00`) in minutes since midnight."""
        match = _MINUTE.fullmatch(text := self.text())
        if match:
            return int(match[1]) * 60 + int(match[2])
        if text:
            self.note(f"`{text}` is no time of day; write it like 08:30")
        return 0

    def member(self, names: type[Member]) -> Member | None:
        """One of a closed list of names."""
        text = self.text()
        if text in set(names):
            return names(text)
        if text:
            self.note(f"`{text}` is not known here; known are {', '.join(names)}")
        return None


def read_sheet(text: str, file: str) -> Sheet:
    """The whole of a file; InputError if it is too long, empty or no YAML at all."""
    if len(text) > SHEET_CHARACTERS_MAX:
        raise InputError(f"{file}: a file like this has at most {SHEET_CHARACTERS_MAX} characters")
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        words = getattr(error, "problem", None) or "it cannot be read"
        raise InputError(f"{file}:{line}: not YAML: {words}") from error
    if root is None:
        raise InputError(f"{file}: the file is empty")
    return Sheet(root, Findings(file), 1)
