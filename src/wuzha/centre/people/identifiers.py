"""How a person is reached or known: normal forms, and the indexes by which they are found."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings

from wuzha.centre.people.sealing import keys
from wuzha.packs import pack
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.event import Form
from wuzha.vocabulary.identifier import identifier
from wuzha.vocabulary.limits import ID_CHARACTERS_MAX

OF_PERSONS = ("phone", "account", "device", "email")
"""Kinds of identifiers that a person is known by."""

OF_OTHERS = ("phone", "account", "domain", "sender", "wallet")
"""Kinds of identifiers that the other side of an event is known by."""

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")


def normal(kind: str, value: str) -> str:
    """The normal form as text, of a phone its digits with country code. BadValue if it has none."""
    if kind == "email":
        text = value.strip().lower()
        if len(text) > ID_CHARACTERS_MAX or not _EMAIL.fullmatch(text):
            raise BadValue("email_form", "an e-mail address looks like name@place.example")
        return text
    if kind not in OF_PERSONS + OF_OTHERS:
        known = ", ".join(dict.fromkeys(OF_PERSONS + OF_OTHERS))
        raise BadValue("identifier_kind", f"the kind of an identifier is one of {known}")
    return str(identifier(Form(kind), value, pack(settings.WUZHA_PACK).home))


def index_of(kind: str, value: str) -> bytes:
    """The index of an identifier that is in its normal form."""
    return keys().index_of(kind, value)


def indexes_of(text: str, kinds: Iterable[str]) -> list[bytes]:
    """What to look for when somebody types an identifier without saying of which kind: its index
    as each kind that it can be."""
    found: list[bytes] = []
    for kind in kinds:
        try:
            found.append(index_of(kind, normal(kind, text)))
        except BadValue:
            continue
    return found
