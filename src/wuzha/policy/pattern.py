"""The patterns that policies may use: a subset of RE2 that means the same on every engine.

RE2 (in Python, DuckDB and Arrow) and Java differ in what white space and word edges are, in
flags, in classes inside classes and in braces. What is left has one meaning: literals, `.`,
classes, groups, `|`, `* + ? {n,m}`, `^` and `$` (begin and end of the text, which has no line
breaks), `\\d`, `\\w` (ASCII) and `\\p{Han}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import re2

from wuzha.policy.normal import not_normal
from wuzha.policy.tree import Words
from wuzha.vocabulary import limits

_MEMORY_BYTES_MAX = 1 << 20
"""For the compiled pattern: keeps `(.{900}){900}` and its like out."""

_TOKEN = re.compile(
    r"""
    (?P<han>\\[pP]\{Han\})
  | (?P<escape>\\(?:[pPx](?:\{[^}]*\}?|.)|.)?)
  | (?P<and>&&)
  | (?P<posix>\[:\^?[A-Za-z]*:\])
  | (?P<group>\(\?(?:P?<[^>]*>?|[A-Za-z-]*:?)?)
  | (?P<class>\[\^?)
  | (?P<repeat>\{[0-9]+(?:,[0-9]*)?\})
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = frozenset([r"\d", r"\D", r"\w", r"\W"])
_SPACE = Words(
    "规范形式只有普通空格：直接写空格", "normal texts have plain spaces only: write a space"
)
_EDGE = Words(
    "中文旁边没有词界：写出前后的字",
    "there are no word edges beside Chinese: write what stands there",
)
_ESCAPE_ADVICE = {
    r"\s": _SPACE,
    r"\S": Words("写 [^ ]", "write [^ ]"),
    r"\b": _EDGE,
    r"\B": _EDGE,
    r"\A": Words("写 ^", "write ^"),
    r"\z": Words("写 $", "write $"),
    r"\Z": Words("写 $", "write $"),
}
_ESCAPE_HINT = Words(
    r"可用 \d \w \p{Han} 和 \ 加标点", r"there are \d, \w, \p{Han} and \ before a sign"
)


class Mistake(NamedTuple):
    """What is wrong with a pattern, from character `start` to `end` of it."""

    start: int
    end: int
    message: Words
    hint: Words


def compiled(pattern: str) -> Any:
    """The pattern, compiled by RE2; raises re2.error."""
    options = re2.Options()
    options.max_mem = _MEMORY_BYTES_MAX
    options.log_errors = False
    return re2.compile(pattern, options)


def mistakes(pattern: str, normal: Callable[[str], str]) -> Iterator[Mistake]:
    """Why a pattern may not be used; `normal` gives the normal form of a character."""
    most = limits.PATTERN_CHARACTERS_MAX
    whole = (0, len(pattern))
    if len(pattern) > most:
        yield Mistake(
            *whole,
            Words(f"模式超过 {most} 个字符", f"this pattern is longer than {most} characters"),
            Words("拆成几个，或用词库", "split it, or use a lexicon"),
        )
        return
    found = list(_outside_the_subset(pattern, normal))
    yield from found
    if found:
        return
    try:
        compiled(pattern)
    except re2.error as error:
        reason = _reason(error)
        yield Mistake(
            *whole,
            Words(f"模式不合法：{reason}", f"this is not a pattern: {reason}"),
            Words(
                r"检查括号；把标点当文字时写 \( 等",
                r"check the brackets; a sign meant as text is written \( and so on",
            ),
        )


def matches_everything(pattern: str) -> bool:
    """Whether a pattern without mistakes is found in every text."""
    search = compiled(pattern).search
    return search("") is not None and search("\ue000") is not None


def _reason(error: re2.error) -> str:
    reason = error.args[0] if error.args else b""
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)


def _outside_the_subset(pattern: str, normal: Callable[[str], str]) -> Iterator[Mistake]:
    in_class = False
    for match in _TOKEN.finditer(pattern):
        kind, text = str(match.lastgroup), match[0]
        found = _IN_CLASS.get(text) if in_class else None
        if found is None and kind in _REFUSED:
            found = _REFUSED[kind](text)
        if found is None and kind == "other":
            found = _literal(text, normal, in_class)
        if found is not None:
            yield Mistake(match.start(), match.end(), *found)
        if kind == "class":
            in_class = True
        elif text == "]":
            in_class = False


def _escape(text: str) -> tuple[Words, Words] | None:
    if text in _ESCAPES or not text[1:2].isalnum():
        return None
    message = Words(f"模式里不能用 `{text}`", f"`{text}` may not be used in a pattern")
    return message, _ESCAPE_ADVICE.get(text, _ESCAPE_HINT)


def _group(text: str) -> tuple[Words, Words] | None:
    if text == "(?:":
        return None
    message = Words(f"模式里不能用 `{text}`", f"`{text}` may not be used in a pattern")
    return message, Words(
        "只有 (...) 和 (?:...)；文本已是小写，无需 (?i)",
        "there are (...) and (?:...); texts are in lower case, so (?i) is not needed",
    )


def _posix(text: str) -> tuple[Words, Words]:
    message = Words(f"模式里不能用 `{text}`", f"`{text}` may not be used in a pattern")
    return message, Words("写出范围，如 [a-z0-9]", "write the ranges, such as [a-z0-9]")


_REFUSED: dict[str, Callable[[str], tuple[Words, Words] | None]] = {
    "escape": _escape,
    "group": _group,
    "posix": _posix,
}
_CLASS_MESSAGE = Words(
    "方括号里的这个符号各引擎含义不同", "engines differ on this sign inside [...]"
)
_IN_CLASS = {
    sign: (_CLASS_MESSAGE, Words(f"写 \\{sign[0]}", f"write \\{sign[0]}"))
    for sign in ("[", "[^", "&&")
}


def _literal(
    character: str, normal: Callable[[str], str], in_class: bool
) -> tuple[Words, Words] | None:
    if character == "{" and not in_class:
        message = Words("单独的 `{` 各引擎含义不同", "engines differ on a `{` that repeats nothing")
        return message, Words(r"写 \{ 或 {2,5}", r"write \{, or {2,5}")
    wanted = normal(character)
    if character == " " or wanted == character:
        return None
    return not_normal(character, re.sub(r"([^\w\s])", r"\\\1", wanted))
