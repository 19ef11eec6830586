"""Characters of an expression to tokens."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from wuzha.policy.findings import Finding
from wuzha.policy.tree import Span, Words

Place = Callable[[int, int], Span]
"""Where the characters `start` to `end` of an expression stand in the policy file."""

KEYWORDS = frozenset(
    {"and", "or", "not", "in", "is", "null", "between", "true", "false", "distinct"}
    | {"case", "when", "then", "else", "end"}
)

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>[0-9][0-9_]*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<text>'(?:[^']|'')*')
  | (?P<op><=|>=|!=|<>|==|=>|&&|\|\||[=<>+\-*/(),])
  )""",
    re.VERBOSE,
)


def _write(sign: str) -> Words:
    return Words(f"写 `{sign}`", f"write `{sign}`")


_ADVICE = {
    "==": _write("="),
    "=>": _write(">="),
    "<>": _write("!="),
    "&&": _write("and"),
    "||": _write("or"),
}
_CHARACTER_ADVICE = {
    **{quote: Words("文本用英文单引号 '...'", "write texts as '...'") for quote in '"`“”‘’'},
    **{wide: _write(chr(ord(wide) - 0xFEE0)) for wide in "（），＝＞＜＋－＊／"},
    **{wide: _write(chr(ord(wide) - 0xFEE0)) for wide in "０１２３４５６７８９．"},
    **dict(
        zip("≥≤≠×÷!&|", map(_write, (">=", "<=", "!=", "*", "/", "not", "and", "or")), strict=True)
    ),
}
_CHARACTER_HINT = Words(
    "只用名称、数字、单引号文本和运算符", "use names, numbers, 'texts' and operators"
)


@dataclass(frozen=True)
class Token:
    """`kind` is number, text, name, word (a keyword), op or end."""

    kind: str
    text: str
    span: Span


class SyntaxProblem(Exception):
    """Carries the one finding at which reading an expression stopped."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def problem(span: Span, message: Words, hint: Words) -> SyntaxProblem:
    """A syntax finding, ready to raise."""
    return SyntaxProblem(Finding("syntax", span, message, hint))


def tokens(source: str, place: Place) -> list[Token]:
    """All tokens of an expression, closed by one of kind `end`; raises SyntaxProblem."""
    found: list[Token] = []
    position = 0
    end = len(source.rstrip())
    while position < end:
        match = _TOKEN.match(source, position)
        if match is None:
            raise _unreadable(source, position, place)
        kind = str(match.lastgroup)
        text = match.group(kind)
        span = place(match.start(kind), match.end(kind))
        if text in _ADVICE:
            message = Words(f"`{text}` 不是运算符", f"`{text}` is not an operator here")
            raise problem(span, message, _ADVICE[text])
        if kind == "name" and text.lower() in KEYWORDS:
            kind, text = "word", text.lower()
        found.append(Token(kind, text, span))
        position = match.end()
    found.append(Token("end", "", place(max(0, end - 1), end)))
    return found


def _unreadable(source: str, position: int, place: Place) -> SyntaxProblem:
    while source[position].isspace():
        position += 1
    character = source[position]
    if character == "'":
        return problem(
            place(position, len(source)),
            Words("文本缺少结尾引号", "this text has no closing quote"),
            Words(
                "在结尾加上单引号；文中的单引号写两次",
                "close it with '; write '' for a quote inside",
            ),
        )
    return problem(
        place(position, position + 1),
        Words(f"读不懂字符 `{character}`", f"the character `{character}` has no meaning here"),
        _CHARACTER_ADVICE.get(character, _CHARACTER_HINT),
    )
