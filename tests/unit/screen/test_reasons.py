"""Reasons: sentences of many events at once say what they say of each event alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from contract.harness import policy_of
from wuzha.screen.reasons import Reasons

POLICY = policy_of(
    features=["share: {by: person, over: 1h, on: call, compute: avg(answered)}"],
    rules=[
        "plain: {on: transfer, when: 'true', points: 1, say: {zh: '付款', en: 'a {} payment'}}",
        "money: {on: transfer, when: amount > 1, points: 20, say: {"
        "zh: '{amount}，{text}', en: '{text}: {amount}'}}",
        "values: {on: transfer, when: 'true', points: -5, say: {"
        "zh: '{share}、{answered}、{at}、{caller}', en: '{at} {answered} {share} {caller}.'}}",
    ],
)
VALUES = {
    "amount": st.none() | st.integers(0, 10**9),
    "currency": st.sampled_from([None, "CNY", "JPY", "KWD"]),
    "text": st.none() | st.text("转a{}", max_size=70),
    "share": st.none() | st.floats(0, 1),
    "answered": st.none() | st.booleans(),
    "at": st.none() | st.integers(0, 2**52),
    "caller": st.none() | st.integers(1, 10**15),
}
EVENT = st.tuples(
    st.frozensets(st.integers(0, len(POLICY.rules) - 1), min_size=1).map(sorted),
    st.fixed_dictionaries(VALUES),
)
Event = tuple[list[int], dict[str, Any]]


def said(reasons: Reasons, n: int, rows: list[int], events: list[Event]) -> list[Any]:
    shown = {name: [values[name] for _, values in events] for name in VALUES}
    column = reasons.column(n, np.array(rows, np.int64), [rules for rules, _ in events], shown)
    column.validate(full=True)
    found: list[Any] = column.to_pylist()
    return found


@given(st.lists(EVENT, max_size=5), st.integers(0, 2))
def test_events_together_as_each_alone(events: list[Event], gap: int) -> None:
    reasons = Reasons(POLICY)
    rows = [gap + (gap + 1) * place for place in range(len(events))]
    together = said(reasons, 20, rows, events)
    for row, event in zip(rows, events, strict=True):
        assert together[row] == said(reasons, 1, [0], [event])[0]
    assert all(together[row] == [] for row in {*range(20)} - {*rows})


def test_a_sentence_shows_the_values_of_its_own_event() -> None:
    calm: Event = ([1], dict.fromkeys(VALUES) | {"amount": 1_250, "currency": "CNY", "text": "a"})
    loud: Event = ([0, 1], dict.fromkeys(VALUES) | {"amount": 300, "currency": "JPY"})
    found = said(Reasons(POLICY), 3, [0, 2], [calm, loud])
    assert found == [
        [{"rule": "money", "points": 20, "zh": "12.50 元，a", "en": "a: CNY 12.50"}],
        [],
        [
            {"rule": "plain", "points": 1, "zh": "付款", "en": "a {} payment"},
            {"rule": "money", "points": 20, "zh": "300 日元，未知", "en": "unknown: JPY 300"},
        ],
    ]


def test_without_sentences_the_rules_are_the_same() -> None:
    reasons = Reasons(POLICY, sentences=False)
    assert reasons.names_in([0, 1, 2]) == []
    column = reasons.column(1, np.array([0]), pa.array([[0, 2]], pa.list_(pa.int32())), {})
    assert column.to_pylist() == [
        [
            {"rule": "plain", "points": 1, "zh": None, "en": None},
            {"rule": "values", "points": -5, "zh": None, "en": None},
        ]
    ]
