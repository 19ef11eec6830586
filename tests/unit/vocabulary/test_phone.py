"""Telephone numbers as people, exchanges and files write them."""

from __future__ import annotations

import pytest

from wuzha.packs import pack
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.phone import (
    calling_code,
    phone,
    phone_is_assigned,
    phone_tail,
    phone_text,
)

HOME = pack("cn").home

SAME_NUMBER = {
    8613812345678: [
        "13812345678",
        "013812345678",
        "138-1234-5678",
        "8613812345678",
        "+86 138 1234 5678",
        "+86 (0)138 1234 5678",
        "0086 138 1234 5678",
        "+0086 138 1234 5678",
        "tel:+86-138-1234-5678",
        "１３８１２３４５６７８",
        "١٣٨١٢٣٤٥٦٧٨",
        "138\u200b1234\u200b5678",
    ],
    861062345678: [
        "010-62345678",
        "(010) 6234 5678",
        "1062345678",
        "+86 10 6234 5678",
        "+86 010 6234 5678",
        "010-62345678转8001",
        "010-62345678 ext. 12",
        "010-62345678#3",
    ],
    8657187654321: ["(0571) 8765 4321", "0571-87654321"],
    8695588: ["95588", "+8695588", "8695588", "0086-95588"],
    8696110: ["96110"],
    8612381: ["12381"],
    8610086: ["10086"],
    86110: ["110", "+86110"],
    864008008888: ["400-800-8888", "4008008888", "+86 400 800 8888"],
    868008101234: ["800 810 1234"],
    85251234567: ["+852 5123 4567", "00852 51234567", "+00 852 51234567", "85251234567"],
    14155552671: ["+1 415 555 2671", "001 (415) 555-2671", "+1.415.555.2671 x22"],
    390612345678: ["+39 06 1234 5678"],
}


@pytest.mark.parametrize(
    ("written", "number"),
    [(written, number) for number, forms in SAME_NUMBER.items() for written in forms],
)
def test_every_way_of_writing_a_number_is_one_integer(written: str, number: int) -> None:
    assert phone(written, HOME) == number


def test_eleven_digits_are_a_home_mobile_even_where_they_look_american() -> None:
    assert phone("14155552671", HOME) == 8614155552671
    assert phone("+14155552671", HOME) == 14155552671


def test_a_forged_number_that_no_plan_assigns_is_still_a_number() -> None:
    forged = phone("+86 138 0000", HOME)

    assert forged == 861380000
    assert not phone_is_assigned(forged)
    assert phone_is_assigned(8613812345678)


def test_digits_are_never_dropped_from_a_number_that_is_not_assigned() -> None:
    assert phone("+86 12013 812345", HOME) == 8612013812345


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "phone_empty"),
        ("+", "phone_empty"),
        ("call me", "phone_characters"),
        ("138****5678", "phone_characters"),
        ("1" * 65, "phone_too_long"),
        ("+999 123 4567", "phone_calling_code"),
        ("+86 1", "phone_calling_code"),
        ("+86 138 1234 5678 9012 345", "phone_length"),
        ("+49 123456789012345", "phone_length"),
        ("62345678", "phone_unknown"),
        ("1380000", "phone_unknown"),
        ("1069012345678901", "phone_is_port"),
    ],
)
def test_what_is_not_a_number_is_refused_with_a_reason(written: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        phone(written, HOME)

    assert refused.value.code == code


def test_a_refusal_does_not_repeat_the_number() -> None:
    with pytest.raises(BadValue) as refused:
        phone("62345678", HOME)

    assert "62345678" not in str(refused.value)


def test_people_read_groups_and_warnings_show_only_the_tail() -> None:
    assert phone_text(8613812345678) == "+86 138 1234 5678"
    assert phone_text(8696110) == "+86 96110"
    assert phone_text(999) == "+999"
    assert phone_tail(8613812345678) == "5678"
    assert phone_tail(86110) == "110"


def test_the_calling_code_tells_where_a_number_is_from() -> None:
    assert calling_code(85251234567) == 852
    assert calling_code(8695588) == 86
    assert calling_code(999) is None
