"""Accounts: bank cards, IBANs, and whatever else other systems call an account."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from wuzha.vocabulary.errors import BadValue

ACCOUNT_CHARS_MAX = 64

_ACCOUNT = re.compile(r"[A-Z0-9_@.:/|+=#-]+")
_DASHED = re.compile(r"[A-Z0-9-]+")
_CARD = re.compile(r"[0-9]{12,19}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_SPACES = str.maketrans("", "", " \t\u200b\ufeff")


class AccountKind(StrEnum):
    CARD = "card"
    IBAN = "iban"
    OTHER = "other"


def account(value: str) -> str:
    """Upper case; spaces gone; dashes gone where letters and digits are all there is besides.

    A wrong Luhn or IBAN check digit is not refused, it only makes the account `other`: real
    feeds carry internal account numbers that happen to look like cards, pseudonyms, and typing
    errors that reached the ledger as they stand, and money that moves through any of them has
    to be screened. Case is folded because banks do not tell accounts apart by it.

    BadValue: `account_length` (1-64 characters), `account_characters` (masked with `*`, not
    ASCII).
    """
    text = unicodedata.normalize("NFKC", value).strip().upper().translate(_SPACES)
    if _DASHED.fullmatch(text):
        text = text.replace("-", "")
    if not 0 < len(text) <= ACCOUNT_CHARS_MAX:
        raise BadValue("account_length", f"an account has 1 to {ACCOUNT_CHARS_MAX} characters")
    if not _ACCOUNT.fullmatch(text) or not any(char.isalnum() for char in text):
        detail = "an account has Latin letters, digits and _@.:/|+=#- and is not masked"
        raise BadValue("account_characters", detail)
    return text


def account_kind(normal: str) -> AccountKind:
    """What an account in normal form is, proved by its check digits."""
    if _CARD.fullmatch(normal) and luhn_is_valid(normal):
        return AccountKind.CARD
    if _IBAN.fullmatch(normal) and _iban_is_valid(normal):
        return AccountKind.IBAN
    return AccountKind.OTHER


def luhn_is_valid(digits: str) -> bool:
    """Whether the last of these ASCII digits is the check digit of the others (ISO/IEC 7812-1)."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        digit = int(char) << (place & 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def _iban_is_valid(text: str) -> bool:
    """ISO 13616: letters become 10-35, the first four characters go last, the rest mod 97 is 1."""
    moved = text[4:] + text[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1
