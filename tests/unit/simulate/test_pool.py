from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wuzha.simulate.pool import NONE, Pool, numbered


@given(st.lists(st.text(max_size=8), max_size=20))
def test_a_text_comes_back_by_its_number(texts: list[str]) -> None:
    pool = Pool()
    codes = pool.codes(texts)
    assert pool.take(codes).to_pylist() == texts


def test_the_same_word_has_one_number_and_no_text_is_null() -> None:
    pool = Pool()
    assert pool.code("call") == pool.code("call") != pool.code("visit")
    assert pool.take(np.array([NONE, pool.code("call")], np.int32)).to_pylist() == [None, "call"]


def test_texts_added_later_do_not_move_the_earlier_ones() -> None:
    pool = Pool()
    first = pool.add(["a", "b"])
    pool.take(first)
    second = pool.add(["c"])
    assert pool.take(np.concatenate([first, second])).to_pylist() == ["a", "b", "c"]


@given(st.lists(st.integers(0, 10**9 - 1), max_size=50))
def test_numbered_texts_are_the_prefix_and_the_digits(numbers: list[int]) -> None:
    made = numbered("p-", np.array(numbers, np.int64), 9)
    assert made.to_pylist() == [f"p-{number:09d}" for number in numbers]
    made.validate(full=True)


def test_single_texts_are_found_before_and_after_joining() -> None:
    pool = Pool()
    codes = [*pool.add(["a"]), *pool.add(["b", "c"]), *pool.add([])]
    assert [pool.text(int(code)) for code in codes] == ["a", "b", "c"]
    pool.take(np.array(codes, np.int32))
    codes += [*pool.add(["d"])]
    assert [pool.text(int(code)) for code in codes] == ["a", "b", "c", "d"]
