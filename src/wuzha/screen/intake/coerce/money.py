"""Amounts of money: minor units as they are, or major units turned into them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa

from wuzha.screen.intake.coerce.faults import Coerced, Faults, doubles, valid, with_nulls
from wuzha.screen.intake.coerce.plain import trimmed
from wuzha.screen.intake.coerce.whole import bounded
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.limits import INTEGER_MAX
from wuzha.vocabulary.money import CURRENCIES, minor

_EXACT_MAX = 2.0**52

_CODES = {
    "money_amount": "wrong_type",
    "money_negative": "negative",
    "money_digits": "too_many_decimals",
    "money_too_large": "out_of_range",
}

_minor = lru_cache(maxsize=1 << 16)(minor)


def major_units(column: pa.Array, faults: Faults, currency: str) -> Coerced:
    """Decimal amounts in major units as minor units; more decimals than the currency has are
    faults, never rounded."""
    kind = column.type
    if pa.types.is_floating(kind):
        return _of_doubles(column, faults, 10 ** CURRENCIES[currency].exponent)
    if pa.types.is_integer(kind) or pa.types.is_string(kind):
        return _one_by_one(column, faults, currency)
    if not pa.types.is_null(kind):
        faults.mark(valid(column), "wrong_type")
    return Coerced(pa.nulls(len(column), pa.int64()), faults)


def _of_doubles(column: pa.Array, faults: Faults, scale: int) -> Coerced:
    """A double is the decimal that prints it, and that has few enough digits exactly when
    dividing the rounded minor units gives the same double back."""
    amounts, present = doubles(column), valid(column)
    finite = np.isfinite(amounts)
    small = finite & (np.abs(amounts) * scale < _EXACT_MAX)
    units = np.rint(np.where(small, amounts, 0) * scale)
    exact = small & (units / scale == amounts)
    faults.mark(present & ~finite, "not_finite")
    faults.mark(present & finite & ~small, "out_of_range")
    faults.mark(present & small & ~exact, "too_many_decimals")
    whole = units.astype(np.int64)
    bounded(whole, present & exact, faults, INTEGER_MAX)
    return Coerced(with_nulls(whole, present & ~faults.mask(len(whole))), faults)


def _one_by_one(column: pa.Array, faults: Faults, currency: str) -> Coerced:
    texts = trimmed(column.cast(pa.string()))
    units: list[int | None] = []
    for row, text in enumerate(texts.to_pylist()):
        try:
            units.append(None if text is None else _minor(text, currency))
        except BadValue as bad:
            units.append(None)
            only = np.arange(len(texts)) == row
            faults.mark(only, _CODES.get(bad.code, "wrong_type"), bad.code)
    return Coerced(pa.array(units, pa.int64()), faults)
