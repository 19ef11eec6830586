"""What an entry holds comes back as it was written, whatever it is."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centre_cast import AT, BY
from wuzha.centre.audit.chain import START, head, verify
from wuzha.centre.audit.models import Entry
from wuzha.centre.change import change
from wuzha.vocabulary.decision import Level

pytestmark = pytest.mark.django_db

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(-1e15, 1e15).map(lambda number: round(number, 3) + 0.0)
    | TEXT
    | st.sampled_from(Level),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(TEXT, inner, max_size=3)
        | st.dictionaries(st.integers(0, 20), inner, max_size=3)
        | st.tuples(inner, inner)
    ),
    max_leaves=8,
)


@settings(max_examples=60)
@given(details=st.lists(VALUES, min_size=1, max_size=5), purpose=TEXT)
def test_every_detail_can_be_verified(details: list[object], purpose: str) -> None:
    """Keys that are numbers, tuples, words of a list: the database gives back other types."""
    with change(BY, AT) as done:
        for detail in details:
            done.entry("thing.done", purpose=purpose, detail=detail)
    assert list(verify()) == []


def test_numbers_run_without_gaps_over_changes() -> None:
    assert head() == (0, START)
    for count in (2, 3):
        with change(BY, AT) as done:
            for _ in range(count):
                done.entry("thing.done")
    assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == [*range(1, 6)]
    last = Entry.objects.get(number=5)
    assert head() == (5, bytes(last.hash))


def test_a_change_that_fails_leaves_no_entry() -> None:
    with suppress(ZeroDivisionError), change(BY, AT) as done:
        done.entry("thing.done")
        raise ZeroDivisionError
    assert head() == (0, START)
    assert list(verify()) == []
