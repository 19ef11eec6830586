"""Sender ids: who a message says it is from; a word, a port of a bulk sender, or a phone."""

from __future__ import annotations

import re
import unicodedata

from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.home import Home
from wuzha.vocabulary.phone import phone

SENDER_CHARS_MAX = 32

_NUMERIC = re.compile(r"\+?[0-9 ().-]+")
_PORT_DIGITS_MAX = 21
_HIDDEN = ("Cc", "Cf")


def sender_id(value: str, home: Home) -> str:
    """One text per sender, in one of three shapes.

    - A phone: `+` and its E.164 digits, so that `int()` of it is the phone that calls. The `+`
      keeps overseas numbers apart from home mobiles, many of which have the same digits.
    - A port of a bulk sender, up to 21 digits, not callable: its digits.
    - A word (`BANK-CN`): NFKC, upper case, invisible characters gone, white space runs as one
      space. Look-alike letters stay: whether a word imitates another is for rules to say.

    BadValue: `sender_length` (1-32 characters), `sender_characters`, `sender_phone` (a `+`,
    but no phone behind it).
    """
    if len(value) > SENDER_CHARS_MAX:
        raise BadValue("sender_length", f"a sender has at most {SENDER_CHARS_MAX} characters")
    shown = "".join(c for c in value if c.isspace() or unicodedata.category(c) not in _HIDDEN)
    text = " ".join(_upper(shown).split())
    if not text:
        raise BadValue("sender_length", "a sender has at least one character")
    if _NUMERIC.fullmatch(text) and any(char.isdigit() for char in text):
        return _numeric(text, home)
    if len(text) > SENDER_CHARS_MAX:
        raise BadValue("sender_length", f"a sender has at most {SENDER_CHARS_MAX} characters")
    if not text.isprintable() or not any(char.isalnum() for char in text):
        raise BadValue("sender_characters", "a sender has printable letters or digits")
    return text


def sender_phone(normal: str) -> int | None:
    """The phone that a sender id in normal form is; None for words and ports."""
    return int(normal) if normal.startswith("+") and normal[1:].isdecimal() else None


def _upper(value: str) -> str:
    """NFKC and upper case until both agree: one can undo the other (`ŉ`)."""
    while (text := unicodedata.normalize("NFKC", value.upper())) != value:
        value = text
    return value


def _numeric(text: str, home: Home) -> str:
    digits = re.sub(r"[^0-9]", "", text)
    is_port = home.port.fullmatch(digits) and not home.service.fullmatch(digits)
    if text.startswith("+") or not is_port:
        try:
            return f"+{phone(text, home)}"
        except BadValue as error:
            if text.startswith("+"):
                raise BadValue("sender_phone", error.detail) from error
    if len(digits) > _PORT_DIGITS_MAX:
        raise BadValue("sender_length", f"a port has at most {_PORT_DIGITS_MAX} digits")
    return digits
