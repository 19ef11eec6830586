"""Expressions as Chinese or English sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wuzha.policy import wording
from wuzha.policy.operations import AGGREGATES, FUNCTIONS
from wuzha.policy.ranges import OPPOSITES
from wuzha.policy.tree import (
    Aggregate,
    Arithmetic,
    Call,
    Case,
    Compare,
    Expr,
    In,
    IsNull,
    Literal,
    Logic,
    Name,
    Negate,
    Not,
    Policy,
    Words,
)
from wuzha.vocabulary.clock import SECOND
from wuzha.vocabulary.event import FIELDS, Field, Kind, Type

_COMPARISONS = {
    "=": Words("等于", "is"),
    "!=": Words("不等于", "is not"),
    "<": Words("小于", "is less than"),
    "<=": Words("不超过", "is at most"),
    ">": Words("大于", "is more than"),
    ">=": Words("不小于", "is at least"),
}
_SAME_TEXT = {"=": Words("是", "is"), "!=": Words("不是", "is not")}
_NOT_CALL = {
    "contains": Words("{0}不含{1}", "{0} does not contain {1}"),
    "starts_with": Words("{0}不以{1}开头", "{0} does not start with {1}"),
    "ends_with": Words("{0}不以{1}结尾", "{0} does not end with {1}"),
    "matches": Words("{0}不符合模式{1}", "{0} does not match {1}"),
    "listed": Words("{0}不在名单{1}上", "{0} is not on the list {1}"),
}
_NOUNS = {
    "id": Words("事件编号", "event's id"),
    "at": Words("事件时间", "time of the event"),
    "source": Words("来源", "source"),
    "person": Words("受保护人", "person"),
    "text": Words("文本", "text"),
    "attestation": Words("主叫认证等级", "caller's attestation"),
    "payee_kind": Words("收款方类型", "kind of payee"),
    "app_action": Words("应用动作", "app action"),
    "score": Words("来源评分", "score given by the source"),
}
"""Where the description of a field is not what one calls it in a sentence."""
_WEEKDAY = Words("{0}的星期（1 为星期一）", "the weekday of {0} (1 is Monday)")
_TIME_SINCE = Words("距{0}的时间", "the time since {0}")
_KNOWN = Words("已知", "known")
_UNKNOWN = Words("未知", "unknown")
_SYMBOLS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_RANKS = {"+": 1, "-": 1, "*": 2, "/": 2}
_COUNTABLE = ("number", "account", "domain", "device", "wallet", "package", "name", "code")


def explain_expression(
    expr: Expr, policy: Policy, language: str, on: frozenset[Kind] = frozenset(Kind)
) -> str:
    """A type-checked expression in words; `on` are the kinds that an aggregate counts."""
    phrase = Phrasing(policy, language, on)
    text = phrase.condition(expr) if expr.type is Type.BOOLEAN else phrase.value(expr)
    return wording.spaced(text) if language == "zh" else text


@dataclass(frozen=True)
class Phrasing:
    """Says expressions of one policy in one language."""

    policy: Policy
    language: str
    on: frozenset[Kind]
    names_codes: bool = False
    """Whether a field's name in policies stands behind its words: called number (callee)."""

    def pick(self, words: Words) -> str:
        return words.in_language(self.language)

    def form(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    # -- conditions

    def condition(self, expr: Expr) -> str:
        """What must hold, as a clause."""
        match expr:
            case Logic():
                return self._logic(expr)
            case Not():
                return self.denial(expr.part)
            case Compare():
                return self._compare(expr, expr.op)
            case In():
                return self._in(expr, expr.negated)
            case IsNull():
                return self._known(expr, expr.negated)
            case Name() if expr.name in FIELDS:
                clauses = wording.CLAUSES.get(expr.name)
                return self.pick(clauses[0]) if clauses else self._field(FIELDS[expr.name])
            case Name():
                return self.form(f"{expr.name}成立", f"{expr.name} holds")
            case Call() if expr.function in _NOT_CALL:
                return self._call(expr, FUNCTIONS[expr.function].say)
        return self.form(f"{self.value(expr)}成立", f"{self.value(expr)} holds")

    def denial(self, expr: Expr) -> str:
        """What must not hold, as a clause."""
        match expr:
            case Not():
                return self.condition(expr.part)
            case Name() if expr.name in wording.CLAUSES:
                return self.pick(wording.CLAUSES[expr.name][1])
            case Compare():
                return self._compare(expr, OPPOSITES[expr.op])
            case In():
                return self._in(expr, not expr.negated)
            case IsNull():
                return self._known(expr, not expr.negated)
            case Call() if expr.function in _NOT_CALL:
                return self._call(expr, _NOT_CALL[expr.function])
            case Logic() if _is_between(expr):
                return self._between(expr, Words("不在", "is not between"))
        said = self.condition(expr)
        return self.form(f"并非（{said}）", f"not ({said})")

    def _logic(self, expr: Logic) -> str:
        if _is_between(expr):
            return self._between(expr, Words("在", "is between"))
        said = [
            self._bracketed(self.condition(part)) if _is_compound(part) else self.condition(part)
            for part in expr.parts
        ]
        word = {"and": Words("，且", " and "), "or": Words("，或", " or ")}[expr.op]
        return self.pick(word).join(said)

    def _between(self, expr: Logic, word: Words) -> str:
        low, high = expr.parts
        assert isinstance(low, Compare)
        assert isinstance(high, Compare)
        subject, start, end = (self.value(part) for part in (low.left, low.right, high.right))
        return self.form(
            f"{subject}{word.zh} {start} 到 {end} 之间", f"{subject} {word.en} {start} and {end}"
        )

    def _compare(self, expr: Compare, op: str) -> str:
        left, right = expr.left, expr.right
        if isinstance(right, Literal) and isinstance(right.value, bool) and op in ("=", "!="):
            said = self.condition(left) if right.value == (op == "=") else self.denial(left)
            return self._bracketed(said) if _is_compound(left) else said
        words = (_SAME_TEXT if left.type is Type.TEXT else _COMPARISONS)[op]
        if _is_time_since(left) and isinstance(right, Literal):
            assert isinstance(left, Call)
            assert isinstance(right.value, int | float)
            first = self._call(left, _TIME_SINCE)
            second = wording.duration(round(right.value * SECOND), self.language)
        else:
            first, second = self.value(left), self.value(right)
        return self.form(f"{first}{words.zh}{second}", f"{first} {words.en} {second}")

    def _in(self, expr: In, negated: bool) -> str:
        if len(expr.values) == 1:
            pair = Compare("=", expr.part, expr.values[0])
            return self._compare(pair, "!=" if negated else "=")
        part, values = self.value(expr.part), [self.value(value) for value in expr.values]
        if self.language == "zh":
            some = "、".join(values)
            return f"{part}不是{some}中的任何一个" if negated else f"{part}是{some}之一"
        return f"{part} is {'none' if negated else 'one'} of {', '.join(values)}"

    def _known(self, expr: IsNull, known: bool) -> str:
        part = self.value(expr.part)
        return self.form(
            f"{part}{'已知' if known else '未知'}", f"{part} is {'known' if known else 'unknown'}"
        )

    # -- values

    def value(self, expr: Expr) -> str:
        """What is computed, as a noun."""
        match expr:
            case Literal():
                return self._literal(expr)
            case Name():
                return self._name(expr)
            case Call() if expr.function == "weekday":
                return self._call(expr, _WEEKDAY)
            case Call() if expr.type is not Type.BOOLEAN or expr.function not in _NOT_CALL:
                return self._call(expr, FUNCTIONS[expr.function].say)
            case Arithmetic():
                return self._arithmetic(expr)
            case Negate():
                return f"−{self._operand(expr.part, 3)}"
            case Case():
                return self._bracketed(self._case(expr))
            case Aggregate():
                return self._aggregate(expr)
        return f"“{self.condition(expr)}”"

    def _literal(self, expr: Literal) -> str:
        if expr.value is None:
            return self.pick(_UNKNOWN)
        if isinstance(expr.value, bool):
            return self.form("真", "true") if expr.value else self.form("假", "false")
        return f"“{expr.value}”" if isinstance(expr.value, str) else f"{expr.value!r}"

    def _name(self, expr: Name) -> str:
        if expr.name in FIELDS:
            if expr.type is Type.BOOLEAN:
                return f"“{self.condition(expr)}”"
            said = self._field(FIELDS[expr.name])
            return self.form(said, f"the {said}")
        feature = self.policy.features.get(expr.name)
        if feature is not None and feature.say is not None:
            return self.form(f"{feature.say.zh}（{expr.name}）", f"{feature.say.en} ({expr.name})")
        return expr.name

    def _field(self, field: Field) -> str:
        words = _NOUNS.get(field.name, Words(field.zh, field.en))
        if not self.names_codes:
            return self.pick(words)
        zh = f"{words.zh}（{field.name}）".replace("）（", "，")  # one pair of brackets
        return self.form(zh, f"{words.en} ({field.name})")

    def named_field(self, name: str) -> str:
        return self._field(FIELDS[name])

    def _call(self, expr: Call, say: Words) -> str:
        args = [self._argument(expr, arg) for arg in expr.args]
        every = "、".join(args) if self.language == "zh" else wording.enumerated(args, "and")
        return self.pick(say).format(*args, all=every)

    def _argument(self, call: Call, expr: Expr) -> str:
        if call.function in ("listed", "phrases") and expr is call.args[1]:
            assert isinstance(expr, Name)
            return expr.name
        if call.function in ("hour", "weekday") and expr == Name("at"):
            return self.form("事件时间", "the event")
        return self.value(expr)

    def _arithmetic(self, expr: Arithmetic) -> str:
        rank = _RANKS[expr.op]
        left = self._operand(expr.left, rank)
        right = self._operand(expr.right, rank + (expr.op in "-/"))
        return f"{left} {_SYMBOLS[expr.op]} {right}"

    def _operand(self, expr: Expr, rank: int) -> str:
        said = self.value(expr)
        is_weaker = isinstance(expr, Arithmetic) and _RANKS[expr.op] < rank
        return self._bracketed(said) if is_weaker else said

    def _case(self, expr: Case) -> str:
        whens = [(self.condition(when), self.value(then)) for when, then in expr.whens]
        default = self.value(expr.default)
        if self.language == "zh":
            return "，".join([f"若{when}则为{then}" for when, then in whens] + [f"否则为{default}"])
        return ", ".join([f"{then} if {when}" for when, then in whens] + [f"otherwise {default}"])

    def _aggregate(self, expr: Aggregate) -> str:
        say, arg = AGGREGATES[expr.op].say, expr.arg
        events = wording.kinds(self.on, self.language)
        if arg is None and expr.op != "count":
            one = wording.kinds(self.on, self.language, plural=False)
            return self.form(say.zh, f"{say.en} {one}")
        if arg is None:
            return self.pick(say).format(arg=events)
        if arg.type is Type.BOOLEAN and expr.op in ("sum", "avg"):
            clause = replace(self, names_codes=False).condition(arg)
            what = Words("次数", "number") if expr.op == "sum" else Words("比例", "share")
            return self.form(f"“{clause}”的{what.zh}", f"the {what.en} of {events} where {clause}")
        said = self.value(arg)
        if expr.op == "count":
            return self.form(
                f"{said}已知的{events}次数", f"the number of {events} where {said} is known"
            )
        if expr.op == "count_distinct":
            said = self.form(said, self._plural(arg))
        if expr.op in ("min", "max"):
            said = said.removeprefix("the ")
        return self.pick(say).format(arg=said)

    def _plural(self, expr: Expr) -> str:
        if isinstance(expr, Name):
            field = FIELDS[expr.name]
            if field.en.endswith(_COUNTABLE):
                return self._field(replace(field, en=f"{field.en}s"))
        return f"values of {self.value(expr)}"

    def _bracketed(self, said: str) -> str:
        return self.form(f"（{said}）", f"({said})")


def _is_between(expr: Logic) -> bool:
    match expr.parts:
        case (Compare(op=">=", left=first), Compare(op="<=", left=second)):
            return expr.op == "and" and first == second
    return False


def _is_compound(expr: Expr) -> bool:
    return isinstance(expr, Logic) and not _is_between(expr)


def _is_time_since(expr: Expr) -> bool:
    return isinstance(expr, Call) and expr.function == "seconds_since"
