"""Sender ids: words, ports, phones."""

from __future__ import annotations

import pytest

from wuzha.packs import pack
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.phone import phone
from wuzha.vocabulary.sender import sender_id, sender_phone

HOME = pack("cn").home


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("13812345678", "+8613812345678"),
        ("+86 138 1234 5678", "+8613812345678"),
        ("95588", "+8695588"),
        ("+1 415 555 2671", "+14155552671"),
        ("106901234567890", "106901234567890"),
        ("1069-0123-4567-890", "106901234567890"),
        ("9558800012", "9558800012"),
        ("5551", "5551"),
        ("  Bank  Cn ", "BANK CN"),
        ("ＩＣＢＣ", "ICBC"),
        ("招商银行", "招商银行"),
        ("B\u200bank", "BANK"),
    ],
)
def test_one_sender_has_one_name(written: str, normal: str) -> None:
    assert sender_id(written, HOME) == normal


def test_a_phone_that_sends_is_the_phone_that_calls() -> None:
    assert sender_phone(sender_id("138 1234 5678", HOME)) == phone("13812345678", HOME)
    assert sender_phone("106901234567890") is None
    assert sender_phone("ICBC") is None


def test_an_overseas_sender_is_not_the_home_mobile_of_the_same_digits() -> None:
    assert sender_id("+14155552671", HOME) != sender_id("14155552671", HOME)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "sender_length"),
        (" ", "sender_length"),
        ("x" * 33, "sender_length"),
        ("1" * 22, "sender_length"),
        ("ﷺ" * 10, "sender_length"),
        ("...", "sender_characters"),
        ("a\ud800b", "sender_characters"),
        ("+1000000", "sender_phone"),
    ],
)
def test_what_names_no_sender_is_refused(written: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        sender_id(written, HOME)

    assert refused.value.code == code
