"""Fractional numbers and truth values."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.screen.intake.coerce.faults import (
    Coerced,
    Faults,
    doubles,
    flags,
    nulled,
    valid,
    with_nulls,
)
from wuzha.screen.intake.coerce.plain import trimmed
from wuzha.screen.intake.coerce.whole import NOT_FINITE, NUMBER
from wuzha.vocabulary.limits import NUMBER_MAX

_TRUE = pa.array(["true", "1"])
_FALSE = pa.array(["false", "0"])


def number(column: pa.Array, faults: Faults) -> Coerced:
    """Finite doubles up to NUMBER_MAX in size; -0.0 becomes 0.0."""
    kind = column.type
    if pa.types.is_string(kind):
        column = _number_texts(column, faults)
    elif pa.types.is_boolean(kind) or pa.types.is_timestamp(kind):
        faults.mark(valid(column), "wrong_type")
        column = pa.nulls(len(column))
    values = doubles(column.cast(pa.float64(), safe=False)) + 0.0
    finite = np.isfinite(values)
    faults.mark(~finite, "not_finite")
    faults.mark(finite & (np.abs(values) > NUMBER_MAX), "out_of_range")
    return Coerced(with_nulls(values, valid(column) & ~faults.mask(len(values))), faults)


def _number_texts(texts: pa.Array, faults: Faults) -> pa.Array:
    texts = trimmed(texts)
    fits = pc.match_substring_regex(texts, NUMBER)
    bad = valid(texts) & ~flags(fits)
    if bad.any():
        faults.mark(bad & flags(pc.match_substring_regex(texts, NOT_FINITE)), "not_finite")
        faults.mark(bad, "wrong_type")
        texts = nulled(texts, bad)
    return pc.replace_substring_regex(texts, r"^\+", "").cast(pa.float64())


def boolean(column: pa.Array, faults: Faults) -> Coerced:
    """true and false, 0 and 1, and these as text in any case."""
    kind = column.type
    if pa.types.is_boolean(kind) or pa.types.is_null(kind):
        return Coerced(column.cast(pa.bool_()), faults)
    if pa.types.is_timestamp(kind):
        faults.mark(valid(column), "wrong_type")
        return Coerced(pa.nulls(len(column), pa.bool_()), faults)
    if pa.types.is_string(kind):
        lower = pc.ascii_lower(trimmed(column))
        present, true = valid(lower), flags(pc.is_in(lower, _TRUE))
        false = flags(pc.is_in(lower, _FALSE))
    else:
        present = valid(column)
        values = doubles(column.cast(pa.float64(), safe=False))
        true, false = values == 1, values == 0
    faults.mark(present & ~true & ~false, "wrong_type")
    return Coerced(with_nulls(true, present & (true | false)), faults)
