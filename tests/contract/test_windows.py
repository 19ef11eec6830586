"""Which events a window holds, and what its aggregates are worth."""

from __future__ import annotations

from typing import Any

import pytest

from contract.harness import AT, ENGINES, KINDS, Ask, event, policy_of
from wuzha.policy.meaning import order
from wuzha.policy.operations import AGGREGATES
from wuzha.vocabulary.clock import SECOND

ask_all = pytest.mark.parametrize("ask", ENGINES.values(), ids=ENGINES.keys())

BY_PERSON = f"by: person, over: 10s, on: {KINDS}"


def feature(ask: Ask, line: str, rows: list[dict[str, Any]], lateness: int = 0) -> list[Any]:
    answers = ask(policy_of(features=[f"value: {{{line}}}"]), order(rows, lateness))
    return [row["value"] for row in answers]


def person(*instants: int, **fields: Any) -> list[dict[str, Any]]:
    """Events of one person at these distances from AT."""
    return [event(n, at=AT + gap, person="p", **fields) for n, gap in enumerate(instants)]


@ask_all
def test_a_window_is_open_at_its_start_and_closed_at_its_end(ask: Ask) -> None:
    counted = feature(ask, f"{BY_PERSON}, compute: count(*)", person(0, 10 * SECOND - 1))
    assert counted == [1, 2]
    counted = feature(ask, f"{BY_PERSON}, compute: count(*)", person(0, 10 * SECOND))
    assert counted == [1, 1]


@ask_all
def test_events_of_one_instant_come_one_after_the_other(ask: Ask) -> None:
    assert feature(ask, f"{BY_PERSON}, compute: count(*)", person(0, 0, 0)) == [1, 2, 3]


@ask_all
def test_without_a_key_there_is_no_value(ask: Ask) -> None:
    rows = [event(0, person=None), event(1, at=AT + 1, person=None), event(2, at=AT + 2)]
    assert feature(ask, f"{BY_PERSON}, compute: count(*)", rows) == [None, None, None]
    assert feature(ask, f"{BY_PERSON}, compute: 'coalesce(sum(amount), 1)'", rows)[0] is None


@ask_all
def test_a_feature_is_read_at_every_kind(ask: Ask) -> None:
    rows = [event(0, person="p"), event(1, at=AT + 1, kind="transfer", person="p")]
    line = "by: person, over: 10s, on: call, compute: count(*)"
    assert feature(ask, line, rows) == [1, 1]


@ask_all
def test_only_where_true_counts(ask: Ask) -> None:
    rows = [event(n, at=AT + n, person="p", answered=x) for n, x in enumerate((True, False, None))]
    assert feature(ask, f"{BY_PERSON}, compute: count(*), where: answered", rows) == [1, 1, 1]
    assert feature(ask, f"{BY_PERSON}, compute: count(*), where: not answered", rows) == [0, 1, 1]


@ask_all
def test_a_late_event_reads_windows_and_joins_none(ask: Ask) -> None:
    # The third event is behind the watermark, which then stands at 18 s.
    rows = person(0, 20 * SECOND, 5 * SECOND, 21 * SECOND)
    line = f"{BY_PERSON}, compute: count(*)"
    answers = ask(policy_of(features=[f"value: {{{line}}}"]), order(rows, 2 * SECOND))
    by_id = dict(zip(("e00", "e02", "e01", "e03"), answers, strict=True))
    assert {name: row["value"] for name, row in by_id.items()} == {
        "e00": 1,
        "e02": 0,
        "e01": 1,
        "e03": 2,
    }


@ask_all
def test_a_late_event_sees_what_its_watermark_saw(ask: Ask) -> None:
    # Late at the watermark AT + 5 s: the window reaches back to just after AT - 5 s.
    rows = person(-5 * SECOND, -5 * SECOND + 1, 5 * SECOND, 0)
    answers = feature(ask, f"{BY_PERSON}, compute: count(*)", rows)
    assert answers == [1, 2, 1, 2]  # the late one stands third, before the event at AT + 5 s


TRIED: list[tuple[str, list[Any]]] = [
    ("count(*)", [1, 2, 3, 4]),
    ("count(amount)", [0, 1, 2, 3]),
    ("count(distinct amount)", [0, 1, 1, 2]),
    ("count(distinct text)", [1, 2, 2, 2]),
    ("count(distinct answered)", [0, 1, 2, 2]),
    ("count(distinct at)", [1, 2, 3, 4]),
    ("sum(amount)", [0, 3, 6, 5]),
    ("sum(answered)", [0, 1, 1, 2]),
    ("sum(round(score * 100))", [50, 50, 100, 100]),
    ("avg(amount)", [None, 3.0, 3.0, 5 / 3]),
    ("avg(answered)", [None, 1.0, 0.5, 2 / 3]),
    ("min(amount)", [None, 3, 3, -1]),
    ("max(score)", [0.5, 0.5, 0.5, 0.5]),
    ("first_seen()", [AT, AT, AT, AT]),
    ("last_seen()", [AT, AT + 1, AT + 2, AT + 3]),
    ("seconds_since(first_seen())", [0.0, 1e-06, 2e-06, 3e-06]),
    ("count(distinct text) / count(*)", [1.0, 1.0, 2 / 3, 0.5]),
    ("sum(amount) / count(*) + avg(amount)", [None, 4.5, 5.0, 5 / 4 + 5 / 3]),
    ("sum(phrases(text, latin))", [0, 1, 1, 1]),
    ("count(distinct case when answered then text else 'a' end)", [1, 2, 2, 2]),
]


@ask_all
def test_aggregates(ask: Ask) -> None:
    rows = [
        event(0, at=AT, person="p", amount=None, text="a", answered=None, score=0.5),
        event(1, at=AT + 1, person="p", amount=3, text="b", answered=True, score=None),
        event(2, at=AT + 2, person="p", amount=3, text="a", answered=False, score=0.5),
        event(3, at=AT + 3, person="p", amount=-1, text=None, answered=True, score=0.0),
    ]
    for compute, expected in TRIED:
        found = feature(ask, f'{BY_PERSON}, compute: "{compute}"', rows)
        assert found == expected, compute
        assert [type(x) for x in found] == [type(x) for x in expected], compute


@ask_all
def test_aggregates_of_nothing(ask: Ask) -> None:
    nothing = {"count(*)": 0, "count(amount)": 0, "count(distinct amount)": 0, "sum(amount)": 0}
    nothing |= dict.fromkeys(["avg(amount)", "min(amount)", "max(at)", "first_seen()"])
    for compute, expected in nothing.items():
        line = f"{BY_PERSON}, compute: {compute}, where: 'false'"
        assert feature(ask, line, person(0)) == [expected], compute


def test_every_aggregate_is_tried() -> None:
    tried = " ".join(compute for compute, _ in TRIED).replace("count(distinct ", "count_distinct(")
    assert [name for name in AGGREGATES if f"{name}(" not in tried] == []
