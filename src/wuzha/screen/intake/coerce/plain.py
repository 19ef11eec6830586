"""Any Arrow column as one of a few plain types: the first step of every coercion.

Plain types are null, bool, int64, float64, string (valid UTF-8) and timestamp.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.screen.intake.coerce.bytes_in import consists_of, lengths, table
from wuzha.screen.intake.coerce.faults import Faults, doubles, flags, integers, nulled, valid
from wuzha.vocabulary.clock import DAY

VISIBLE = table("".join(map(chr, range(0x21, 0x7F))))

_TEXTS = (pa.string(), pa.large_string(), pa.string_view())
_BYTES = (pa.binary(), pa.large_binary(), pa.binary_view())
_DAYS_MAX = 10**7
_UINT64_LIMIT = 2**63


def plain(column: pa.Array, faults: Faults) -> pa.Array:
    """The column in a plain type; rows of a type that no field takes are faults and null."""
    kind = column.type
    types = pa.types
    if types.is_null(kind) or types.is_boolean(kind) or types.is_timestamp(kind):
        return column
    if kind in _TEXTS or kind in _BYTES:
        return _text(column, faults)
    if types.is_uint64(kind):
        return _unsigned(column)
    if types.is_integer(kind):
        return column.cast(pa.int64())
    if types.is_float32(kind):
        return column.cast(pa.string()).cast(pa.float64())  # 0.1 stays 0.1, as it was written
    if types.is_floating(kind):
        return column.cast(pa.float64())
    if types.is_decimal(kind):
        return column.cast(pa.string())
    if types.is_date(kind):
        return _date(column)
    faults.mark(valid(column), "wrong_type")
    return pa.nulls(len(column))


def _text(column: pa.Array, faults: Faults) -> pa.Array:
    """Text, its UTF-8 checked: neither Parquet nor Arrow promises it."""
    if column.type in _BYTES:
        column = column.cast(pa.binary())
        try:
            return column.cast(pa.string())
        except pa.ArrowInvalid:
            return _decoded(column.to_pylist(), faults)
    if column.type != pa.string():
        column = column.cast(pa.binary()) if column.type == pa.string_view() else column
        return _text(column.cast(pa.large_binary()), faults)
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return _decoded(column.view(pa.binary()).to_pylist(), faults)
    return column


def _decoded(values: list[bytes | None], faults: Faults) -> pa.Array:
    texts: list[str | None] = []
    bad = np.zeros(len(values), dtype=np.bool_)
    for index, value in enumerate(values):
        try:
            texts.append(None if value is None else value.decode())
        except UnicodeDecodeError:
            texts.append(None)
            bad[index] = True
    faults.mark(bad, "bad_characters")
    return pa.array(texts, pa.string())


def _unsigned(column: pa.Array) -> pa.Array:
    """int64 where all fit; else text, so that no digit is lost."""
    fits = pc.less(column, pa.scalar(_UINT64_LIMIT, pa.uint64()))
    return column.cast(pa.int64() if flags(fits.fill_null(True)).all() else pa.string())


def _date(column: pa.Array) -> pa.Array:
    """A date as its first instant, without a zone."""
    days = integers(column.cast(pa.date32()).cast(pa.int32()).cast(pa.int64()))
    instants = np.clip(days, -_DAYS_MAX, _DAYS_MAX) * DAY
    return pa.array(instants, mask=~valid(column)).cast(pa.timestamp("us"))


def written(column: pa.Array, faults: Faults) -> pa.Array:
    """A plain column as text: what a field of text makes of numbers is their digits.

    Booleans, times and fractions are faults: no id, name or account is one.
    """
    if pa.types.is_string(column.type) or pa.types.is_null(column.type):
        return column.cast(pa.string())
    if pa.types.is_integer(column.type):
        return column.cast(pa.string())
    if pa.types.is_floating(column.type):
        numbers = doubles(column)
        whole = np.isfinite(numbers) & (np.abs(numbers) < 2.0**53) & (numbers == np.rint(numbers))
        faults.mark(~whole, "wrong_type")
        kept = whole & valid(column)
        digits = np.where(kept, numbers, 0).astype(np.int64)
        return pa.array(digits, mask=~kept).cast(pa.string())
    faults.mark(valid(column), "wrong_type")
    return pa.nulls(len(column), pa.string())


def trimmed(texts: pa.Array) -> pa.Array:
    """Texts without white space around them; null where nothing is left."""
    if not consists_of(texts, VISIBLE).all():
        texts = pc.utf8_trim_whitespace(texts)
    empty = lengths(texts) == 0
    return nulled(texts, empty & valid(texts) if texts.null_count else empty)
