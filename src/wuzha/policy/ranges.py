"""Whether comparisons of one thing with constants can hold together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from wuzha.policy.tree import Call, Compare, Expr, Literal
from wuzha.vocabulary.event import Type

Constant = bool | int | float | str

OPPOSITES = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_RANGES = {
    "hour": (0.0, 23.0),
    "weekday": (1.0, 7.0),
    "length": (0.0, math.inf),
    "phrases": (0.0, math.inf),
}


@dataclass(frozen=True)
class Test:
    """`subject op value`, the value a constant."""

    subject: Expr
    op: str
    value: Constant


def test_of(expr: Expr) -> Test | None:
    """A comparison with a constant as a test; None of anything else."""
    match expr:
        case Compare(op=op, left=left, right=Literal(value=value)) if value is not None:
            return Test(left, op, value)
        case Compare(op=op, left=Literal(value=value), right=right) if value is not None:
            return Test(right, _MIRRORED[op], value)
    return None


def opposite(test: Test) -> Test:
    """What holds where the test does not, nulls aside."""
    return Test(test.subject, OPPOSITES[test.op], test.value)


def can_hold(tests: Sequence[Test]) -> bool:
    """Whether one value passes all tests, which are of the same subject."""
    equal = {test.value for test in tests if test.op == "="}
    unequal = {test.value for test in tests if test.op == "!="}
    if len(equal) > 1 or equal & unequal:
        return False
    if any(isinstance(test.value, bool) for test in tests):
        return bool(equal) or len(unequal) < 2
    if any(isinstance(test.value, str) for test in tests):
        return True
    return _some_number(tests, equal, unequal)


def _some_number(tests: Sequence[Test], equal: set[Constant], unequal: set[Constant]) -> bool:
    subject = tests[0].subject
    low, high = _range_of(subject)
    low_open = high_open = False
    for test in tests:
        value = float(test.value)
        if test.op in (">", ">=") and (value, test.op == ">") > (low, low_open):
            low, low_open = value, test.op == ">"
        if test.op in ("<", "<=") and (-value, test.op == "<") > (-high, high_open):
            high, high_open = value, test.op == "<"
    if subject.type is Type.INTEGER:
        low = math.floor(low) + 1.0 if low_open and math.isfinite(low) else low
        high = math.ceil(high) - 1.0 if high_open and math.isfinite(high) else high
        low_open = high_open = False
    if equal:
        value = float(next(iter(equal)))
        above = value > low or (value == low and not low_open)
        return above and (value < high or (value == high and not high_open))
    if low == high:
        return not (low_open or high_open or low in unequal)
    return low < high


def _range_of(subject: Expr) -> tuple[float, float]:
    if isinstance(subject, Call):
        return _RANGES.get(subject.function, (-math.inf, math.inf))
    return -math.inf, math.inf
