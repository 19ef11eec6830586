"""A pattern means the same on every engine, is cheap, and matches something but not everything."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wuzha.policy.findings import Finding
from wuzha.policy.normal import normal_piece
from wuzha.policy.pattern import matches_everything, mistakes
from wuzha.policy.tree import Call, Literal, Name, Policy, Span, Words
from wuzha.policy.uses import uses
from wuzha.policy.walk import walk
from wuzha.vocabulary.event import FIELDS, Form


def check(policy: Policy, fraud_types: Collection[str] | None) -> Iterator[Finding]:
    for use in uses(policy):
        for node in walk(use.expr):
            if isinstance(node, Call) and node.function == "matches":
                yield from _pattern(node)


def _pattern(call: Call) -> Iterator[Finding]:
    text, literal = call.args
    assert isinstance(literal, Literal)
    pattern = str(literal.value)
    is_field = isinstance(text, Name) and text.name in FIELDS
    form = FIELDS[text.name].form if is_field and isinstance(text, Name) else Form.PLAIN
    found = list(mistakes(pattern, lambda character: normal_piece(form, character)))
    for start, end, message, hint in found:
        yield Finding("pattern", _inside(literal, pattern, start, end), message, hint)
    if not found and matches_everything(pattern):
        yield Finding(
            "pattern_matches_all",
            literal.span,
            Words("这个模式匹配一切文本", "this pattern matches every text"),
            Words(
                "去掉可有可无的部分，如 `x*` 改 `x+`",
                "make a part of it required: `x+` instead of `x*`",
            ),
        )


def _inside(literal: Literal, pattern: str, start: int, end: int) -> Span:
    """The place of a part of a pattern; exact where the file writes it as it is, on one line."""
    span = literal.span
    if span.length != len(pattern) + 2:
        return span
    return Span(span.line, span.column + 1 + start, max(1, end - start))
