"""The identifiers of an event and the one normal form of each.

| form    | normal form                                             | module  |
|---------|---------------------------------------------------------|---------|
| phone   | integer, E.164 digits                                   | phone   |
| account | upper-case text                                         | account |
| domain  | lower-case host, A-labels, or an IP address             | domain  |
| device  | IMEI of 14 digits, hardware address, UUID, opaque token | device  |
| sender  | `+` and E.164 digits, port digits, or upper-case words  | sender  |
| wallet  | address of a known chain, checksum verified             | wallet  |
| person  | the token as it came                                    | person  |

The text of a normal form (of a phone, with `+` before it) reads as itself again.
"""

from __future__ import annotations

from collections.abc import Callable

from wuzha.vocabulary.account import account
from wuzha.vocabulary.device import device
from wuzha.vocabulary.domain import domain
from wuzha.vocabulary.event import Form
from wuzha.vocabulary.home import Home
from wuzha.vocabulary.person import person
from wuzha.vocabulary.phone import phone
from wuzha.vocabulary.sender import sender_id
from wuzha.vocabulary.wallet import wallet

_NORMAL_FORMS: dict[Form, Callable[[str, Home], int | str]] = {
    Form.PHONE: phone,
    Form.ACCOUNT: lambda value, _: account(value),
    Form.DOMAIN: lambda value, _: domain(value),
    Form.DEVICE: lambda value, _: device(value),
    Form.SENDER: sender_id,
    Form.WALLET: lambda value, _: wallet(value),
    Form.PERSON: person,
}

IDENTIFIERS = frozenset(_NORMAL_FORMS)
"""The forms that name somebody or something; the others (money, text ...) only measure it."""


def identifier(form: Form, value: str, home: Home) -> int | str:
    """The normal form of `value`; BadValue says why it has none. `form` is of IDENTIFIERS."""
    return _NORMAL_FORMS[form](value, home)
