"""Telephone numbers: one integer, the E.164 digits (calling code, then national number).

Short and special numbers, which have no E.164 form of their own, take their country's
calling code too: 96110 in China is 8696110. So a number is one integer below 10^15 wherever
it was seen, and overseas numbers never collide with numbers at home.
"""

from __future__ import annotations

import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.home import Home

PHONE_DIGITS_MAX = 15
"""ITU-T E.164, section 6.1."""

_WRITTEN_CHARS_MAX = 64
_SEPARATORS = frozenset("()[]./·~")


def phone(value: str, home: Home) -> int:
    """The number that a person, an exchange or a file wrote as `value`.

    1. An extension is cut off, any script's digits count, separators are dropped.
    2. With `+` or an international prefix (or both: `+00`, as some exchanges display) the
       number is overseas or names `home` itself. It needs a known calling code and a possible
       length, but need not be assigned: a forged caller number often is not, and a call must
       not escape screening for that. See `phone_is_assigned`.
    3. Otherwise it is read as dialled at home: mobile, service number, landline with or
       without trunk prefix. Only when that reading is not assigned is it taken as an
       international number that lost its `+`.

    The text of the result with a `+` before it reads as the result again. BadValue:
    `phone_too_long`, `phone_characters`, `phone_empty`, `phone_calling_code`, `phone_length`,
    `phone_is_port` (a bulk message sender: it is a sender id), `phone_unknown`.
    """
    if home.mobile.fullmatch(value):
        return home.number(value)
    digits, international = _dialled(value, home)
    if international:
        return _international(digits, home)
    number = _national(digits, home)
    if number is not None:
        return number
    if home.port.fullmatch(digits):
        raise BadValue("phone_is_port", "a bulk message sender cannot be called; use a sender id")
    overseas = _parsed("+" + digits, None)
    if overseas is not None and phonenumbers.is_valid_number(overseas):
        return _e164(overseas)
    raise BadValue("phone_unknown", "no number at home reads like this; write it with + and code")


def phone_is_assigned(number: int) -> bool:
    """Whether public numbering plans have this number; a caller number that is not is forged.

    Short and special numbers are in no public plan and count as not assigned.
    """
    parsed = _parsed(f"+{number}", None)
    return parsed is not None and phonenumbers.is_valid_number(parsed)


def phone_text(number: int) -> str:
    """The number as people read it: `+86 138 1234 5678`, short and forged ones ungrouped."""
    parsed = _parsed(f"+{number}", None)
    if parsed is None:
        return f"+{number}"
    if phonenumbers.is_valid_number(parsed):
        return str(phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL))
    code = str(parsed.country_code)
    return f"+{code} {str(number)[len(code) :]}"


def phone_tail(number: int) -> str:
    """The last four digits, without the calling code: all that a warning may show."""
    parsed = _parsed(f"+{number}", None)
    digits = str(number)
    return digits[-4:] if parsed is None else digits[len(str(parsed.country_code)) :][-4:]


def calling_code(number: int) -> int | None:
    """The country calling code of a number in normal form; None if there is none such."""
    parsed = _parsed(f"+{number}", None)
    return None if parsed is None else parsed.country_code


def _dialled(value: str, home: Home) -> tuple[str, bool]:
    """The ASCII digits of a written number and whether they begin with a calling code."""
    if len(value) > _WRITTEN_CHARS_MAX:
        raise BadValue("phone_too_long", f"a number has at most {_WRITTEN_CHARS_MAX} characters")
    text = unicodedata.normalize("NFKC", value).strip().removeprefix("tel:")
    text = home.extension.sub("", text).strip()
    plus = text.startswith("+")
    digits = _digits(text[1:] if plus else text)
    if not digits:
        raise BadValue("phone_empty", "a number needs digits")
    for prefix in home.international_prefixes:
        if digits.startswith(prefix):
            return digits.removeprefix(prefix), True
    return digits, plus


def _digits(text: str) -> str:
    found = []
    for char in text:
        if char.isdecimal():
            found.append(str(int(char)))
        elif char not in _SEPARATORS and unicodedata.category(char) not in ("Zs", "Pd", "Cf", "Cc"):
            raise BadValue("phone_characters", "a number has digits, a leading + and separators")
    return "".join(found)


def _national(digits: str, home: Home) -> int | None:
    """The number dialled at home, its calling code tolerated; None if there is none such."""
    for national in (digits, digits.removeprefix(home.calling_code)):
        if home.mobile.fullmatch(national) or home.service.fullmatch(national):
            return home.number(national)
    parsed = _parsed(digits, home.region)
    return _e164(parsed) if parsed is not None and phonenumbers.is_valid_number(parsed) else None


def _international(digits: str, home: Home) -> int:
    if digits.startswith(home.calling_code):
        number = _national(digits.removeprefix(home.calling_code), home)
        if number is not None:
            return number
    parsed = _parsed("+" + digits, None)
    if parsed is None and len(digits) <= PHONE_DIGITS_MAX:
        raise BadValue("phone_calling_code", "no country has this calling code, or digits lack")
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        raise BadValue("phone_length", "numbers of that country are shorter or longer")
    # Prefixes inside the number may go only when an assigned number is left.
    return _e164(parsed) if phonenumbers.is_valid_number(parsed) else _checked(digits)


def _parsed(text: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None


def _e164(parsed: PhoneNumber) -> int:
    return _checked(phonenumbers.format_number(parsed, PhoneNumberFormat.E164).removeprefix("+"))


def _checked(digits: str) -> int:
    if len(digits) > PHONE_DIGITS_MAX:
        raise BadValue("phone_length", f"a number has at most {PHONE_DIGITS_MAX} digits")
    return int(digits)
