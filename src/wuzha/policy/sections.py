"""Reading sections of a policy: keys that may stand there, values of the right shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from wuzha.policy.document import Entry
from wuzha.policy.findings import FINDINGS_MAX, Finding
from wuzha.policy.scope import close_match
from wuzha.policy.tokens import KEYWORDS
from wuzha.policy.tree import Span, Words
from wuzha.vocabulary import clock

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
_DURATION = re.compile(r"([0-9]{1,9})\s*(us|ms|s|m|h|d)\Z")
_UNITS = {
    "us": 1,
    "ms": 1000,
    "s": clock.SECOND,
    "m": clock.MINUTE,
    "h": clock.HOUR,
    "d": clock.DAY,
}
_Item = TypeVar("_Item")


class Enough(Exception):
    """So many findings that reading on would only cost time."""


class BrokenNames(set[str]):
    """Names whose definitions have findings; all names once a whole section cannot be read."""

    everything = False

    def __contains__(self, name: object) -> bool:
        return self.everything or super().__contains__(name)


class Report:
    """Where findings gather while a policy is read."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.broken = BrokenNames()

    def add(self, code: str, span: Span, message: Words, hint: Words) -> None:
        self.take([Finding(code, span, message, hint)])

    def take(self, findings: Iterable[Finding]) -> None:
        """Adds findings; raises Enough when there are FINDINGS_MAX."""
        self.findings += findings
        if len(self.findings) >= FINDINGS_MAX:
            raise Enough

    def shape(self, entry: Entry, zh: str, en: str) -> None:
        """The entry has the wrong shape; `zh` and `en` say what it should be."""
        self.add(
            "shape",
            entry.span,
            Words(f"这里应是{zh}", f"this should be {en}"),
            Words(
                "见 docs/reference/policy.md 的例子", "see the examples in docs/reference/policy.md"
            ),
        )


class Section:
    """A mapping whose keys are known; each key is asked for once, leftovers are findings."""

    def __init__(self, entry: Entry, report: Report, known: Iterable[str]) -> None:
        self.entry = entry
        self.report = report
        self.keys: dict[str, Entry] = {}
        self.unknown: list[str] = []
        """Keys that were not understood: something may be missing under its right name."""
        names = tuple(known)
        if entry.shape != "mapping":
            report.shape(entry, "映射（键: 值）", "a mapping of keys to values")
            return
        for key, value in entry.items():
            if key.text in self.keys:
                self._twice(key)
            elif key.shape != "scalar" or key.text not in names:
                self.unknown.append(key.text)
                report.add(
                    "unknown_key",
                    key.span,
                    Words(f"没有 `{key.text}` 这一项", f"`{key.text}` is not a key here"),
                    close_match(key.text, names),
                )
            else:
                self.keys[key.text] = value

    def _twice(self, name: Entry) -> None:
        self.report.add(
            "twice",
            name.span,
            Words(f"`{name.text}` 写了两次", f"`{name.text}` stands here twice"),
            Words("改名或删去一个", "rename or remove one of them"),
        )

    def get(self, key: str) -> Entry | None:
        return self.keys.get(key)

    def need(self, key: str) -> Entry | None:
        """The value of a key that must be there; a finding if it is not."""
        entry = self.keys.get(key)
        if entry is None and self.entry.shape == "mapping":
            self.report.add(
                "missing",
                Span(self.entry.span.line, self.entry.span.column),
                Words(f"缺少 `{key}`", f"`{key}` is missing here"),
                Words(f"加上 `{key}: ...`", f"add `{key}: ...`"),
            )
        return entry

    def text(self, key: str, default: str | None = None) -> str | None:
        """A text value; without default it must be there."""
        entry = self.need(key) if default is None else self.get(key)
        if entry is None:
            return default
        if entry.shape != "scalar" or entry.value is None or not entry.text.strip():
            self.report.shape(entry, "一段文字", "a text")
            return default
        return entry.text

    def label(self, key: str) -> str:
        """A name or a version, as it stands in every decision: letters, digits, `.`, `_`, `-`."""
        text = self.text(key)
        if text is not None and not _LABEL.match(text):
            self.report.add(
                "bad_name",
                self.keys[key].span,
                Words(f"{key} 只用字母、数字和 . _ -", f"{key} has letters, digits and . _ - only"),
                Words("例如 telecom-basic、1.2.0", "for example telecom-basic, 1.2.0"),
            )
        return text or ""

    def words(self, key: str, required: bool = True) -> Words | None:
        """A text in both languages."""
        entry = self.need(key) if required else self.get(key)
        if entry is None:
            return None
        if entry.shape != "mapping":
            self.report.add(
                "one_language",
                entry.span,
                Words("要中英两种文字", "this is wanted in Chinese and in English"),
                Words("写 {zh: ..., en: ...}", "write {zh: ..., en: ...}"),
            )
            return None
        section = Section(entry, self.report, ("zh", "en"))
        zh, en = section.text("zh"), section.text("en")
        return Words(zh, en) if zh and en else None

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int | None:
        """A whole number in a range; without default it must be there."""
        entry = self.need(key) if default is None else self.get(key)
        if entry is None:
            return default
        value = entry.value if entry.shape == "scalar" else None
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.report.shape(
                entry, f"{low} 到 {high} 的整数", f"a whole number from {low} to {high}"
            )
            return default
        return value

    def flag(self, key: str) -> bool:
        """true or false; absent is false."""
        entry = self.get(key)
        if entry is None:
            return False
        value = entry.value if entry.shape == "scalar" else None
        if not isinstance(value, bool):
            self.report.shape(entry, " true 或 false", "true or false")
            return False
        return value

    def duration(self, key: str, most: int, default: int | None = None) -> int | None:
        """A length of time in microseconds, at most `most`; zero only where there is a default."""
        entry = self.need(key) if default is None else self.get(key)
        if entry is None:
            return default
        match = _DURATION.match(entry.text) if entry.shape == "scalar" else None
        length = int(match[1]) * _UNITS[match[2]] if match else -1
        if not (0 < length <= most or (length == 0 and default is not None)):
            days = most // clock.DAY
            self.report.shape(
                entry,
                f"时长，如 30s、10m、1h、7d，最长 {days}d",
                f"a length of time such as 30s, 10m, 1h or 7d, at most {days}d",
            )
            return default
        return length

    def choices(self, key: str, known: Iterable[str]) -> tuple[str, ...]:
        """One or several of `known`; it must be there."""
        entry = self.need(key)
        names = tuple(known)
        if entry is None:
            return ()
        parts = [entry] if entry.shape == "scalar" else list(entry.elements())
        if entry.shape == "mapping" or not parts:
            self.report.shape(entry, "一项或列表", "one value or a list of them")
            return ()
        return tuple(name for part in parts if (name := self._choice(part, names)))

    def choice(self, key: str, known: Iterable[str], default: str | None = None) -> str | None:
        """One of `known`, or the default when absent."""
        entry = self.get(key)
        return default if entry is None else self._choice(entry, tuple(known))

    def _choice(self, entry: Entry, names: tuple[str, ...]) -> str | None:
        if entry.shape == "scalar" and entry.text in names:
            return entry.text
        self.report.add(
            "unknown_value",
            entry.span,
            Words(f"`{entry.text}` 不在可选之列", f"`{entry.text}` is not one of the choices"),
            close_match(entry.text, names),
        )
        return None

    def named(
        self, key: str, most: int, read: Callable[[Entry, Entry], _Item | None]
    ) -> dict[str, _Item]:
        """A mapping of names of the author's choice to items; empty if absent.

        `read` gets name and content; where it gives None the name is broken."""
        entry = self.get(key)
        if entry is None or (entry.shape == "scalar" and entry.value is None):
            return {}
        if entry.shape != "mapping":
            self.report.shape(entry, "映射（名称: 内容）", "a mapping of names to contents")
            self.report.broken.everything = True
            return {}
        items: dict[str, _Item] = {}
        for count, (name, value) in enumerate(entry.items(), start=1):
            if count > most:
                self.report.broken.everything = True
                self.report.add(
                    "too_many",
                    name.span,
                    Words(f"{key} 超过 {most} 项", f"{key} has more than {most} entries"),
                    Words("拆成几个策略", "split it into several policies"),
                )
                break
            item = read(name, value) if self._name_is_free(name, items) else None
            if item is not None:
                items[name.text] = item
            elif name.text not in items:
                self.report.broken.add(name.text)
        return items

    def _name_is_free(self, name: Entry, taken: Iterable[str]) -> bool:
        if name.shape != "scalar" or not _NAME.match(name.text):
            self.report.add(
                "bad_name",
                name.span,
                Words("名称用小写字母、数字和下划线", "names are lower-case letters, digits and _"),
                Words("例如 callees_1h", "for example callees_1h"),
            )
            return False
        if name.text in KEYWORDS:
            self.report.add(
                "bad_name",
                name.span,
                Words(f"`{name.text}` 是表达式的关键字", f"`{name.text}` is a word of expressions"),
                Words("改一个名称", "choose another name"),
            )
            return False
        if name.text in taken:
            self._twice(name)
            return False
        return True
