"""A condition can be true and can be false: `hour(at) > 22 and hour(at) < 6` never holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wuzha.policy.findings import Finding
from wuzha.policy.ranges import Test, can_hold, opposite, test_of
from wuzha.policy.tree import Case, Compare, Expr, Literal, Logic, Name, Not, Policy, Words
from wuzha.policy.uses import aggregates, names, uses
from wuzha.policy.walk import children
from wuzha.vocabulary.event import Kind

_NEVER = Words("这个条件永不成立", "this condition never holds")
_NEVER_TOGETHER = Words("这些条件不能同时成立", "these conditions never hold together")
_ALWAYS = Words("这个条件总是成立", "this condition always holds")
_ALWAYS_TOGETHER = Words("这些条件总有一个成立", "one of these conditions always holds")
_CHECK_BOUND = Words("检查数值和比较方向", "check the value and the direction of the comparison")
_MEANT_OR = Words("跨越零点或取其一时用 or", "for either of them (or a span over midnight) use or")
_MEANT_AND = Words("都要排除时用 and", "to leave out both use and")


def check(policy: Policy, fraud_types: Collection[str] | None) -> Iterator[Finding]:
    for use in uses(policy):
        if use.path[-1] in ("when", "where"):
            yield from _condition(use.expr)


def _condition(expr: Expr) -> Iterator[Finding]:
    """Findings in an expression that stands where a condition is wanted."""
    if not aggregates(expr) and not any(names(expr)):
        yield _finding(expr, Words("这个条件恒定", "this condition is a constant"), _CHECK_BOUND)
    elif isinstance(expr, Compare) and expr.left == expr.right:
        message = Words("两边是同一个值", "both sides are the same value")
        yield _finding(expr, message, Words("与别的值比较", "compare with something else"))
    else:
        terms = _flattened(expr, expr.op) if isinstance(expr, Logic) else [expr]
        yield from _terms(expr, terms)
        yield from _inside(expr, terms)


def _inside(expr: Expr, terms: list[Expr]) -> Iterator[Finding]:
    """Findings in the conditions that a condition or a value is made of."""
    conditions: list[Expr] = []
    if isinstance(expr, Logic):
        conditions = terms
    elif isinstance(expr, Not):
        conditions = [expr.part]
    elif isinstance(expr, Case):
        conditions = [condition for condition, _ in expr.whens]
    for condition in conditions:
        yield from _condition(condition)
    if not isinstance(expr, Logic | Not):
        for child in children(expr):
            if not any(child is condition for condition in conditions):
                yield from _inside(child, [])


def _flattened(expr: Expr, op: str) -> list[Expr]:
    if isinstance(expr, Logic) and expr.op == op:
        return [term for part in expr.parts for term in _flattened(part, op)]
    return [expr]


def _terms(whole: Expr, terms: list[Expr]) -> Iterator[Finding]:
    tests = [(term, test) for term in terms if (test := test_of(term)) is not None]
    if not isinstance(whole, Logic):
        yield from (finding for term, test in tests for finding in _alone(term, test))
        return
    is_and = whole.op == "and"
    for subject in dict.fromkeys(test.subject for _, test in tests):
        mine = [(term, test) for term, test in tests if test.subject == subject]
        if any(True for term, test in mine for _ in _alone(term, test)) or len(mine) < 2:
            continue
        joined = [test if is_and else opposite(test) for _, test in mine]
        if not can_hold(joined):
            message = _NEVER_TOGETHER if is_and else _ALWAYS_TOGETHER
            yield _finding(mine[1][0], message, _MEANT_OR if is_and else _MEANT_AND)


def _alone(term: Expr, test: Test) -> Iterator[Finding]:
    if _is_unknown_kind(test):
        message = Words(f"没有事件种类 `{test.value}`", f"no event is of the kind `{test.value}`")
        yield _finding(
            term, message, Words(f"有：{', '.join(Kind)}", f"there are: {', '.join(Kind)}")
        )
    elif not can_hold([test]):
        yield _finding(term, _NEVER, _CHECK_BOUND)
    elif not can_hold([opposite(test)]):
        yield _finding(term, _ALWAYS, _CHECK_BOUND)


def _is_unknown_kind(test: Test) -> bool:
    return test.subject == Name("kind") and test.value not in [str(kind) for kind in Kind]


def _finding(expr: Expr, message: Words, hint: Words) -> Finding:
    place = (
        expr.left.span
        if isinstance(expr, Compare) and not isinstance(expr.left, Literal)
        else expr.span
    )
    return Finding("constant", place, message, hint)
