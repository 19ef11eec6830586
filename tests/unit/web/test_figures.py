"""Figures read right in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.vocabulary.clock import instant_of
from wuzha.web import figures

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2025, 11, 24, 6, 0, tzinfo=UTC)
HOURS, DAYS = "{h} h {m} min", "{d} d {h} h"


@pytest.mark.parametrize(
    ("amount", "currency", "zh", "en"),
    [
        (123_450, "CNY", "¥1,234.50", "CN¥1,234.50"),
        (0, "CNY", "¥0.00", "CN¥0.00"),
        (-5, "CNY", "-¥0.05", "-CN¥0.05"),
        (1_234, "JPY", "JP¥1,234", "¥1,234"),
        (1_234, "KWD", "KWD1.234", "KWD1.234"),
    ],
)
def test_money_in_full(amount: int, currency: str, zh: str, en: str) -> None:
    assert figures.money_text(amount, currency, "zh-hans") == zh
    assert figures.money_text(amount, currency, "en") == en


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        (12_345_678, "¥12.3万", "CN¥123.5K"),
        (1_234_567_890_00, "¥12.3亿", "CN¥1.2B"),
        (950_00, "¥950", "CN¥950"),
        (-12_345_678, "-¥12.3万", "-CN¥123.5K"),
    ],
)
def test_money_in_short(amount: int, zh: str, en: str) -> None:
    assert figures.short_money(amount, "CNY", "zh-hans") == zh
    assert figures.short_money(amount, "CNY", "en") == en


@pytest.mark.parametrize(
    ("value", "text"), [(0.25, "0.25"), (7.5, "7.5"), (99.95, "100"), (9_999, "9,999"), (0, "0")]
)
def test_small_numbers_keep_what_matters(value: float, text: str) -> None:
    assert figures.short_number(value, "en") == text


@given(st.integers(-(10**15), 10**15))
def test_money_in_full_keeps_every_unit(amount: int) -> None:
    text = figures.money_text(amount, "CNY", "zh-hans")
    assert int(text.replace("¥", "").replace(",", "").replace(".", "")) == amount


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (NOW, "14:00"),
        (NOW - timedelta(hours=14), "00:00"),
        (NOW - timedelta(hours=15), "11-23 23:00"),
        (NOW.replace(year=2024), "2024-11-24 14:00"),
    ],
)
def test_a_time_is_as_short_as_it_is_clear(at: datetime, text: str) -> None:
    assert figures.instant_text(at, ZONE, NOW) == text
    assert figures.instant_text(instant_of(at), ZONE, NOW) == text


def test_how_long_ago() -> None:
    at = NOW - timedelta(minutes=3)
    assert figures.ago_text(at, NOW, "en") == "3 minutes ago"
    assert figures.ago_text(at, NOW, "zh-hans") == "3分钟前"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00"),
        (59, "0:59"),
        (3_599, "59:59"),
        (3_600, "1 h 00 min"),
        (-130, "2:10"),
        (86_399, "23 h 59 min"),
        (187_200, "2 d 4 h"),
    ],
)
def test_a_clock_says_the_size_of_a_span(seconds: int, text: str) -> None:
    assert figures.clock_span(timedelta(seconds=seconds), HOURS, DAYS) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("8613812345678", "861****5678"),
        ("+86 138 1234 5678", "+86****5678"),
        ("欧阳某某", "欧***"),
        ("李某", "李*"),
        ("li", "l*"),
        ("someone@mail.example", "s***@mail.example"),
        ("12345", "****45"),
        ("", ""),
    ],
)
def test_a_masked_value_shows_only_its_ends(value: str, text: str) -> None:
    assert figures.masked_text(value) == text


@given(st.text(alphabet="0123456789", min_size=11, max_size=19))
def test_a_masked_number_hides_at_least_four_digits(value: str) -> None:
    shown = figures.masked_text(value).replace("*", "")
    assert len(shown) <= len(value) - 4
