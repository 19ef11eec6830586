"""Money in and out of minor units."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.limits import INTEGER_MAX
from wuzha.vocabulary.money import CURRENCIES, minor, money_text


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [
        ("12.5", "CNY", 1250),
        ("1,234,567.89", "CNY", 123456789),
        (" 7 ", "CNY", 700),
        ("1.500", "CNY", 150),
        ("1e3", "CNY", 100000),
        (0.1, "CNY", 10),
        (1e-2, "CNY", 1),
        (250, "JPY", 250),
        (Decimal("1.234"), "KWD", 1234),
        ("0", "USD", 0),
        ("99999999999.99", "CNY", INTEGER_MAX),
    ],
)
def test_amounts_become_minor_units(
    amount: str | int | float | Decimal, currency: str, units: int
) -> None:
    assert minor(amount, currency) == units


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        ("1", "ZZZ", "money_currency"),
        ("", "CNY", "money_amount"),
        ("12,34", "CNY", "money_amount"),
        ("1_000", "CNY", "money_amount"),
        (float("nan"), "CNY", "money_amount"),
        (float("inf"), "CNY", "money_amount"),
        (True, "CNY", "money_amount"),
        ("9" * 65, "CNY", "money_amount"),
        ("-1", "CNY", "money_negative"),
        ("0.001", "CNY", "money_digits"),
        ("12.34" + "0" * 40 + "1", "CNY", "money_digits"),
        ("0.5", "JPY", "money_digits"),
        ("1e-99", "CNY", "money_digits"),
        ("100000000000", "CNY", "money_too_large"),
        ("1e99", "CNY", "money_too_large"),
    ],
)
def test_what_is_no_exact_amount_is_refused(
    amount: str | int | float, currency: str, code: str
) -> None:
    with pytest.raises(BadValue) as refused:
        minor(amount, currency)

    assert refused.value.code == code


def test_people_read_money_in_their_language() -> None:
    assert money_text(123450, "CNY", "zh") == "1,234.50 元"
    assert money_text(123450, "CNY", "en") == "CNY 1,234.50"
    assert money_text(5, "JPY", "en") == "JPY 5"
    assert money_text(0, "KWD", "zh") == "0.000 科威特第纳尔"


@given(st.integers(0, INTEGER_MAX), st.sampled_from(sorted(CURRENCIES)))
def test_what_is_written_reads_as_the_same_amount(units: int, currency: str) -> None:
    assert minor(money_text(units, currency, "en").removeprefix(currency), currency) == units
