"""Texts of short messages: alphabets, parts, and where they may be cut."""

from __future__ import annotations

import pytest

from wuzha.adapters.smpp.alphabet import Alphabet, Place, parts_of, place_of, text_of
from wuzha.vocabulary.errors import BadValue


def sizes(text: str) -> tuple[Alphabet, list[int]]:
    alphabet, parts = parts_of(text, 1)
    return alphabet, [len(part) for part in parts]


@pytest.mark.parametrize(
    ("text", "alphabet", "octets"),
    [
        ("a" * 160, Alphabet.GSM, [160]),
        ("a" * 161, Alphabet.GSM, [159, 14]),
        ("a" * 158 + "€", Alphabet.GSM, [160]),
        ("a" * 159 + "€", Alphabet.GSM, [159, 14]),
        ("诈" * 70, Alphabet.UCS2, [140]),
        ("诈" * 71, Alphabet.UCS2, [140, 14]),
        ("诈" * 134, Alphabet.UCS2, [140, 140]),
        ("诈" * 135, Alphabet.UCS2, [140, 140, 8]),
        ("a" * 69 + "“", Alphabet.UCS2, [140]),
        ("`", Alphabet.UCS2, [2]),
    ],
)
def test_parts_are_as_long_as_a_network_takes(
    text: str, alphabet: Alphabet, octets: list[int]
) -> None:
    assert sizes(text) == (alphabet, octets)


def test_an_escape_pair_stays_together() -> None:
    _, parts = parts_of("a" * 152 + "€" + "b" * 20, 1)
    assert parts[0][6:] == b"a" * 152
    assert parts[1][6:8] == b"\x1b\x65"


def test_a_surrogate_pair_stays_together() -> None:
    _, parts = parts_of("诈" * 66 + "😀" + "骗" * 20, 1)
    assert [part[6:].decode("utf-16-be") for part in parts] == ["诈" * 66, "😀" + "骗" * 20]


def test_the_header_says_which_part_of_which_text() -> None:
    _, parts = parts_of("x" * 400, 0x1AE)
    assert [part[:6].hex() for part in parts] == ["050003ae0301", "050003ae0302", "050003ae0303"]
    assert place_of(parts[1]) == (Place(0xAE, 3, 2), b"x" * 153)


def test_a_header_with_a_long_reference_beside_another_element() -> None:
    octets = bytes.fromhex("0a 24 01 02 08 04 1234 02 01 ff") + b""
    with pytest.raises(BadValue, match="smpp_header"):
        place_of(octets)
    octets = bytes.fromhex("09 24 01 02 08 04 1234 02 01") + b"hello"
    assert place_of(octets) == (Place(0x1234, 2, 1), b"hello")


@pytest.mark.parametrize("octets", ["", "05", "050003", "0300", "020005", "03000300"])
def test_a_broken_header_is_refused(octets: str) -> None:
    with pytest.raises(BadValue, match="smpp_header"):
        place_of(bytes.fromhex(octets))


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "text_empty"), ("\ud83d", "text_surrogate"), ("x" * (153 * 255 + 1), "text_long")],
)
def test_what_is_no_message_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        parts_of(text, 1)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("octets", "coding", "text"),
    [
        ("00027f1b65", 0x00, "@$à€"),
        ("00", 0x10, "@"),
        ("00", 0x12, "@"),
        ("00", 0xF0, "@"),
        ("1b41", 0x00, "A"),
        ("411b", 0x00, "A"),
        ("ff", 0x00, "\ufffd"),
        ("40e9", 0x03, "@é"),
        ("8bc8", 0x08, "诈"),
        ("8bc8", 0x18, "诈"),
        ("8bc8d8", 0x08, "诈\ufffd"),
    ],
)
def test_texts_are_read_by_their_coding(octets: str, coding: int, text: str) -> None:
    assert text_of(bytes.fromhex(octets), coding) == text


@pytest.mark.parametrize("coding", [0x02, 0x04, 0x14, 0xF5, 0x0E, 0x80])
def test_binary_and_foreign_codings_are_no_text(coding: int) -> None:
    with pytest.raises(BadValue, match="smpp_coding"):
        text_of(b"abc", coding)
