"""Lines from other houses: read as decisions, or refused in words that repeat nothing of them."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import centre_cast as cast
from wuzha.centre.warn.decision import BadLine, Decision, decode, decode_decisions, encode
from wuzha.packs import pack
from wuzha.vocabulary.decision import Level, Stage
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.event import Form, Kind

HOME = pack("cn").home

LEAST = {
    "event": "e1",
    "source": "bank-7",
    "at": cast.AT,
    "kind": "transfer",
    "person": "p1",
    "score": 40,
    "level": "medium",
    "policy": "bank@1",
}


def line(**changes: Any) -> bytes:
    return json.dumps(LEAST | changes).encode()


@given(
    event=st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1),
    score=st.integers(0, 100),
    stage=st.sampled_from([None, *Stage]),
    amount=st.none() | st.integers(0, 10**13 - 1),
    facts=st.dictionaries(st.text(max_size=9), st.integers(-9, 9) | st.booleans() | st.text()),
)
def test_a_decision_comes_back_as_it_was_sent(event: str, score: int, **more: Any) -> None:
    sent = cast.decision("p1", event=event, score=score, **more)
    assert decode(encode(sent), HOME) == sent


def test_what_need_not_be_said_has_a_meaning() -> None:
    read = decode(line(), HOME)
    assert (read.campaign, read.stage, read.reasons, read.kind) == (
        *("episode", None, ()),
        Kind.TRANSFER,
    )


@pytest.mark.parametrize(
    ("form", "written", "normal"),
    [
        ("phone", "+86 139-0000-1234", "8613900001234"),
        ("account", "6222 0000 1111", "622200001111"),
        ("domain", "WWW.Shop.Example", "www.shop.example"),
    ],
)
def test_the_other_side_is_brought_to_its_normal_form(form: str, written: str, normal: str) -> None:
    read = decode(line(counterparty=written, counterparty_form=form), HOME)
    assert (read.counterparty, read.counterparty_form) == (normal, Form(form))


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"score": 101}, "score"),
        ({"score": "SECRET"}, "score"),
        ({"level": "SECRET"}, "level"),
        ({"at": -1}, "at"),
        ({"event": ""}, "event"),
        ({"event": "e\x00"}, "event"),
        ({"campaign": "c\x00"}, "campaign"),
        ({"source": "SECRET house"}, "source"),
        ({"amount": 10**13}, "amount"),
        ({"reasons": [{"rule": "r", "points": 1, "zh": "z", "en": 5}]}, "reasons"),
        ({"facts": {str(n): n for n in range(61)}}, "facts"),
        ({"counterparty": "SECRET"}, "counterparty_form"),
        ({"counterparty": "SECRET", "counterparty_form": "device"}, "counterparty_form"),
    ],
)
def test_a_refusal_says_where_and_repeats_nothing(changes: dict[str, Any], where: str) -> None:
    with pytest.raises(BadValue) as found:
        decode(line(**changes), HOME)
    assert where in str(found.value)
    assert "SECRET" not in str(found.value)


@pytest.mark.parametrize("person", ["11010519491231002X", "13900001234", "张三", ""])
def test_a_token_that_gives_a_person_away_is_refused(person: str) -> None:
    with pytest.raises(BadValue):
        decode(line(person=person), HOME)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)


@given(name=st.sampled_from(list(Decision.__dataclass_fields__)), value=ANYTHING)
def test_any_value_in_any_field_is_read_or_refused(name: str, value: Any) -> None:
    with suppress(BadValue):
        decode(encode(decode(line(**{name: value}), HOME)), HOME)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_object_are_refused(raw: bytes) -> None:
    with pytest.raises(BadValue):
        decode(b"!" + raw, HOME)


def test_deep_nesting_is_refused_like_any_other_nonsense() -> None:
    with pytest.raises(BadValue):
        decode(b"[" * 100_000, HOME)
    with pytest.raises(BadValue):
        decode(line()[:-1] + b', "facts": ' + b'{"a":' * 5_000, HOME)


def test_bad_lines_keep_their_place_and_stop_nobody() -> None:
    lines = [line(), b"", b"{", line(event="e2", level="high")]
    read = list(decode_decisions(lines, HOME))
    assert [each.number for each in read if isinstance(each, BadLine)] == [3]
    assert [each.level for each in read if isinstance(each, Decision)] == [
        Level.MEDIUM,
        Level.HIGH,
    ]
