"""Devices: IMEI, hardware address, UUID, or an opaque token of a platform."""

from __future__ import annotations

import re
import unicodedata

from wuzha.vocabulary.account import luhn_is_valid
from wuzha.vocabulary.errors import BadValue

DEVICE_CHARS_MAX = 64

_LABEL = re.compile(r"(?:(imei|imeisv|mac|uuid)\s*[:=]\s*)+", re.IGNORECASE)
_IMEI = re.compile(r"[0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{6}(?:[ -]?[0-9])?")
_IMEISV = re.compile(r"[0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{6}[ -]?[0-9]{2}")
_MAC = re.compile(
    r"(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{2})[0-9a-f]{2}"
)
_UUID = re.compile(
    r"\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?"
)
_OPAQUE = re.compile(r"[A-Za-z0-9_.:=+/-]+")
_IMEI_DIGITS = 14


def device(value: str) -> str:
    """One text per device.

    - IMEI: the 14 digits that identify the device. The 15th is a check digit on the box but 0
      on the network (3GPP TS 23.003, 6.2.1), so it is dropped; 15 digits whose last is neither
      are an opaque token. 16 digits are an IMEISV only when labelled `imeisv:`, because
      platforms issue 16-digit tokens too.
    - Hardware address: `aa:bb:cc:dd:ee:ff`, only when written with separators.
    - UUID, or 32 hexadecimal digits: lower case with dashes.
    - Anything else of letters, digits and `_.:=+/-`: as it is, case kept.

    BadValue: `device_length` (1-64 characters), `device_characters`.
    """
    text = unicodedata.normalize("NFKC", value).strip()
    label = _LABEL.match(text)
    if label:
        text = text[label.end() :]
    if not 0 < len(text) <= DEVICE_CHARS_MAX:
        raise BadValue("device_length", f"a device has 1 to {DEVICE_CHARS_MAX} characters")
    lower = text.lower()
    if label and label[1].lower() == "imeisv" and _IMEISV.fullmatch(text):
        return _imei_digits(text)
    if _IMEI.fullmatch(text) and _is_imei(text):
        return _imei_digits(text)
    if _MAC.fullmatch(lower):
        digits = re.sub("[:.-]", "", lower)
        return ":".join(digits[i : i + 2] for i in range(0, len(digits), 2))
    uuid = _UUID.fullmatch(lower)
    if uuid:
        return "-".join(uuid.groups())
    if not _OPAQUE.fullmatch(text):
        raise BadValue("device_characters", "a device has letters, digits and _.:=+/-")
    return text


def _is_imei(text: str) -> bool:
    digits = re.sub("[ -]", "", text)
    return len(digits) == _IMEI_DIGITS or digits[-1] == "0" or luhn_is_valid(digits)


def _imei_digits(text: str) -> str:
    return re.sub("[ -]", "", text)[:_IMEI_DIGITS]
