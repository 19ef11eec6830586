"""A YAML document with places: every value knows where it stands in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import yaml

from wuzha.policy.findings import LINE_BREAK, Finding
from wuzha.policy.scalar import Value, plain_value, visible_places
from wuzha.policy.tokens import Place
from wuzha.policy.tree import Span, Words

_NESTING_MAX = 60
_VALUES_MAX = 300_000
"""A lexicon of 100,000 phrases fits; beyond it YAML takes minutes where a text file takes none."""
_Mark = Any
"""A place as yaml has it, in Python or C, or None."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Entry:
    """A value of the document: a scalar, a list or a mapping, with its place."""

    node: yaml.Node
    source: str

    @property
    def span(self) -> Span:
        start, end = self.node.start_mark, self.node.end_mark
        length = end.column - start.column if end.line == start.line else 1
        return Span(start.line + 1, start.column + 1, max(1, length))

    @property
    def shape(self) -> str:
        """scalar, list or mapping."""
        shapes = {yaml.ScalarNode: "scalar", yaml.SequenceNode: "list"}
        return shapes.get(type(self.node), "mapping")

    @property
    def text(self) -> str:
        """A scalar's text; of a list or a mapping only that it is one."""
        return str(self.node.value) if self.shape == "scalar" else "..."

    @property
    def value(self) -> Value:
        """A scalar's value: quoted ones are texts, plain ones may be null, true, numbers ..."""
        assert isinstance(self.node, yaml.ScalarNode)
        return plain_value(self.text) if self.node.style is None else self.text

    def items(self) -> Iterator[tuple[Entry, Entry]]:
        """Key and value of a mapping, in file order."""
        for key, value in self.node.value:
            yield Entry(key, self.source), Entry(value, self.source)

    def elements(self) -> Iterator[Entry]:
        """The elements of a list."""
        for node in self.node.value:
            yield Entry(node, self.source)

    def placing(self) -> Place:
        """A function from characters `start` to `end` of a scalar's text to their place."""
        assert isinstance(self.node, yaml.ScalarNode)
        begin, style = self.node.start_mark.index, self.node.style
        if style in ("'", '"'):
            begin += 1
        elif style in ("|", ">"):
            header = LINE_BREAK.search(self.source, begin)
            begin = header.end() if header else begin
        raw = self.source[begin : self.node.end_mark.index - (style in ("'", '"'))]
        visible = visible_places(raw, style)
        # How many visible characters stand before each character of the text.
        before = [0, *accumulate(not character.isspace() for character in self.text)]

        def place(start: int, end: int) -> Span:
            if before[start] >= len(visible):
                return self.span
            first = visible[before[start]]
            last = visible[min(max(before[start] + 1, before[end]), len(visible)) - 1]
            line, column = self._at(raw, first, style)
            same_line = not LINE_BREAK.search(raw, first, last)
            return Span(line, column, last - first + 1 if same_line else 1)

        return place

    def _at(self, raw: str, index: int, style: str | None) -> tuple[int, int]:
        """Line and column of `raw[index]`, `raw` being a scalar of that style."""
        breaks = [match.start() for match in LINE_BREAK.finditer(raw, 0, index)]
        mark = self.node.start_mark
        if style in ("|", ">"):
            return mark.line + 2 + len(breaks), index - (breaks[-1] if breaks else -1)
        if breaks:
            return mark.line + 1 + len(breaks), index - breaks[-1]
        return mark.line + 1, mark.column + 1 + index + (style in ("'", '"'))


class Unreadable(Exception):
    """The text is not the YAML that policies use; carries the finding."""

    def __init__(self, span: Span, message: Words, hint: Words) -> None:
        super().__init__(message.en)
        self.finding = Finding("yaml", span, message, hint)


class _Loader(yaml.SafeLoader):
    """YAML without what a policy has no use for: anchors, aliases, tags, depth, controls."""

    depth = 0
    values = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        peek: Callable[[], yaml.Event] = self.peek_event
        event = peek()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refusal(
                event.start_mark,
                Words("策略里不能用 YAML 锚点和别名", "anchors and aliases are not allowed here"),
                Words(
                    "把内容写出来；以 & 或 * 开头的文字加引号",
                    "write the content out; quote a text that starts with & or *",
                ),
            )
        if getattr(event, "tag", None):
            raise _refusal(
                event.start_mark,
                Words("策略里不能用 YAML 标签", "tags are not allowed here"),
                Words(
                    "去掉标签；以 ! 开头的文字加引号", "drop it; quote a text that starts with !"
                ),
            )
        if isinstance(event, yaml.ScalarEvent) and _CONTROL.search(event.value):
            raise _refusal(
                event.start_mark,
                Words("文字里有控制字符", "this text has a control character"),
                Words("删去它", "remove it"),
            )
        self.values += 1
        if self.values > _VALUES_MAX:
            raise _refusal(
                event.start_mark,
                Words("策略里的值太多", "the policy has too many values"),
                Words("把长名单和词库放进文件", "put long lists and lexicons into files"),
            )
        self.depth += 1
        if self.depth > _NESTING_MAX:
            message = Words("嵌套太深", "this is nested too deep")
            raise _refusal(event.start_mark, message, Words("减少嵌套", "use less nesting"))
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _refusal(mark: _Mark, message: Words, hint: Words) -> Unreadable:
    span = Span(mark.line + 1, mark.column + 1) if mark else Span(1, 1)
    return Unreadable(span, message, hint)


def read(source: str) -> Entry:
    """The document's root mapping; raises Unreadable. Lines of `source` end in LF."""
    loader = None
    try:
        loader = _Loader(source)
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        raise _broken(error.problem_mark or error.context_mark, str(error.problem)) from None
    except yaml.reader.ReaderError as error:
        raise _unprintable(source, error) from None
    except (ValueError, OverflowError):  # an escape or a version number beyond all bounds
        mark = loader.get_mark() if loader else None
        raise _broken(mark, "a number is out of range") from None
    if not isinstance(node, yaml.MappingNode):
        raise Unreadable(
            Span(1, 1),
            Words("策略应是一个映射", "a policy is a mapping of keys to values"),
            Words("以 `policy: 名称` 开头", "start with `policy: name`"),
        )
    return Entry(node, source)


def _broken(mark: _Mark, problem: str) -> Unreadable:
    return _refusal(
        mark,
        Words(f"不是合法的 YAML：{problem}", f"this is not YAML: {problem}"),
        Words("检查缩进、冒号、引号和括号", "check indentation, colons, quotes and brackets"),
    )


def _unprintable(source: str, error: yaml.reader.ReaderError) -> Unreadable:
    before = source[: error.position]
    breaks = [match.start() for match in LINE_BREAK.finditer(before)]
    column = error.position - (breaks[-1] if breaks else -1)
    return Unreadable(
        Span(len(breaks) + 1, column),
        Words("这里有控制字符", "there is a control character here"),
        Words("删去它；文件须为普通文本", "remove it; the file must be plain text"),
    )
