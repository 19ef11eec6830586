"""Values of every type as every field takes them, or the reason why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from wuzha.vocabulary.limits import INTEGER_MAX, NUMBER_MAX

Take = Callable[..., Any]

GOOD = [
    ("call", "duration_s", 12, 12),
    ("call", "duration_s", " 12 ", 12),
    ("call", "duration_s", "+12", 12),
    ("call", "duration_s", "0012.0", 12),
    ("call", "duration_s", 12.0, 12),
    ("call", "duration_s", "", None),
    ("call", "duration_s", None, None),
    ("transfer", "amount", INTEGER_MAX, INTEGER_MAX),
    ("call", "answered", "TRUE", True),
    ("call", "answered", "0", False),
    ("call", "answered", 1, True),
    ("call", "answered", "", None),
    ("call", "score", "1e3", 1000.0),
    ("call", "score", ".5", 0.5),
    ("call", "score", "+5.", 5.0),
    ("call", "score", NUMBER_MAX, NUMBER_MAX),
    ("call", "score", 7, 7.0),
    ("call", "source", "  a b ", "a b"),
    ("call", "source", "中继", "中继"),
    ("call", "source", 12, "12"),
    ("call", "kind", " CALL ", "call"),
    ("call", "caller", "138 1234 5678", 8613812345678),
    ("call", "caller", "+86 138-1234-5678", 8613812345678),
    ("call", "caller", "8613812345678", 8613812345678),
    ("call", "caller", 8613812345678, 8613812345678),
    ("call", "caller", 14155552671, 14155552671),
    ("call", "caller", "010-62345678", 861062345678),
    ("call", "caller", "", None),
    ("call", "device", "IMEI:490154203237518", "49015420323751"),
    ("message", "sender", "icbc", "ICBC"),
    ("message", "sender", 106900001234, "106900001234"),
    ("message", "text", "ＡＢＣ\u200b  一", "abc 一"),
    ("message", "text", "", ""),
    ("message", "text", 12345, "12345"),
    ("visit", "domain", "HTTPS://WWW.Example.COM/a?b", "www.example.com"),
    ("transfer", "payer", "6222 0000 1234 5678", "6222000012345678"),
    ("transfer", "payer", 6222000012345678, "6222000012345678"),
    ("transfer", "wallet", "0x" + "A" * 40, "0x" + "a" * 40),
    ("call", "person", "p_" + "a" * 26, "p_" + "a" * 26),
    ("call", "person", "x-1", "x-1"),
    ("call", "at", "2024-01-01T08:00:00+08:00", 1_704_067_200_000_000),
    ("call", "at", "2016-12-31T23:59:60Z", 1_483_228_800_000_000),
    ("call", "at", "20240101T000000Z", 1_704_067_200_000_000),
    ("call", "at", "1704067200000000", 1_704_067_200_000_000),
    ("call", "at", 0, 0),
]

BAD = [
    ("call", "duration_s", -1, "negative"),
    ("call", "duration_s", "-1", "negative"),
    ("call", "duration_s", 1.5, "not_whole"),
    ("call", "duration_s", "1.5", "not_whole"),
    ("call", "duration_s", "1e3", "not_whole"),
    ("call", "duration_s", "NaN", "not_finite"),
    ("call", "duration_s", "9" * 30, "out_of_range"),
    ("call", "duration_s", 1e30, "out_of_range"),
    ("call", "duration_s", INTEGER_MAX + 1, "out_of_range"),
    ("call", "duration_s", True, "wrong_type"),
    ("call", "duration_s", "0x10", "wrong_type"),
    ("call", "duration_s", "twelve", "wrong_type"),
    ("transfer", "amount", -5, "negative"),
    ("call", "answered", "yes", "wrong_type"),
    ("call", "answered", 2, "wrong_type"),
    ("call", "answered", 0.5, "wrong_type"),
    ("call", "score", "inf", "not_finite"),
    ("call", "score", "1e400", "not_finite"),
    ("call", "score", 1e16, "out_of_range"),
    ("call", "score", 2**53 + 1, "out_of_range"),
    ("call", "score", "a", "wrong_type"),
    ("call", "score", True, "wrong_type"),
    ("call", "source", "a\x00b", "bad_characters"),
    ("call", "source", "a\u2028b", "bad_characters"),
    ("call", "source", "x" * 201, "too_long"),
    ("call", "source", 1.5, "wrong_type"),
    ("call", "source", False, "wrong_type"),
    ("call", "id", "", "missing"),
    ("call", "id", None, "missing"),
    ("call", "kind", "phonecall", "unknown_kind"),
    ("call", "kind", "", "missing"),
    ("call", "at", "", "missing"),
    ("call", "at", "1704067200", "bad_time"),
    ("call", "at", "17040672000000000", "time_out_of_range"),
    ("call", "at", "12024-01-01T00:00:00Z", "time_out_of_range"),
    ("call", "at", "1969-12-31T23:59:59Z", "time_out_of_range"),
    ("call", "at", "2100-01-01T00:00:00Z", "time_out_of_range"),
    ("call", "at", 1e300, "out_of_range"),
    ("call", "at", "9999-12-31T23:59:60Z", "time_out_of_range"),
    ("call", "caller", "not a number", "no_normal_form"),
    ("call", "caller", -8613812345678, "negative"),
    ("call", "caller", 1.5, "wrong_type"),
    ("call", "person", "13812345678", "no_normal_form"),
    ("call", "person", "11010519900101123X", "no_normal_form"),
    ("message", "text", "x" * 20_001, "too_long"),
    ("message", "text", True, "wrong_type"),
    ("transfer", "payer", "***", "no_normal_form"),
    ("transfer", "payer", -12, "negative"),
    ("transfer", "wallet", "0x12", "no_normal_form"),
    ("visit", "domain", "a..b", "no_normal_form"),
]


def one(take: Take, kind: str, field: str, value: Any) -> Any:
    record = {"id": "x", "at": 5, "kind": kind, field: value}
    return take("in.ndjson", json.dumps(record).encode())


@pytest.mark.parametrize(("kind", "field", "value", "expected"), GOOD)
def test_good(take: Take, kind: str, field: str, value: Any, expected: Any) -> None:
    taken = one(take, kind, field, value)
    assert taken.faults == []
    assert taken.events[0].get(field) == expected
    assert type(taken.events[0].get(field)) is type(expected)


@pytest.mark.parametrize(("kind", "field", "value", "code"), BAD)
def test_bad(take: Take, kind: str, field: str, value: Any, code: str) -> None:
    taken = one(take, kind, field, value)
    assert taken.faults == [(1, code, field)]
    assert taken.events == []


@pytest.mark.parametrize(("kind", "field", "value", "expected"), GOOD)
def test_good_beside_bad(take: Take, kind: str, field: str, value: Any, expected: Any) -> None:
    """The same values where the column has faults, nulls and other types beside them."""
    bad = [record for record in BAD if record[:2] == (kind, field)]
    records = [{"id": f"b{i}", "at": 5, "kind": kind, field: b[2]} for i, b in enumerate(bad)]
    records.insert(len(records) // 2, {"id": "x", "at": 5, "kind": kind, field: value})
    data = "\n".join(json.dumps({"source": "s", **record}) for record in records)
    taken = take("in.ndjson", data.encode())
    assert [code for _, code, _ in taken.faults] == [record[3] for record in bad]
    assert [event.get(field) for event in taken.events] == [expected]


def test_minus_zero_is_zero(take: Take) -> None:
    score = one(take, "call", "score", -0.0).events[0]["score"]
    assert str(score) == "0.0"


def test_the_cause_of_a_refused_normal_form_is_kept(take: Take) -> None:
    letter = one(take, "call", "caller", "not a number").letters[0]
    assert letter.fault.cause == "phone_characters"
