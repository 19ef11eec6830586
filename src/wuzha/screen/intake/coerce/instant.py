"""Instants: every way that files write time, as microseconds since 1970 UTC."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.screen.intake.coerce.faults import (
    Bools,
    Coerced,
    Faults,
    Ints,
    doubles,
    flags,
    integers,
    nulled,
    valid,
    with_nulls,
)
from wuzha.screen.intake.coerce.plain import trimmed
from wuzha.screen.intake.coerce.whole import NUMBER, whole_values
from wuzha.screen.intake.source import TimeFormat
from wuzha.vocabulary.clock import INSTANT_MAX, INSTANT_MIN, SECOND, instant_of

_ISO = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})$"
)
_LEAP_SECOND = re.compile(r"(:59):60(?![0-9])")
_YEAR_OUTSIDE = re.compile(r"(?:0000|[+-]?[0-9]{5,})-")
# Text of 15 or 16 digits is microseconds (from March 1973 on). Fewer may be seconds or
# milliseconds, and a guess that is wrong would go unseen.
_MICROSECOND_DIGITS = 15
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def instant(column: pa.Array, faults: Faults, form: TimeFormat) -> Coerced:
    """A plain column as instants.

    - An Arrow timestamp with a zone, or without one read in `form.zone` (UTC if that is not
      set).
    - Numbers: `form.start` plus that many `form.unit`; whole microseconds by default.
    - Text: microseconds of 15 or 16 digits; ISO 8601 (or `form.pattern`), its own zone first,
      else `form.zone`; without either `no_time_zone`. A leap second counts as the second after
      it. Where a zone's clocks are put back the earlier of the two instants is meant; where
      they jump, as if they had not yet.
    """
    kind = column.type
    if pa.types.is_timestamp(kind):
        values, kept = _of_timestamps(column, faults, form)
    elif pa.types.is_string(kind) and not form.numeric:
        values, kept = _of_texts(trimmed(column), faults, form)
    elif pa.types.is_boolean(kind):
        faults.mark(valid(column), "wrong_type")
        values, kept = np.zeros(len(column), dtype=np.int64), np.zeros(len(column), dtype=np.bool_)
    else:
        values, kept = _of_numbers(column, faults, form)
    outside = kept & ((values < INSTANT_MIN) | (values > INSTANT_MAX))
    faults.mark(outside, "time_out_of_range")
    return Coerced(with_nulls(values, kept & ~faults.mask(len(values))), faults)


def _of_timestamps(column: pa.Array, faults: Faults, form: TimeFormat) -> tuple[Ints, Bools]:
    present = valid(column)
    raw = integers(column.cast(pa.int64()))
    per_second = _PER_SECOND[column.type.unit]
    seconds, rest = np.divmod(raw, per_second)
    far = np.abs(seconds) > INSTANT_MAX // SECOND * 2
    faults.mark(present & far, "time_out_of_range")
    values = np.where(far, 0, seconds) * SECOND + rest * SECOND // per_second
    kept = present & ~far
    if column.type.tz is None and form.zone is not None:
        local = pa.array(values).cast(pa.timestamp("us"))
        return _placed(local, form.zone), kept
    return values, kept


def _placed(local: pa.Array, zone: str) -> Ints:
    """Local times of a zone as instants, as `datetime` has it with fold 0."""
    texts = pc.unique(local)
    known = {value: instant_of(value.replace(tzinfo=ZoneInfo(zone))) for value in texts.to_pylist()}
    found = pa.array([known[value] for value in texts.to_pylist()], pa.int64())
    return np.asarray(found.take(pc.index_in(local, value_set=texts)).to_numpy())


def _of_numbers(column: pa.Array, faults: Faults, form: TimeFormat) -> tuple[Ints, Bools]:
    """`start` plus a count of units; a fraction of a unit is rounded to the microsecond."""
    if pa.types.is_string(column.type):
        texts = trimmed(column)
        fits = flags(pc.match_substring_regex(texts, NUMBER))
        faults.mark(valid(texts) & ~fits, "bad_time")
        digits = flags(pc.match_substring_regex(texts, r"^[0-9]{1,18}$"))
        target = pa.int64() if (digits | ~fits).all() else pa.float64()
        bare = pc.replace_substring_regex(texts, r"^\+", "")
        column = nulled(bare, ~fits).cast(target)
    if pa.types.is_floating(column.type) and form.unit > 1:
        counts, kept = doubles(column), valid(column)
        finite = np.isfinite(counts)
        faults.mark(~finite, "not_finite")
        far = finite & (np.abs(counts) > INSTANT_MAX / form.unit)
        faults.mark(far, "time_out_of_range")
        kept &= finite & ~far
        moved = np.rint(np.where(kept, counts, 0) * form.unit).astype(np.int64)
    else:
        whole, kept = whole_values(column, faults)
        far = kept & (np.abs(whole) > INSTANT_MAX // form.unit)
        faults.mark(far, "time_out_of_range")
        kept = kept & ~far
        moved = np.where(kept, whole, 0) * form.unit
    return moved + form.start, kept


def _of_texts(texts: pa.Array, faults: Faults, form: TimeFormat) -> tuple[Ints, Bools]:
    if form.pattern is None:
        fast = flags(pc.match_substring_regex(texts, _ISO))
        if fast.all():
            try:
                stamps = texts.cast(pa.timestamp("us", "UTC"))
                return stamps.cast(pa.int64()).to_numpy(), fast
            except pa.ArrowInvalid:
                pass  # some day is not in the calendar: find out which, one by one
    unique = pc.unique(texts)
    found = [_read(text, form.pattern, form.zone) for text in unique.to_pylist()]
    codes = pc.index_in(texts, value_set=unique)
    values = pa.array([value if isinstance(value, int) else 0 for value in found], pa.int64())
    for code in {value for value in found if isinstance(value, str)}:
        here = pa.array([value == code for value in found])
        faults.mark(flags(here.take(codes)), code)
    kept = pa.array([isinstance(value, int) for value in found], pa.bool_())
    return np.asarray(values.take(codes).to_numpy()), flags(kept.take(codes))


@lru_cache(maxsize=1 << 16)
def _read(text: str | None, pattern: str | None, zone: str | None) -> int | str | None:
    """The instant of one text, the code of what is wrong with it, or None for null."""
    if text is None:
        return None
    if pattern is None and text.isascii() and text.isdigit() and len(text) >= _MICROSECOND_DIGITS:
        return int(text) if len(text) <= _MICROSECOND_DIGITS + 1 else "time_out_of_range"
    if _YEAR_OUTSIDE.match(text):
        return "time_out_of_range"
    leap = timedelta(seconds=1) if _LEAP_SECOND.search(text) else timedelta(0)
    text = _LEAP_SECOND.sub(r"\1:59", text)
    try:
        moment = datetime.strptime(text, pattern) if pattern else datetime.fromisoformat(text)
    except ValueError:
        return "bad_time"
    if moment.tzinfo is None:
        if zone is None:
            return "no_time_zone"
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    try:
        return instant_of(moment + leap)
    except OverflowError:
        return "time_out_of_range"
