"""Patterns that the language allows mean the same to every engine's regular expressions."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from wuzha.policy.pattern import compiled, matches_everything, mistakes
from wuzha.vocabulary.text import normal_form

TEXTS = [
    "",
    " ",
    "a",
    "your code is 1234",
    "验证码1234,请勿告诉他人",
    "【银行】尊敬的客户:点击 http://a.example/x",
    "loan\\fee {x} [y] (z) ^$.|?*+",
    "加微信 wx_88",
    "é☃💰",
    "Upper 大写",
]
PATTERNS = [
    "验证码.{0,5}[0-9]{4}",
    r"\d{4}",
    r"\D$",
    r"^\w+$",
    r"\W",
    r"\p{Han}{2,}",
    r"\P{Han}",
    "^【[^】]{1,10}】",
    "(loan|code)",
    "(?:wx|微信)_?",
    r"[\^\-\]\\]",
    r"\{x\}|\(z\)",
    "a*?b?c",
    "[^ -~]",
    "💰|☃",
    "^$",
    "x{2}",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_engines_agree(pattern: str) -> None:
    assert not list(mistakes(pattern, normal_form))
    search = compiled(pattern).search
    expected = [search(text) is not None for text in TEXTS]
    arrow = pc.match_substring_regex(pa.array(TEXTS), pattern).to_pylist()
    query = "SELECT list_transform(?, lambda t: regexp_matches(t, ?))"
    row = duckdb.execute(query, [TEXTS, pattern]).fetchone()
    assert arrow == expected
    assert row is not None
    assert row[0] == expected


@pytest.mark.parametrize(
    ("pattern", "every"), [("x*", True), ("", True), ("^", True), ("^$", False), ("x", False)]
)
def test_matches_everything(pattern: str, every: bool) -> None:
    assert matches_everything(pattern) is every
