"""Identifiers and texts that a policy writes out are in the normal form that events have."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from wuzha.policy.findings import Finding
from wuzha.policy.normal import normal_piece, normal_prefix, normal_text, not_normal
from wuzha.policy.tree import Call, Compare, Expr, In, Literal, Name, Policy, Span, Words
from wuzha.policy.uses import uses
from wuzha.policy.walk import walk
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.event import FIELDS

Normal = Callable[[str, str], str]
"""From a form and a text to its normal form; may raise BadValue."""

_PIECES = frozenset({"contains", "starts_with", "ends_with"})


def check(policy: Policy, fraud_types: Collection[str] | None) -> Iterator[Finding]:
    for item in policy.lists.values():
        normal: Normal = _prefix if item.of == "phone" and item.match == "prefix" else normal_text
        for entry in item.entries:
            place = policy.place("lists", item.name, "entries", entry)
            yield from _finding(item.of, entry, place, normal)
    for use in uses(policy):
        for node in walk(use.expr):
            for form, literal, normal in _texts(node):
                yield from _finding(form, str(literal.value), literal.span, normal)


def _prefix(form: str, text: str) -> str:
    return normal_prefix(text)


def _finding(form: str, text: str, place: Span, normal: Normal) -> Iterator[Finding]:
    try:
        wanted = normal(form, text)
    except BadValue as error:
        yield Finding(
            "not_normal",
            place,
            Words(f"`{text}` 不是 {form}", f"`{text}` is no {form}: {error.detail}"),
            Words("写事件里的样子", "write it as events have it"),
        )
        return
    if wanted != text:
        yield Finding("not_normal", place, *not_normal(text, wanted))


def _texts(node: Expr) -> Iterator[tuple[str, Literal, Normal]]:
    """Literals of a node that are compared with a field, with the field's form."""
    match node:
        case Compare(left=Name(name=name), right=Literal(value=str()) as literal):
            yield from _with_form(name, literal, normal_text)
        case Compare(left=Literal(value=str()) as literal, right=Name(name=name)):
            yield from _with_form(name, literal, normal_text)
        case In(part=Name(name=name), values=values):
            for value in values:
                if isinstance(value.value, str):
                    yield from _with_form(name, value, normal_text)
        case Call(function=function, args=(Name(name=name), Literal() as literal)):
            if function in _PIECES:
                yield from _with_form(name, literal, normal_piece)


def _with_form(
    name: str, literal: Literal, normal: Normal
) -> Iterator[tuple[str, Literal, Normal]]:
    if name in FIELDS:
        yield FIELDS[name].form, literal, normal
