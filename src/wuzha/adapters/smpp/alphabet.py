"""Texts as octets: the GSM default alphabet where it is enough, else UCS2, long ones in parts.

Sources: 3GPP TS 23.038 (alphabet, its extension, data coding), 3GPP TS 23.040 section 9.2.3.24.1
(parts, joined by an eight-bit reference).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from wuzha.vocabulary.errors import BadValue

_ESCAPE = 0x1B
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = dict(zip(b"\x0a\x14\x28\x29\x2f\x3c\x3d\x3e\x40\x65", "\f^{}\\[~]|€", strict=True))
_OCTETS = {letter: bytes((code,)) for code, letter in enumerate(_BASIC) if code != _ESCAPE} | {
    letter: bytes((_ESCAPE, code)) for code, letter in _EXTENSION.items()
}

_HEADER_OCTETS = 6
PARTS_MAX = 255


class Alphabet(IntEnum):
    """The data coding of a text; a flash text adds `CLASS_0`."""

    GSM = 0x00
    UCS2 = 0x08

    @property
    def octets_max(self) -> int:
        """Of one short message: 140 octets on air, or 160 characters of seven bits."""
        return 160 if self is Alphabet.GSM else 140

    @property
    def part_octets_max(self) -> int:
        """Of one part beside its header: 153 characters of seven bits, or 67 of UCS2."""
        return 153 if self is Alphabet.GSM else 134


CLASS_0 = 0x10
"""Message class 0: shown at once over everything else, not kept (闪信)."""

_SINGLE_OCTET = {0x01: "ascii", 0x03: "latin-1"}
"""Codings that SMPP has beside those of the GSM network (SMPP 3.4, 5.2.19)."""


def octets_of(text: str) -> tuple[Alphabet, list[bytes]]:
    """The smallest alphabet that has every character, and what cannot be split: an escape pair of
    the GSM alphabet, a surrogate pair of UCS2, or one character."""
    if all(letter in _OCTETS for letter in text):
        return Alphabet.GSM, [_OCTETS[letter] for letter in text]
    try:
        return Alphabet.UCS2, [letter.encode("utf-16-be") for letter in text]
    except UnicodeEncodeError:
        raise BadValue("text_surrogate", "half of a character stands alone") from None


def parts_of(text: str, reference: int) -> tuple[Alphabet, list[bytes]]:
    """The user data of each part, with its header if there are several.

    `reference` (modulo 256) joins the parts of one text at the handset. BadValue `text_empty`,
    `text_long` (more than 255 parts), `text_surrogate`.
    """
    alphabet, pieces = octets_of(text)
    if not pieces:
        raise BadValue("text_empty", "a message needs a text")
    whole = b"".join(pieces)
    if len(whole) <= alphabet.octets_max:
        return alphabet, [whole]
    parts = _packed(pieces, alphabet.part_octets_max)
    if len(parts) > PARTS_MAX:
        raise BadValue("text_long", f"a message has at most {PARTS_MAX} parts")
    return alphabet, [
        bytes((5, 0, 3, reference % 256, len(parts), number)) + part
        for number, part in enumerate(parts, start=1)
    ]


def _packed(pieces: list[bytes], octets_max: int) -> list[bytes]:
    parts = [bytearray()]
    for piece in pieces:
        if len(parts[-1]) + len(piece) > octets_max:
            parts.append(bytearray())
        parts[-1] += piece
    return [bytes(part) for part in parts]


@dataclass(frozen=True, slots=True)
class Place:
    """Which part of which text: `number` counts from 1 to `total`."""

    reference: int
    total: int
    number: int


def place_of(octets: bytes) -> tuple[Place | None, bytes]:
    """What the user data header says, and the text's octets after it.

    References of 8 bits (element 0x00) and 16 bits (0x08). BadValue `smpp_header` if broken.
    """
    if not octets or octets[0] >= len(octets):
        raise BadValue("smpp_header", "the user data header is longer than the text")
    header, rest = octets[1 : 1 + octets[0]], octets[1 + octets[0] :]
    place = None
    while header:
        if len(header) < 2 or len(header) < 2 + header[1]:
            raise BadValue("smpp_header", "an element of the user data header is cut off")
        element, value, header = header[0], header[2 : 2 + header[1]], header[2 + header[1] :]
        if (element, len(value)) in ((0x00, 3), (0x08, 4)):
            place = Place(int.from_bytes(value[:-2]), value[-2], value[-1])
    return place, rest


def text_of(octets: bytes, data_coding: int) -> str:
    """The text, without its header; BadValue `smpp_coding` if it is binary or we cannot read it."""
    if data_coding in _SINGLE_OCTET:
        return octets.decode(_SINGLE_OCTET[data_coding], errors="replace")
    alphabet = data_coding
    if data_coding & 0xF0 == CLASS_0:
        alphabet = data_coding & 0x0C  # the lowest bits are the message class
    elif data_coding & 0xF4 == 0xF0:
        alphabet = Alphabet.GSM
    if alphabet == Alphabet.GSM:
        return _gsm_text(octets)
    if alphabet == Alphabet.UCS2:
        return octets.decode("utf-16-be", errors="replace")
    raise BadValue("smpp_coding", f"no text has the data coding 0x{data_coding:02X}")


def _gsm_text(octets: bytes) -> str:
    """Unknown escapes show the plain character, as a handset does (TS 23.038, 6.2.1.1)."""
    letters = []
    escaped = False
    for code in octets:
        if code == _ESCAPE and not escaped:
            escaped = True
            continue
        basic = _BASIC[code] if code < len(_BASIC) and code != _ESCAPE else "\ufffd"
        letters.append(_EXTENSION.get(code, basic) if escaped else basic)
        escaped = False
    return "".join(letters)
