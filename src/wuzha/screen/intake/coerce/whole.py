"""Whole numbers: counts, seconds, days, money in minor units."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.screen.intake.coerce.bytes_in import consists_of, lengths, table
from wuzha.screen.intake.coerce.faults import (
    Bools,
    Coerced,
    Faults,
    Ints,
    doubles,
    flags,
    integers,
    valid,
    with_nulls,
)
from wuzha.screen.intake.coerce.plain import trimmed

_DIGITS = table("0123456789")
_DIGITS_MAX = 18
_DOUBLE_WHOLE_MAX = 2.0**53

_WHOLE = r"^[+-]?[0-9]+(?:\.0*)?$"
_CASTABLE = r"^[+-]?0*[0-9]{1,18}(?:\.0*)?$"
NUMBER = r"^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?$"
NOT_FINITE = r"^(?i:[+-]?(?:nan|inf|infinity))$"


def whole(column: pa.Array, faults: Faults, largest: int) -> Coerced:
    """Integers from 0 to `largest`; text must be digits, so `1e3` is refused, `1.0` is 1."""
    values, kept = whole_values(column, faults)
    bounded(values, kept, faults, largest)
    return Coerced(with_nulls(values, kept & ~faults.mask(len(values))), faults)


def bounded(values: Ints, kept: Bools, faults: Faults, largest: int) -> None:
    """Mark what is negative or beyond `largest`."""
    if len(values) and (values.min() < 0 or values.max() > largest):
        faults.mark(kept & (values < 0), "negative")
        faults.mark(kept & (values > largest), "out_of_range")


def whole_values(column: pa.Array, faults: Faults) -> tuple[Ints, Bools]:
    """Integers of any size below 10^18 from a plain column, 0 where there is none, and where."""
    kind = column.type
    if pa.types.is_integer(kind):
        return integers(column), valid(column)
    if pa.types.is_floating(kind):
        return _of_doubles(column, faults)
    if pa.types.is_string(kind):
        return _of_texts(column, faults)
    if not pa.types.is_null(kind):
        faults.mark(valid(column), "wrong_type")
    return np.zeros(len(column), dtype=np.int64), np.zeros(len(column), dtype=np.bool_)


def _of_doubles(column: pa.Array, faults: Faults) -> tuple[Ints, Bools]:
    numbers, present = doubles(column), valid(column)
    finite = np.isfinite(numbers)
    small = finite & (np.abs(numbers) <= _DOUBLE_WHOLE_MAX)
    fits = small & (numbers == np.rint(numbers))
    faults.mark(present & ~finite, "not_finite")
    faults.mark(present & finite & ~small, "out_of_range")
    faults.mark(present & small & ~fits, "not_whole")
    return np.where(fits, numbers, 0).astype(np.int64), present & fits


def _of_texts(texts: pa.Array, faults: Faults) -> tuple[Ints, Bools]:
    size = lengths(texts)
    if consists_of(texts, _DIGITS).all() and (not len(size) or 0 < size.min() <= size.max() <= 18):
        return integers(texts.cast(pa.int64())), valid(texts)
    texts = trimmed(texts)
    present = valid(texts)
    castable = flags(pc.match_substring_regex(texts, _CASTABLE))
    bare = pc.replace_substring_regex(texts, r"^\+?(-?[0-9]+).*$", r"\1")
    bare = pc.if_else(pa.array(castable), bare, pa.scalar("0"))
    bad = present & ~castable
    if bad.any():
        faults.mark(bad & flags(pc.match_substring_regex(texts, _WHOLE)), "out_of_range")
        faults.mark(bad & flags(pc.match_substring_regex(texts, NUMBER)), "not_whole")
        faults.mark(bad & flags(pc.match_substring_regex(texts, NOT_FINITE)), "not_finite")
        faults.mark(bad, "wrong_type")
    return bare.cast(pa.int64()).to_numpy(), castable
