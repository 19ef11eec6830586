"""All patterns and phrases of a field in one search: the same as looking for each by itself."""

from __future__ import annotations

import re

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from wuzha.backends.embedded.searches import TextSearch

# Few letters, so that phrases overlap, hold one another and stand in several lexicons.
pieces = st.text("ab转账", min_size=1, max_size=4)
lexicons = st.lists(st.lists(pieces, min_size=1, max_size=5, unique=True), max_size=3)
texts = st.lists(st.text("ab转账 ", max_size=12), min_size=1, max_size=8)


@given(st.lists(pieces, max_size=4), lexicons, texts)
def test_answers_are_those_of_each_search_alone(
    patterns: list[str], lexicons: list[list[str]], texts: list[str]
) -> None:
    columns = range(7, 7 + len(patterns) + len(lexicons))
    search = TextSearch(
        dict(zip(columns, patterns, strict=False)),
        dict(zip(columns[len(patterns) :], map(tuple, lexicons), strict=True)),
    )
    found = search(pa.array(texts))
    assert search.columns == [*columns]
    assert found.tolist() == [
        *([int(re.search(pattern, text) is not None) for text in texts] for pattern in patterns),
        *([sum(phrase in text for phrase in phrases) for text in texts] for phrases in lexicons),
    ]
