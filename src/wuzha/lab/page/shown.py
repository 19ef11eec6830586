"""Numbers as a person reads them."""

from __future__ import annotations

from wuzha.lab.page.markup import Markup, tag
from wuzha.lab.page.words import Words

UNITS = (("second", 1, 60), ("minute", 60, 3_600), ("hour", 3_600, 86_400), ("day", 86_400, 1e18))
"""Name, seconds, and the number of seconds from which the next one is used."""

SMALL = ("calibration_error", "brier")
GAPS = ("recall_gap_age", "recall_gap_education")
WRONG = "wrong_per_million_people_days"
MONTHLY = "warnings_per_person_month"


def missing(value: float) -> bool:
    """Whether there was nothing to measure (NaN)."""
    return value != value


def share(value: float) -> str:
    """A share from 0 to 1 as a percentage."""
    return "–" if missing(value) else f"{value:.1%}"


def count(value: float) -> str:
    """A whole number."""
    return f"{value:,.0f}"


def rate(value: float) -> str:
    """A number per something: whole from ten on, one decimal below."""
    if missing(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.1f}"


def figure(name: str, value: float, words: Words) -> str:
    """A figure of the report in the unit that its name calls for."""
    if missing(value):
        return words("unknown")
    if name == WRONG:
        return rate(value)
    if name in SMALL or name == MONTHLY:
        return f"{value:.3f}"
    return _points(value, words) if name in GAPS else share(value)


def _points(value: float, words: Words) -> str:
    return words("points", value=f"{value * 100:.1f}".replace("-", "−"))


def spread(name: str, value: float, words: Words) -> str:
    """A standard deviation of a figure: that of a share is in percentage points."""
    plain = missing(value) or name in (WRONG, MONTHLY, *SMALL)
    return figure(name, value, words) if plain else _points(value, words)


def goal(name: str, value: float, words: Words) -> str:
    """A target, without the decimals that a measured figure has."""
    if name in GAPS:
        return words("points", value=f"{value * 100:g}")
    return f"{value:g}" if name in (WRONG, *SMALL) else tick(value)


def tick(value: float) -> str:
    """A round share at an axis."""
    return f"{value * 100:.3g}%"


def exact(name: str, value: float, words: Words) -> Markup:
    """A figure with its six digits for machines beside what a person reads."""
    text = figure(name, value, words)
    number, space, unit = text.partition(" ") if name in GAPS else (text, "", "")
    parts = [number, tag("small", space + unit)] if unit else [text]
    return tag("data", *parts, value=f"{value:.6g}", class_="figure", title=name)


def money(minor: float, currency: str, words: Words) -> str:
    """An amount of minor units in ten thousands (Chinese) or thousands and millions (English)."""
    major = minor / 100
    name = words.get(f"currency.{currency}", currency)
    for key, size in (("money.large", 1e8 if words.language == "zh" else 1e6), ("money.small", 1)):
        if major >= size:
            unit = size if size > 1 else 1e4 if words.language == "zh" else 1e3
            return words(key, value=rate(major / unit), currency=name).strip()
    return "0"


def duration(seconds: float, words: Words) -> str:
    """A length of time in its natural unit."""
    if missing(seconds):
        return "–"
    name, size = next((name, size) for name, size, end in UNITS if seconds < end)
    value = seconds / size
    return words(f"time.{name}", value=f"{value:.0f}" if value >= 10 else f"{value:.2g}")
