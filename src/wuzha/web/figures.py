"""Figures as people read them: numbers, money, instants, spans of time, masked values.

Plain functions; `language` is Django's (`zh-hans`, `en`). Wording of units and months comes from
CLDR through Babel, so that each language counts in its own steps (万, 亿; K, M).
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from decimal import Decimal

from babel import Locale
from babel.dates import format_timedelta
from babel.numbers import format_compact_decimal, format_decimal, get_currency_symbol

from wuzha.vocabulary.clock import Instant, moment_of
from wuzha.vocabulary.money import CURRENCIES

SHORT_FROM = 10_000

INSTANT_FORMATS = {
    "full": "%Y-%m-%d %H:%M:%S",
    "minute": "%Y-%m-%d %H:%M",
    "date": "%Y-%m-%d",
    "day": "%m-%d",
    "time": "%H:%M",
    "second": "%H:%M:%S",
}


def locale_of(language: str) -> Locale:
    """The CLDR locale of a Django language code."""
    return Locale.parse(language, sep="-")


def number_text(value: float, language: str, digits: int = 0) -> str:
    """1234567.8 as `1,234,568`, with at most that many digits after the point."""
    pattern = "#,##0." + "#" * digits if digits else "#,##0"
    return format_decimal(value, format=pattern, locale=locale_of(language))


def short_number(value: float, language: str) -> str:
    """1234567 as `123.5万` or `1.2M`; below ten thousand in full, with three digits at most
    after the point, the fewer the larger."""
    size = abs(value)
    if size < SHORT_FROM:
        digits = sum(size < limit for limit in (1, 10, 100))
        return number_text(value, language, digits)
    return format_compact_decimal(value, fraction_digits=1, locale=locale_of(language))


def share_text(value: float, digits: int = 0) -> str:
    """0.456 as `46%`."""
    return f"{value * 100:.{digits}f}%"


def money_text(amount: int, currency: str, language: str) -> str:
    """Minor units in full: 123450 CNY is `¥1,234.50` (zh) and `CN¥1,234.50` (en)."""
    exponent = CURRENCIES[currency].exponent
    number = f"{abs(Decimal(amount).scaleb(-exponent)):,.{exponent}f}"
    return f"{'-' if amount < 0 else ''}{_symbol(currency, language)}{number}"


def short_money(amount: int, currency: str, language: str) -> str:
    """Minor units roughly: `¥12.3万`, `CN¥123.5K`."""
    major = amount / 10 ** CURRENCIES[currency].exponent
    sign = "-" if amount < 0 else ""
    return f"{sign}{_symbol(currency, language)}{short_number(abs(major), language)}"


def _symbol(currency: str, language: str) -> str:
    return get_currency_symbol(currency, locale=locale_of(language))


def moment_from(at: Instant | datetime) -> datetime:
    """An aware moment from microseconds since 1970 or from a moment."""
    return moment_of(at) if isinstance(at, int) else at


def instant_text(at: Instant | datetime, zone: tzinfo, now: datetime, style: str = "") -> str:
    """Local time. Without a style: the time if it is today, the day with it this year, else
    the whole date. Styles: `INSTANT_FORMATS`."""
    local = moment_from(at).astimezone(zone)
    today = now.astimezone(zone)
    if style:
        return local.strftime(INSTANT_FORMATS[style])
    if local.date() == today.date():
        return local.strftime("%H:%M")
    return local.strftime("%m-%d %H:%M" if local.year == today.year else "%Y-%m-%d %H:%M")


def ago_text(at: Instant | datetime, now: datetime, language: str) -> str:
    """`3 minutes ago`, `3分钟前`; also for what is to come."""
    span = moment_from(at) - now
    return format_timedelta(span, add_direction=True, locale=locale_of(language), threshold=1.2)


def clock_span(span: timedelta, hours: str, days: str) -> str:
    """The size of a span: `4:32` below an hour, then `hours` with {h} and {m}, then `days` with
    {d} and {h}. `clock.js` writes the same."""
    seconds = abs(round(span.total_seconds()))
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes}:{seconds % 60:02}"
    if minutes < 24 * 60:
        return hours.replace("{h}", str(minutes // 60)).replace("{m}", f"{minutes % 60:02}")
    return days.replace("{d}", str(minutes // 1440)).replace("{h}", str(minutes // 60 % 24))


def masked_text(value: str) -> str:
    """A personal value that cannot be read: a name keeps its first character, a number its
    first three and last four digits, an address its first character and its host."""
    text = value.strip()
    name, at, host = text.partition("@")
    if at:
        return f"{name[:1]}***@{host}"
    digits = sum(character.isdigit() for character in text)
    if digits >= 8 and digits * 2 > len(text):
        return f"{text[:3]}****{text[-4:]}"
    if digits * 2 > len(text):
        return "****" + text[-2:]
    return text[:1] + "*" * max(1, min(len(text) - 1, 3)) if text else ""
