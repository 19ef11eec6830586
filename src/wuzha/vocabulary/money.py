"""Money: whole minor units (cents, fen), so that sums are exact on every engine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.limits import INTEGER_MAX

_WRITTEN = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,2})?")
_WRITTEN_CHARS_MAX = 64


@dataclass(frozen=True, slots=True)
class Currency:
    """`exponent`: how many decimal digits its minor unit stands for (ISO 4217)."""

    exponent: int
    zh: str


CURRENCIES = {
    "AED": Currency(2, "阿联酋迪拉姆"),
    "AUD": Currency(2, "澳元"),
    "BHD": Currency(3, "巴林第纳尔"),
    "BRL": Currency(2, "巴西雷亚尔"),
    "CAD": Currency(2, "加元"),
    "CHF": Currency(2, "瑞士法郎"),
    "CLP": Currency(0, "智利比索"),
    "CNY": Currency(2, "元"),
    "EUR": Currency(2, "欧元"),
    "GBP": Currency(2, "英镑"),
    "HKD": Currency(2, "港元"),
    "IDR": Currency(2, "印尼盾"),
    "ILS": Currency(2, "以色列新谢克尔"),
    "INR": Currency(2, "印度卢比"),
    "JOD": Currency(3, "约旦第纳尔"),
    "JPY": Currency(0, "日元"),
    "KHR": Currency(2, "柬埔寨瑞尔"),
    "KRW": Currency(0, "韩元"),
    "KWD": Currency(3, "科威特第纳尔"),
    "LAK": Currency(2, "老挝基普"),
    "MMK": Currency(2, "缅元"),
    "MOP": Currency(2, "澳门元"),
    "MXN": Currency(2, "墨西哥比索"),
    "MYR": Currency(2, "马来西亚林吉特"),
    "NZD": Currency(2, "新西兰元"),
    "OMR": Currency(3, "阿曼里亚尔"),
    "PHP": Currency(2, "菲律宾比索"),
    "RUB": Currency(2, "俄罗斯卢布"),
    "SAR": Currency(2, "沙特里亚尔"),
    "SGD": Currency(2, "新加坡元"),
    "THB": Currency(2, "泰铢"),
    "TND": Currency(3, "突尼斯第纳尔"),
    "TRY": Currency(2, "土耳其里拉"),
    "TWD": Currency(2, "新台币元"),
    "USD": Currency(2, "美元"),
    "VND": Currency(0, "越南盾"),
    "ZAR": Currency(2, "南非兰特"),
}


def minor(amount: str | int | float | Decimal, currency: str) -> int:
    """The amount, written in major units, in minor units of the currency: 12.5 CNY is 1250.

    Text may have thousands commas. A float counts as the shortest decimal that prints it, so
    0.1 is a tenth. Digits beyond the minor unit are refused unless they are zeros: rounding
    would invent money. BadValue: `money_currency`, `money_amount` (not a finite number),
    `money_negative`, `money_digits`, `money_too_large` (10^13 minor units or more).
    """
    exponent = _currency(currency).exponent
    scaled = _fraction(amount) * 10**exponent
    if scaled > INTEGER_MAX:
        raise BadValue("money_too_large", f"an amount has at most {INTEGER_MAX} minor units")
    if scaled.denominator != 1:
        detail = f"{currency} has {exponent} digits after the point; round it where it is written"
        raise BadValue("money_digits", detail)
    return int(scaled)


def money_text(amount: int, currency: str, lang: str) -> str:
    """Minor units as people read them: `1,234.50 元` (zh), `CNY 1,234.50` (en)."""
    known = _currency(currency)
    number = f"{Decimal(amount).scaleb(-known.exponent):,f}"
    return f"{number} {known.zh}" if lang == "zh" else f"{currency} {number}"


def _currency(code: str) -> Currency:
    if code not in CURRENCIES:
        raise BadValue("money_currency", "unknown currency; use an ISO 4217 code such as CNY")
    return CURRENCIES[code]


def _fraction(amount: str | int | float | Decimal) -> Fraction:
    """The exact amount; decimals would round to the precision of their context."""
    text = str(amount).strip()
    if isinstance(amount, bool) or len(text) > _WRITTEN_CHARS_MAX:
        raise BadValue("money_amount", "an amount is a number of at most 64 characters")
    if text.startswith("-") and _WRITTEN.fullmatch(text[1:]):
        raise BadValue("money_negative", "an amount is zero or more; swap payer and payee")
    if not _WRITTEN.fullmatch(text):
        raise BadValue("money_amount", "an amount is a finite number such as 1234.50")
    return Fraction(text.replace(",", ""))
