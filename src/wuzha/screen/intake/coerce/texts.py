"""Text fields that name nobody: codes (ids, channels ...) and prose."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from wuzha.screen.intake.coerce.bytes_in import consists_of, lengths
from wuzha.screen.intake.coerce.faults import Coerced, Faults, flags, nulled, valid
from wuzha.screen.intake.coerce.plain import VISIBLE, trimmed, written
from wuzha.vocabulary.event import Kind
from wuzha.vocabulary.limits import ID_CHARACTERS_MAX, TEXT_CHARACTERS_MAX
from wuzha.vocabulary.text import normal_forms

_CONTROL = r"[\x00-\x1f\x7f-\x{9f}\x{2028}\x{2029}]"
_KINDS = pa.array([kind.value for kind in Kind])


def code(column: pa.Array, faults: Faults) -> Coerced:
    """Short texts, kept as they are but for white space around them; case counts."""
    texts = written(column, faults)
    size = lengths(texts)[valid(texts)] if texts.null_count else lengths(texts)
    short = not len(size) or 0 < size.min() <= size.max() <= ID_CHARACTERS_MAX
    if short and consists_of(texts, VISIBLE).all():
        return Coerced(texts, faults)
    texts = trimmed(texts)
    faults.mark(flags(pc.greater(pc.utf8_length(texts), ID_CHARACTERS_MAX)), "too_long")
    faults.mark(flags(pc.match_substring_regex(texts, _CONTROL)), "bad_characters")
    return Coerced(without(texts, faults), faults)


def kind(column: pa.Array, faults: Faults) -> Coerced:
    """The kinds of the vocabulary, in any case."""
    texts = pc.ascii_lower(trimmed(written(column, faults)))
    faults.mark(valid(texts) & ~flags(pc.is_in(texts, _KINDS)), "unknown_kind")
    return Coerced(without(texts, faults), faults)


def prose(column: pa.Array, faults: Faults) -> Coerced:
    """Texts in normal form; the empty text stays a text."""
    texts = written(column, faults)
    size = lengths(texts)
    if len(size) and size.max() > TEXT_CHARACTERS_MAX:
        faults.mark(flags(pc.greater(pc.utf8_length(texts), TEXT_CHARACTERS_MAX)), "too_long")
        texts = without(texts, faults)
    return Coerced(normal_forms(texts), faults)


def without(texts: pa.Array, faults: Faults) -> pa.Array:
    """The column, null where there are faults."""
    return nulled(texts, faults.mask(len(texts))) if faults.rows else texts
