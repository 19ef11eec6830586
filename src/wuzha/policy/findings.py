"""Findings: what is wrong with a policy, where, and what to do about it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wuzha.policy.tree import Span, Words
from wuzha.vocabulary.errors import PolicyError

CODES = {
    # The text
    "encoding": Words("文件不是 UTF-8", "the file is not UTF-8"),
    "too_large": Words("策略太大", "the policy is too large"),
    "yaml": Words("不是策略所用的 YAML", "the text is not the YAML that policies use"),
    "shape": Words("值的形状不对", "a value has the wrong shape or is out of range"),
    "missing": Words("缺少必需的键", "a key that must be there is missing"),
    "unknown_key": Words("没有这个键", "there is no such key"),
    "unknown_value": Words("值不在可选之列", "a value is not one of the choices"),
    "twice": Words("写了两次", "something stands there twice"),
    "too_many": Words("太多", "there are too many of something"),
    "bad_name": Words("名称不合规则", "a name has characters or a meaning that it may not have"),
    "name_taken": Words(
        "名称已被占用", "a name is already a field, a feature, a model or a result"
    ),
    "one_language": Words("缺一种语言", "a sentence is there in one language only"),
    "no_file": Words("文件找不到或读不出", "a file is missing or cannot be read"),
    "model_input": Words("模型不能用这个输入", "a model cannot take this input"),
    # Expressions
    "syntax": Words("表达式写法有误", "an expression cannot be read"),
    "type": Words("类型不符", "a value has the wrong type"),
    "unknown_name": Words("没有这个名称", "nothing has this name"),
    "name_not_here": Words("名称不能用在这里", "a name exists but cannot be used there"),
    "unknown_function": Words("没有这个函数", "there is no such function"),
    "arguments": Words("参数个数不对", "a function has too few or too many arguments"),
    "field_wanted": Words("这里只能写字段", "only a field of the event can stand there"),
    "aggregate_not_here": Words("聚合不能用在这里", "an aggregate cannot be used there"),
    "compare_with_null": Words("与 null 比较", "a comparison with null never holds"),
    # Checks
    "action_falls": Words("等级升而处置降", "a higher level has a weaker action"),
    "action_unreachable": Words("处置永远用不上", "an action can never be taken"),
    "constant": Words("条件恒定", "a condition is always the same"),
    "field_not_of_kind": Words("事件种类没有这个字段", "no kind of event there has the field"),
    "list_form": Words("标识与名单不符", "a list holds another kind of identifier"),
    "list_match": Words("匹配方式与名单不符", "a list cannot be matched that way"),
    "money_unit": Words("金额单位有误", "money is compared with a fraction of the minor unit"),
    "needs_at": Words("例子缺少时间", "an example must say when it happens"),
    "no_aggregate": Words("特征没有聚合", "a feature aggregates nothing"),
    "no_effect": Words("规则没有作用", "a rule neither adds points nor exempts"),
    "not_normal": Words("不是规范形式", "a text is not in normal form, so it would never match"),
    "pattern": Words("模式不可用", "a pattern is broken or not the same on all engines"),
    "pattern_matches_all": Words("模式匹配一切", "a pattern matches every text"),
    "sentence": Words("句子的花括号有误", "the braces of a sentence are wrong"),
    "sentence_differs": Words("中英文用的值不同", "the two languages name different values"),
    "unknown_time_zone": Words("没有这个时区", "there is no such time zone"),
    "unknown_type": Words("分类表里没有这个诈骗类型", "the taxonomy has no such fraud type"),
    "unused": Words("定义了却没有用到", "something is defined but never used"),
}
"""Every code that a finding can have, and what it says; docs/reference/policy.md lists them."""

FINDINGS_MAX = 200
"""Reading stops at so many; a hostile file must not cost more."""

_TEXT_CHARACTERS_MAX = 400
_LINE_CELLS_MAX = 160
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
LINE_BREAK = re.compile("\n|\x85|\u2028|\u2029")
"""What ends a line of a policy, as YAML has it; parse makes CR and CR LF one of them first."""


@dataclass(frozen=True)
class Finding:
    """One mistake: a code of CODES, its place, what is wrong and what to do."""

    code: str
    span: Span
    message: Words
    hint: Words


class BadPolicy(PolicyError):
    """A policy that must not run; `findings` are in the order of the file."""

    def __init__(self, path: str, source: str, findings: Iterable[Finding]) -> None:
        self.path = path
        self.source = source
        self.findings = sorted(findings, key=lambda f: (f.span.line, f.span.column, f.code))
        super().__init__(render(path, source, self.findings, "en"))


_HINT = {"en": "hint", "zh": "提示"}


def render(path: str, source: str, findings: Sequence[Finding], language: str) -> str:
    """The findings as text: place, sentence, the line with a caret, the hint."""
    lines = LINE_BREAK.split(source)
    return "\n".join(_one(path, lines, finding, language) for finding in findings)


def _one(path: str, lines: list[str], finding: Finding, language: str) -> str:
    span = finding.span
    message = _clipped(finding.message.in_language(language))
    out = [f"{path}:{span.line}:{span.column}: {message}"]
    if span.line <= len(lines):
        out += pointed(lines[span.line - 1], span.column, span.length)
    hint = _clipped(finding.hint.in_language(language))
    out.append(f"  {_HINT[language]}: {hint}  [{finding.code}]")
    return "\n".join(out)


def pointed(line: str, column: int, length: int) -> list[str]:
    """A line and, under it, carets below `length` characters from `column` (from 1) on.

    Only the part of a long line around the carets is shown."""
    start = column - 1
    length = max(1, min(length, len(line) - start, _LINE_CELLS_MAX // 4))
    begin = max(0, start - _LINE_CELLS_MAX // 4) if len(line) > _LINE_CELLS_MAX // 2 else 0
    end = begin + _LINE_CELLS_MAX // 2 if len(line) > _LINE_CELLS_MAX // 2 else len(line)
    left, right = "…" if begin else "", "…" if end < len(line) else ""
    before = left + _visible(line[begin:start])
    marked = _visible(line[start : start + length])
    shown = before + marked + _visible(line[start + length : end]) + right
    return [f"  {shown}".rstrip(), f"  {' ' * cells(before)}{'^' * max(1, cells(marked))}"]


def cells(text: str) -> int:
    """How many terminal columns a text takes: Chinese characters and emoji two, accents none."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _visible(text: str) -> str:
    """The text as a terminal may show it: tabs as one space, nothing that moves the cursor."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    return "\ufffd" if unicodedata.category(character) in _HIDDEN else character


def _clipped(text: str) -> str:
    text = _visible(text)
    return text if len(text) <= _TEXT_CHARACTERS_MAX else text[: _TEXT_CHARACTERS_MAX - 1] + "…"
