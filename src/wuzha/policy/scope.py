"""What names mean where an expression stands, and what to say of a name that means nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from wuzha.policy.findings import Finding
from wuzha.policy.tree import Span, Words
from wuzha.vocabulary.event import Type

_NAME_CHARACTERS_MAX = 64
_NAMES_SHOWN_MAX = 12

TYPE_WORDS = {
    Type.BOOLEAN: Words("是非", "a boolean"),
    Type.INTEGER: Words("整数", "an integer"),
    Type.NUMBER: Words("数", "a number"),
    Type.TEXT: Words("文本", "a text"),
    Type.TIME: Words("时间", "a time"),
}


@dataclass
class Scope:
    """Names of one place, and where findings go."""

    names: Mapping[str, Type]
    lists: Collection[str] = ()
    lexicons: Collection[str] = ()
    aggregated: Mapping[str, Type] | None = None
    """Names inside an aggregate; None where aggregates cannot stand."""
    elsewhere: Mapping[str, Words] = field(default_factory=dict)
    """Names that exist but mean nothing here, each with what to write instead."""
    broken: Collection[str] = ()
    """Names whose own definition has findings: uses of them get none."""
    findings: list[Finding] = field(default_factory=list)


class TypeProblem(Exception):
    """One finding stops one expression; the others are still read."""

    def __init__(self, code: str, span: Span, message: Words, hint: Words) -> None:
        super().__init__(code)
        self.finding = Finding(code, span, message, hint)


class BrokenName(Exception):
    """A name that has its finding already, where it is defined."""


def close_match(name: str, known: Collection[str]) -> Words:
    """A hint: the name that was probably meant, or all there are."""
    near = get_close_matches(name[:_NAME_CHARACTERS_MAX], known, n=1)
    if near:
        return Words(f"是不是 `{near[0]}`？", f"did you mean `{near[0]}`?")
    if not known:
        return Words("策略里一个也没有", "the policy has none")
    shown = sorted(known)[:_NAMES_SHOWN_MAX]
    more = len(known) - len(shown)
    some = ", ".join(shown)
    if more:
        return Words(f"有：{some} 等 {len(known)} 个", f"there are: {some} and {more} more")
    return Words(f"有：{some}", f"there are: {some}")
