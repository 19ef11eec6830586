"""Written entries in the normal form that events have, and why some have none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from wuzha.policy.normal import normal_prefix, normal_text
from wuzha.policy.tree import NamedList
from wuzha.screen.dead_letters import REASONS, Fault
from wuzha.screen.intake.coerce.faults import Coerced, Faults, valid
from wuzha.screen.intake.coerce.identifiers import Identifiers
from wuzha.screen.intake.coerce.plain import plain, trimmed, written
from wuzha.screen.intake.coerce.texts import code
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.event import Form
from wuzha.vocabulary.home import Home
from wuzha.vocabulary.identifier import identifier

_FIELD = "entry"


@dataclass(frozen=True)
class NormalForm:
    """How the entries of one list are read; `inline` are those in the policy itself."""

    named: NamedList
    home: Home
    inline: bool

    def column(self, entries: pa.Array) -> Coerced:
        """Entries in normal form, int64 or string; those without one are faults and null."""
        faults = Faults(_FIELD)
        entries = plain(entries, faults)
        if self.named.of == Form.CODE:
            coerced = code(entries, faults)
        elif self.inline or self.named.match == "prefix":
            coerced = self._one_by_one(trimmed(written(entries, faults)), faults)
        else:
            coerced = Identifiers(self.home)(Form(self.named.of), entries, faults, dialled=False)
        faults.mark(~valid(coerced.values), "missing")
        return coerced

    def one(self, text: str) -> int | str:
        """One entry in normal form; BadValue says why it has none."""
        if self.named.match == "prefix":
            return int(normal_prefix(text))
        if self.inline and self.named.of == Form.PHONE:
            return self._with_code(text)
        return identifier(Form(self.named.of), text, self.home)

    def why(self, fault: Fault, entry: Any) -> str:
        """What is wrong with an entry, for a person; the entry itself is not repeated."""
        if fault.code == "missing":
            return "nothing stands there"
        if fault.cause is not None:
            try:
                self.one(self._text(entry))
            except BadValue as bad:
                return str(bad)
        return REASONS[fault.code][1].format(field=f"the {_FIELD}")

    def _text(self, entry: Any) -> str:
        if isinstance(entry, bytes):
            return entry.decode(errors="replace").strip()
        is_number = isinstance(entry, int) and self.named.of == Form.PHONE
        return f"+{entry}" if is_number else str(entry).strip()

    def _one_by_one(self, texts: pa.Array, faults: Faults) -> Coerced:
        values: list[int | str | None] = []
        for row, text in enumerate(texts.to_pylist()):
            try:
                values.append(None if text is None else self.one(text))
            except BadValue as bad:
                values.append(None)
                faults.rows[row] = Fault("no_normal_form", _FIELD, bad.code)
        kind = pa.int64() if self.named.of == Form.PHONE else pa.string()
        return Coerced(pa.array(values, kind), faults)

    def _with_code(self, text: str) -> int | str:
        """The number of which `text` is the digits; not if at home it is dialled for another."""
        digits = normal_text(Form.PHONE, text)
        try:
            dialled = identifier(Form.PHONE, digits, self.home)
        except BadValue:
            dialled = int(digits)
        if dialled != int(digits):
            raise BadValue(
                "phone_without_code",
                "this is a number at home without its country code: put the code before it, or,"
                " if it is overseas, put it into a file with + before it",
            )
        return identifier(Form.PHONE, f"+{digits}", self.home)
