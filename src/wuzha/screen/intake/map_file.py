"""Reads a mapping from YAML; every complaint names the file and the line and what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

import yaml

from wuzha.screen.intake.mapping import EventMap, Label
from wuzha.screen.intake.source import FieldSource, Scalar, TimeFormat
from wuzha.vocabulary.clock import DAY, HOUR, MINUTE, SECOND, instant_of
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.event import FIELDS, REQUIRED, Form, Kind, Type
from wuzha.vocabulary.money import CURRENCIES

MAP_BYTES_MAX = 1 << 20

_UNITS = {"us": 1, "ms": 1_000, "s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}
_EPOCHS = {"epoch_s": SECOND, "epoch_ms": 1_000, "epoch_us": 1}


def read_map(path: Path) -> EventMap:
    """The mapping in a file; InputError says what is wrong with it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: the mapping cannot be read: {error.strerror}") from error
    if len(data) > MAP_BYTES_MAX:
        raise InputError(f"{path}: a mapping has at most {MAP_BYTES_MAX} bytes")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: a mapping must be UTF-8") from error
    return parse_map(text, str(path))


def parse_map(text: str, path: str = "map.yaml") -> EventMap:
    """The mapping in a text; `path` is for the messages."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        words = getattr(error, "problem", None) or "cannot be read"
        raise InputError(f"{path}:{line}: not YAML: {words}") from error
    if root is None:
        raise InputError(f"{path}: the mapping is empty")
    return _Reader(path).map(root)


class _Reader:
    def __init__(self, path: str) -> None:
        self._path = path

    def map(self, root: yaml.Node) -> EventMap:
        parts = self._parts(root, {"kind", "fields", "label", "only"})
        if "fields" not in parts:
            self._fail(root, "no `fields`; say which column each field comes from")
        fields = self._parts(parts["fields"], set(FIELDS), "field")
        if "kind" in parts:
            fields["kind"] = parts["kind"]
        sources = {name: self._source(name, node) for name, node in fields.items()}
        for name in REQUIRED:
            if name not in sources:
                self._fail(root, f"no source for `{name}`; every event needs one")
        for source in list(sources.values()):
            if source.major is not None and "currency" not in sources:
                sources["currency"] = FieldSource(value=source.major)
        label = self._label(parts["label"]) if "label" in parts else None
        only = self._only(parts["only"]) if "only" in parts else {}
        return EventMap(sources, label, only)

    def _source(self, name: str, node: yaml.Node) -> FieldSource:
        if isinstance(node, yaml.ScalarNode):
            return self._short(name, node)
        parts = self._parts(node, _keys(name))
        given = [key for key in ("column", "value", "row") if key in parts]
        if len(given) != 1:
            self._fail(node, f"`{name}` needs exactly one of column, value, row")
        return FieldSource(
            column=self._text(parts["column"]) if "column" in parts else None,
            value=self._scalar(parts["value"]) if "value" in parts else None,
            row=self._text(parts["row"]) if "row" in parts else None,
            values=self._values(parts["values"]) if "values" in parts else None,
            time=self._time(node, parts) if name == "at" else TimeFormat(),
            major=self._major(node, parts) if FIELDS[name].form is Form.MONEY else None,
            dialled=self._scalar(parts["dialled"]) is True if "dialled" in parts else False,
        )

    def _short(self, name: str, node: yaml.ScalarNode) -> FieldSource:
        """`text: body` is a column; `kind: message` a constant."""
        text = self._text(node)
        if name != "kind":
            return FieldSource(column=text)
        if text not in set(Kind):
            known = ", ".join(Kind)
            self._fail(node, f"no kind `{text}`; known are {known}. A column is {{column: ...}}")
        return FieldSource(value=text)

    def _time(self, node: yaml.Node, parts: dict[str, yaml.Node]) -> TimeFormat:
        zone = self._zone(parts["zone"]) if "zone" in parts else None
        if "row" in parts:
            step = self._length(parts["step"]) if "step" in parts else SECOND
            return TimeFormat(None, True, None, self._instant(parts["row"], zone), step)
        if "start" in parts or "unit" in parts:
            if not ("start" in parts and "unit" in parts) or "format" in parts:
                self._fail(node, "`start` and `unit` go together, without `format`")
            start = self._instant(parts["start"], zone)
            return TimeFormat(None, True, None, start, self._length(parts["unit"]))
        form = self._text(parts["format"]) if "format" in parts else "iso"
        if form in _EPOCHS:
            return TimeFormat(None, True, None, 0, _EPOCHS[form])
        if form != "iso" and "%" not in form:
            known = ", ".join(("iso", *_EPOCHS))
            self._fail(parts["format"], f"no format `{form}`; use {known} or a %-pattern")
        return TimeFormat(None if form == "iso" else form, False, zone)

    def _instant(self, node: yaml.Node, zone: str | None) -> int:
        text = self._text(node)
        try:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is None:
                if zone is None:
                    self._fail(node, f"`{text}` has no time zone; end it in Z or name a `zone`")
                moment = moment.replace(tzinfo=ZoneInfo(zone))
            return instant_of(moment)
        except (ValueError, OverflowError):
            self._fail(node, f"`{text}` is no instant; write it like 2024-01-01T00:00:00Z")

    def _zone(self, node: yaml.Node) -> str:
        name = self._text(node)
        try:
            ZoneInfo(name)
        except (ValueError, OSError, KeyError):
            self._fail(node, f"no time zone `{name}`; use an IANA name such as Asia/Shanghai")
        return name

    def _length(self, node: yaml.Node) -> int:
        text = self._text(node)
        digits = text.rstrip("abcdefghijklmnopqrstuvwxyz")
        unit = _UNITS.get(text[len(digits) :])
        if unit is None or not (digits.isascii() and digits.isdigit()) or not int(digits[:9]):
            self._fail(node, f"`{text}` is no length of time; write 1s, 15m, 1h, 1d ...")
        return int(digits[:9]) * unit

    def _major(self, node: yaml.Node, parts: dict[str, yaml.Node]) -> str | None:
        unit = self._text(parts["unit"]) if "unit" in parts else "minor"
        if unit == "minor":
            return None
        if unit != "major" or "currency" not in parts:
            self._fail(node, "`unit` is minor, or major with a `currency`")
        currency = self._text(parts["currency"])
        if currency not in CURRENCIES:
            self._fail(parts["currency"], f"no currency `{currency}`; use a code such as CNY")
        return currency

    def _values(self, node: yaml.Node) -> dict[str, Scalar]:
        found = {key: self._scalar(part) for key, part in self._parts(node).items()}
        if not found or len(set(map(type, found.values()))) != 1:
            self._fail(node, "`values` needs entries, all meaning the same type of value")
        return found

    def _label(self, node: yaml.Node) -> Label:
        if isinstance(node, yaml.ScalarNode):
            return Label(self._text(node))
        parts = self._parts(node, {"column", "positive"})
        if "column" not in parts:
            self._fail(node, "`label` needs a `column`")
        positive = self._texts(parts["positive"]) if "positive" in parts else None
        return Label(self._text(parts["column"]), positive)

    def _only(self, node: yaml.Node) -> dict[str, frozenset[str]]:
        return {column: self._texts(part) for column, part in self._parts(node).items()}

    def _parts(
        self, node: yaml.Node, known: set[str] | None = None, noun: str = "key"
    ) -> dict[str, yaml.Node]:
        """The entries of a mapping node, keys as they are written (`yes` stays `yes`)."""
        if not isinstance(node, yaml.MappingNode):
            self._fail(node, "names with values are needed here (`name: value`)")
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self._word(key)
            if known is not None and name not in known:
                self._fail(key, f"unknown {noun} `{name}`; known are {', '.join(sorted(known))}")
            if name in found:
                self._fail(key, f"`{name}` stands twice; keep one")
            found[name] = value
        return found

    def _texts(self, node: yaml.Node) -> frozenset[str]:
        if isinstance(node, yaml.SequenceNode):
            return frozenset(self._word(part) for part in node.value)
        return frozenset({self._word(node)})

    def _text(self, node: yaml.Node) -> str:
        return self._word(node) or self._fail(node, "one word or number is needed here")

    def _word(self, node: yaml.Node) -> str:
        """A word or number as it is written; empty only when it is quoted."""
        if not isinstance(node, yaml.ScalarNode) or not (node.value or node.style):
            self._fail(node, "one word or number is needed here")
        return str(node.value)

    def _scalar(self, node: yaml.Node) -> Scalar:
        construct = _CONSTRUCT.get(str(node.tag), str)
        value = construct(self._text(node))
        if value is None:
            self._fail(node, f"`{node.value}` is not a value; quote it if it is text")
        return value

    def _fail(self, node: yaml.Node, words: str) -> NoReturn:
        raise InputError(f"{self._path}:{node.start_mark.line + 1}: {words}")


def _keys(name: str) -> set[str]:
    """What may be said about the source of a field."""
    keys = {"column", "value", "values"}
    if name == "id":
        keys |= {"row"}
    if name == "at":
        keys = {"column", "row", "step", "format", "zone", "start", "unit"}
    if FIELDS[name].form is Form.MONEY:
        keys |= {"unit", "currency"}
    if FIELDS[name].form is Form.PHONE and FIELDS[name].type is Type.INTEGER:
        keys |= {"dialled"}
    return keys


def _whole(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _double(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


_TAG = "tag:yaml.org,2002:"
_CONSTRUCT: dict[str, Callable[[str], Scalar | None]] = {
    # Only true and false: `yes`, `no`, `on`, `off` stay words, as their writers mean them.
    _TAG + "bool": lambda text: {"true": True, "false": False}.get(text.lower(), text),
    _TAG + "int": _whole,
    _TAG + "float": _double,
    _TAG + "null": lambda text: None,
}
