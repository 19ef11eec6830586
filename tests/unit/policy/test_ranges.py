"""Comparisons that cannot hold together are known as such, and no others are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wuzha.policy.meaning.expressions import COMPARISONS
from wuzha.policy.ranges import OPPOSITES, Test, can_hold
from wuzha.policy.tree import Call, Name
from wuzha.vocabulary.event import Type

Test.__test__ = False  # type: ignore[attr-defined]
OPS = st.sampled_from([*OPPOSITES])
WHOLE = Name("duration_s", type=Type.INTEGER)
NUMBER = Name("score", type=Type.NUMBER)
HOUR = Call("hour", (Name("at", type=Type.TIME),), type=Type.INTEGER)


def holds(tests: list[Test], value: float | str | bool) -> bool:
    return all(COMPARISONS[test.op](value, test.value) for test in tests)


@given(st.lists(st.tuples(OPS, st.integers(-3, 3)), min_size=1, max_size=4))
def test_whole_numbers(pairs: list[tuple[str, int]]) -> None:
    tests = [Test(WHOLE, op, value) for op, value in pairs]
    some = any(holds(tests, value) for value in range(-5, 6))
    # Between two bounds, values that are left out one by one are not counted: true then.
    assert can_hold(tests) >= some
    if sum(op == "!=" for op, _ in pairs) == 0:
        assert can_hold(tests) == some


@given(st.lists(st.tuples(OPS, st.sampled_from([-1.5, 0.0, 0.5, 2.0])), min_size=1, max_size=4))
def test_numbers(pairs: list[tuple[str, float]]) -> None:
    tests = [Test(NUMBER, op, value) for op, value in pairs]
    tried = [-2.0, -1.5, -1.0, 0.0, 0.25, 0.5, 1.0, 2.0, 3.0]
    assert can_hold(tests) == any(holds(tests, value) for value in tried)


@given(st.lists(st.tuples(OPS, st.integers(-2, 26)), min_size=1, max_size=3))
def test_hours(pairs: list[tuple[str, int]]) -> None:
    tests = [Test(HOUR, op, value) for op, value in pairs]
    some = any(holds(tests, value) for value in range(24))
    assert can_hold(tests) >= some
    if sum(op == "!=" for op, _ in pairs) == 0:
        assert can_hold(tests) == some


@given(st.lists(st.tuples(st.sampled_from(["=", "!="]), st.booleans()), min_size=1, max_size=3))
def test_booleans(pairs: list[tuple[str, bool]]) -> None:
    tests = [Test(Name("answered", type=Type.BOOLEAN), op, value) for op, value in pairs]
    assert can_hold(tests) == any(holds(tests, value) for value in (False, True))


@given(st.lists(st.tuples(st.sampled_from(["=", "!="]), st.sampled_from("ab")), min_size=1))
def test_texts(pairs: list[tuple[str, str]]) -> None:
    tests = [Test(Name("cell", type=Type.TEXT), op, value) for op, value in pairs]
    assert can_hold(tests) == any(holds(tests, value) for value in "abc")
