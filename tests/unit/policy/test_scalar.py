"""Unquoted scalars mean what they look like."""

from __future__ import annotations

import pytest

from wuzha.policy.scalar import plain_value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("False", False),
        ("7", 7),
        ("-7", -7),
        ("010", 10),
        ("1.50", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("NO", "NO"),
        ("yes", "yes"),
        ("1:30", "1:30"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("2026-01-31", "2026-01-31"),
        ("１２", "１２"),
    ],
)
def test_plain_value(text: str, value: object) -> None:
    assert plain_value(text) == value
    assert type(plain_value(text)) is type(value)
