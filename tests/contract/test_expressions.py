"""What expressions are worth, on the values where engines like to differ."""

from __future__ import annotations

from typing import Any

import pytest

from contract.harness import ENGINES, Ask, event, holds, values
from wuzha.policy.operations import FUNCTIONS

ask_all = pytest.mark.parametrize("ask", ENGINES.values(), ids=ENGINES.keys())

VALUES: list[tuple[str, dict[str, Any], Any]] = [
    ("round(score)", {"score": 0.49999999999999994}, 0),
    ("round(score)", {"score": 0.5}, 1),
    ("round(score)", {"score": -0.5}, -1),
    ("round(score)", {"score": 2.5}, 3),
    ("round(score)", {"score": -2.5}, -3),
    ("round(score)", {"score": 9999999999999.4}, 9999999999999),
    ("round(score)", {"score": 9999999999999.5}, None),
    ("round(score)", {"score": 1e15}, None),
    ("round(score * score)", {"score": -1e15}, None),
    ("round(amount)", {"amount": 9999999999999}, 9999999999999),
    ("round(score)", {"score": None}, None),
    ("floor(score)", {"score": -2.5}, -3),
    ("floor(score)", {"score": 9999999999999.9}, 9999999999999),
    ("floor(score)", {"score": -9999999999999.5}, None),
    ("ceil(score)", {"score": -2.5}, -2),
    ("ceil(score)", {"score": -0.0}, 0),
    ("ceil(score)", {"score": 9999999999999.5}, None),
    ("abs(amount)", {"amount": -7}, 7),
    ("abs(score)", {"score": -0.5}, 0.5),
    ("score + 0.2", {"score": 0.1}, 0.30000000000000004),
    ("amount / 4", {"amount": 10}, 2.5),
    ("amount / duration_s", {"amount": 10, "duration_s": 0}, None),
    ("0 / amount", {"amount": 0}, None),
    ("amount / (duration_s - 1)", {"amount": 10, "duration_s": 1}, None),
    ("1 / score", {"score": -0.0}, None),
    ("1 / score", {"score": 5e-324}, None),
    ("score / 0.0", {"score": 0.0}, None),
    ("0 / 0.0", {}, None),
    ("1e-15 / score", {"score": 5e-324}, None),
    ("1e-15 / (score - score)", {"score": 1.0}, None),
    ("0 / (score - score)", {"score": 1.0}, None),
    ("amount / duration_s / 3", {"amount": 1, "duration_s": 7}, 1 / 7 / 3),
    ("-(amount)", {"amount": 3}, -3.0),
    ("least(amount, duration_s)", {"amount": 1, "duration_s": None}, None),
    ("least(amount, duration_s)", {"amount": 1, "duration_s": 7}, 1),
    ("least(duration_s, amount, 5)", {"amount": None, "duration_s": 7}, None),
    ("greatest(amount, 2.5)", {"amount": 1}, 2.5),
    ("greatest(amount, duration_s, 3)", {"amount": 1, "duration_s": 7}, 7),
    ("greatest(amount, duration_s)", {"amount": None, "duration_s": 7}, None),
    ("coalesce(duration_s, 0.5)", {"duration_s": None}, 0.5),
    ("coalesce(duration_s, amount)", {"duration_s": 3}, 3),
    ("case when answered then 1 when amount > 1 then 2.5 end", {"amount": 2}, 2.5),
    ("case when answered then 1 when amount > 1 then 2.5 end", {"amount": 1}, None),
    ("length(text)", {"text": "e\u0301中👨‍👩‍👧"}, 8),
    ("length(text)", {"text": ""}, 0),
    ("phrases(text, scam)", {"text": "安全账户安全账户转 账"}, 2),
    ("phrases(text, scam)", {"text": "验证码"}, 2),
    ("phrases(text, latin)", {"text": "it's ab"}, 3),
    ("phrases(text, latin)", {"text": ""}, 0),
    ("phrases(text, latin)", {"text": None}, None),
    ("case when phrases(text, latin) > 0 then phrases(text, scam) end", {"text": "码 b"}, 1),
    ("case when phrases(text, latin) > 0 then phrases(text, scam) end", {"text": "码"}, None),
    ("seconds_since(at)", {}, 0.0),
    ("hour(at)", {"at": 0}, 0),
    ("weekday(at)", {"at": 0}, 4),
]

MANY = [str(n) for n in range(7, 40)]
WORDS = [f"'t{n}'" for n in range(15)]
"""Enough values for an engine to look them up instead of comparing with each."""

CONDITIONS: list[tuple[str, dict[str, Any], bool | None]] = [
    ("answered and amount > 1", {"answered": None, "amount": 1}, False),
    ("answered and amount > 1", {"answered": None, "amount": 2}, None),
    ("answered or amount > 1", {"answered": None, "amount": 2}, True),
    ("answered or amount > 1", {"answered": None, "amount": 1}, None),
    ("not answered", {"answered": None}, None),
    ("answered = first_time_payee", {"answered": True, "first_time_payee": True}, True),
    ("answered != first_time_payee", {"answered": True}, None),
    ("amount in (1, 3)", {"amount": 3}, True),
    ("amount not in (1, 3)", {"amount": None}, None),
    ("amount in (1.0, 2.5)", {"amount": 1}, True),
    ("score in (1, 3)", {"score": 3.0}, True),
    ("text in ('a', 'it''s')", {"text": "it's"}, True),
    *(
        (f"{left} {word} ({', '.join([*MANY, end])})", fields, (word == "in") is expected)
        for word in ("in", "not in")
        for left, end, fields, expected in [
            ("amount", "99", {"amount": 99}, True),
            ("amount", "99", {"amount": 98}, False),
            ("amount", "2.5", {"amount": 7}, True),
            ("amount", "2.5", {"amount": 2}, False),
            ("amount", "1e15", {"amount": 2}, False),
            ("score", "2.5", {"score": 2.5}, True),
            ("score", "99", {"score": 99.0}, True),
            ("abs(amount)", "99", {"amount": -99}, True),
        ]
    ),
    (f"amount in ({', '.join([*MANY, '2.5'])})", {"amount": None}, None),
    (f"amount not in ({', '.join([*MANY, '2.5'])})", {"amount": None}, None),
    (f"text in ({', '.join(WORDS)})", {"text": "t14"}, True),
    (f"text not in ({', '.join(WORDS)})", {"text": "t15"}, True),
    ("amount is null", {}, True),
    ("amount is not null", {"amount": 0}, True),
    ("amount between 1 and 3", {"amount": 3}, True),
    ("amount not between 1 and 3", {"amount": None}, None),
    ("amount = 0.5", {"amount": 0}, False),
    ("score = 0", {"score": -0.0}, True),
    ("amount >= score", {"amount": 3, "score": 2.9999999999999996}, True),
    ("text = 'A'", {"text": "a"}, False),
    ("contains(text, '%')", {"text": "100 per cent"}, False),
    ("contains(text, '%')", {"text": "100%"}, True),
    ("contains(text, '安全')", {"text": None}, None),
    ("starts_with(text, '安')", {"text": "安全"}, True),
    ("ends_with(text, '全')", {"text": "安全\n"}, False),
    ("matches(text, 'one.line')", {"text": "one\nline"}, False),
    ("matches(text, 'ab+$')", {"text": "abb\n"}, False),
    ("matches(text, '^line')", {"text": "one\nline"}, False),
    (r"matches(text, '\d')", {"text": "１３８"}, False),
    (r"matches(text, '\bcode\b')", {"text": "验证code码"}, True),
    ("matches(text, '(?i)BAD')", {"text": "bad"}, True),
    ("matches(text, 'a')", {"text": None}, None),
    ("listed(domain, hosts)", {"domain": "bad.com"}, True),
    ("listed(domain, hosts)", {"domain": "a.b.bad.com"}, True),
    ("listed(domain, hosts)", {"domain": "xbad.com"}, False),
    ("listed(domain, hosts)", {"domain": "com"}, False),
    ("listed(domain, hosts)", {"domain": None}, None),
    ("listed(caller, ranges)", {"caller": 8613800000001}, True),
    ("listed(caller, ranges)", {"caller": 8613}, False),
    ("listed(caller, ranges)", {"caller": 442071234567}, True),
    ("listed(caller, ranges)", {"caller": 18613800000001}, False),
    ("listed(callee, numbers)", {"callee": 8613900000003}, True),
    ("listed(callee, numbers)", {"callee": None}, None),
    ("listed(payee, payees)", {"payee": "acc-22"}, False),
]


@ask_all
def test_values(ask: Ask) -> None:
    wrong = []
    for expression, fields, expected in VALUES:
        (value,) = values(ask, expression, [event(**fields)])
        if value != expected or type(value) is not type(expected):
            wrong.append((expression, fields, value))
    assert not wrong


@ask_all
def test_conditions(ask: Ask) -> None:
    wrong = []
    for condition, fields, expected in CONDITIONS:
        (answer,) = holds(ask, condition, [event(**fields)])
        if answer is not expected:
            wrong.append((condition, fields, answer))
    assert not wrong


def test_every_function_is_tried() -> None:
    tried = [expression for expression, _, _ in [*VALUES, *CONDITIONS]]
    assert [name for name in FUNCTIONS if not any(f"{name}(" in text for text in tried)] == []
