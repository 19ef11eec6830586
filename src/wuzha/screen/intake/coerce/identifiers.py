"""Identifiers in their one normal form; what is in it already is recognised in bulk.

The normal forms themselves are the vocabulary's and cost microseconds each. The patterns here
only say which values they would leave as they are (a property test holds them to that).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.screen.intake.coerce.bytes_in import consists_of, lengths, table
from wuzha.screen.intake.coerce.faults import (
    Bools,
    Coerced,
    Faults,
    doubles,
    flags,
    integers,
    nulled,
    valid,
)
from wuzha.screen.intake.coerce.plain import trimmed, written
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.event import Form
from wuzha.vocabulary.home import Home
from wuzha.vocabulary.identifier import identifier

CACHE_VALUES = 1 << 17

_ACCOUNT = table("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_ACCOUNT_BYTES_MAX = 64
_HOST_BYTES_MAX = 253
_HOST = r"^(?:[a-z0-9_-]{1,63}\.)*[a-z_][a-z0-9_-]{0,62}$"
# Letters beyond f first: neither hexadecimal nor digits; no label such as `imei:`.
_DEVICE = r"^(?:[g-zG-Z_][A-Za-z0-9_.-]{0,63}|[a-zA-Z_][A-Za-z0-9_]{0,30})$"
_SENDER = r"^[A-Z][A-Z0-9]{0,31}$"
_WALLET = r"^0x[0-9a-f]{40}$"
_TOKEN_BYTES = table("abcdefghijklmnopqrstuvwxyz234567_")
_TOKEN_LENGTH = 28
_TOKEN = r"^[A-Za-z0-9_.:-]{1,64}$"


class Identifiers:
    """Brings columns to the normal forms of one country; remembers what it worked out."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._form = lru_cache(maxsize=CACHE_VALUES)(self._worked_out)
        self._mobile = f"^{home.mobile.pattern}$"
        self._international = rf"^\+?{home.calling_code}{home.mobile.pattern}$"
        prefixes = "|".join(("", *(f"{p}" for p in home.international_prefixes)))
        phone = f"(?:(?:{prefixes}){home.calling_code})?{home.mobile.pattern}"
        self._telling = f"^(?:{phone}|{home.identity_number.pattern})$"
        self._normal: dict[Form, Callable[[pa.Array], Bools]] = {
            Form.ACCOUNT: _normal_accounts,
            Form.DOMAIN: _normal_hosts,
            Form.DEVICE: lambda texts: _matches(texts, _DEVICE),
            Form.SENDER: lambda texts: _matches(texts, _SENDER),
            Form.WALLET: lambda texts: _matches(texts, _WALLET),
            Form.PERSON: self._normal_persons,
        }

    def __call__(self, form: Form, column: pa.Array, faults: Faults, *, dialled: bool) -> Coerced:
        """A plain column in the normal form `form`.

        A phone that comes as an integer is its E.164 digits, as our own tables hold it; with
        `dialled` it is what was dialled, as a phone in text always is.
        """
        whole = not pa.types.is_string(column.type)
        if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
            column = _not_negative(column, faults)
        texts = trimmed(written(column, faults))
        if form is Form.PHONE and pa.types.is_integer(column.type) and not dialled:
            return self._whole_phones(column, texts, faults)
        if form is Form.PHONE:
            return self._phones(texts, faults, with_code=whole and not dialled)
        normal = self._normal[form](texts)
        rest = valid(texts) & ~normal
        if not rest.any():
            return Coerced(texts, faults)
        values = self._slowly(form, texts.filter(pa.array(rest)), np.flatnonzero(rest), faults)
        return Coerced(_replaced(texts, rest, values.cast(pa.string())), faults)

    def _whole_phones(self, numbers: pa.Array, texts: pa.Array, faults: Faults) -> Coerced:
        """E.164 digits as integers: home mobiles stay as they are, the others one by one."""
        rest = valid(texts) & ~_matches(texts, self._international)
        if not rest.any():
            return Coerced(numbers, faults)
        slow = pc.binary_join_element_wise("+", texts.filter(pa.array(rest)), "")
        values = self._slowly(Form.PHONE, slow, np.flatnonzero(rest), faults)
        return Coerced(_replaced(numbers, rest, values), faults)

    def _phones(self, texts: pa.Array, faults: Faults, *, with_code: bool) -> Coerced:
        """Home mobiles in bulk, the others one by one."""
        full = _matches(texts, self._international)
        present = valid(texts)
        if (full | ~present).all():
            return Coerced(pc.utf8_ltrim(texts, "+").cast(pa.int64()), faults)
        short = np.zeros(len(texts), dtype=np.bool_) if with_code else _matches(texts, self._mobile)
        long = pc.binary_join_element_wise(self._home.calling_code, texts, "")
        digits = pc.if_else(pa.array(short), long, pc.utf8_ltrim(texts, "+"))
        known = nulled(digits, ~(full | short))
        rest = present & ~full & ~short
        if not rest.any():
            return Coerced(known.cast(pa.int64()), faults)
        slow = texts.filter(pa.array(rest))
        if with_code:
            slow = pc.binary_join_element_wise("+", slow, "")
        values = self._slowly(Form.PHONE, slow, np.flatnonzero(rest), faults)
        return Coerced(_replaced(known.cast(pa.int64()), rest, values), faults)

    def _normal_persons(self, texts: pa.Array) -> Bools:
        """Our own tokens by their shape; others if they give nobody away."""
        size = lengths(texts)
        own: Bools = consists_of(texts, _TOKEN_BYTES) & (size == _TOKEN_LENGTH)
        own &= flags(pc.starts_with(texts, "p_"))
        if (own | ~valid(texts)).all():
            return own
        bare = pc.replace_substring_regex(texts, "[_.:-]", "")
        return own | (_matches(texts, _TOKEN) & ~_matches(bare, self._telling))

    def _slowly(self, form: Form, texts: pa.Array, rows: np.ndarray, faults: Faults) -> pa.Array:
        """Each different text by the vocabulary; `rows` are the texts' rows, for the faults."""
        coded = texts.dictionary_encode()
        found = [self._form(form, text) for text in coded.dictionary.to_pylist()]
        refused = {code for code in found if isinstance(code, _Refusal)}
        for refusal in refused:
            here = pa.array([value == refusal for value in found])
            mask = np.zeros(int(rows[-1]) + 1, dtype=np.bool_)
            mask[rows[flags(here.take(coded.indices))]] = True
            faults.mark(mask, "no_normal_form", str(refusal))
        kind = pa.int64() if form is Form.PHONE else pa.string()
        values = [None if isinstance(value, _Refusal) else value for value in found]
        return pa.array(values, kind).take(coded.indices)

    def _worked_out(self, form: Form, text: str) -> int | str:
        try:
            return identifier(form, text, self._home)
        except BadValue as bad:
            return _Refusal(bad.code)


class _Refusal(str):
    """The code of a BadValue where a normal form would stand."""

    __slots__ = ()


def _matches(texts: pa.Array, pattern: str) -> Bools:
    return flags(pc.match_substring_regex(texts, pattern))


def _not_negative(numbers: pa.Array, faults: Faults) -> pa.Array:
    """A minus would be taken for a dash between groups of digits."""
    if pa.types.is_integer(numbers.type) and integers(numbers).min(initial=0) >= 0:
        return numbers
    negative: Bools = doubles(numbers.cast(pa.float64(), safe=False)) < 0
    faults.mark(negative, "negative")
    return nulled(numbers, negative)


def _normal_accounts(texts: pa.Array) -> Bools:
    size = lengths(texts)
    fits: Bools = (size > 0) & (size <= _ACCOUNT_BYTES_MAX)
    return fits & consists_of(texts, _ACCOUNT)


def _normal_hosts(texts: pa.Array) -> Bools:
    size: Bools = lengths(texts) <= _HOST_BYTES_MAX
    return size & _matches(texts, _HOST)


def _replaced(known: pa.Array, rows: Bools, values: pa.Array) -> pa.Array:
    """`known` with the values, in order, where `rows` is true."""
    return pc.replace_with_mask(known, pa.array(rows), values)
