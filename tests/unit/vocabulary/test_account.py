"""Accounts as banks and foreign files write them."""

from __future__ import annotations

import pytest

from wuzha.vocabulary.account import account, account_kind, luhn_is_valid
from wuzha.vocabulary.errors import BadValue


@pytest.mark.parametrize(
    ("written", "normal", "kind"),
    [
        ("4111 1111-1111 1111", "4111111111111111", "card"),
        ("４１１１１１１１１１１１１１１１", "4111111111111111", "card"),
        ("4111111111111112", "4111111111111112", "other"),
        ("gb82 west 1234 5698 7654 32", "GB82WEST12345698765432", "iban"),
        ("GB82WEST12345698765433", "GB82WEST12345698765433", "other"),
        ("7", "7", "other"),
        ("pay-me@example.com", "PAY-ME@EXAMPLE.COM", "other"),
        ("021174|800737690", "021174|800737690", "other"),
    ],
)
def test_grouping_and_case_go_and_check_digits_tell_the_kind(
    written: str, normal: str, kind: str
) -> None:
    assert account(written) == normal
    assert account_kind(normal) == kind


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "account_length"),
        ("- -", "account_length"),
        ("9" * 65, "account_length"),
        ("6222 **** 1234", "account_characters"),
        ("我的账户", "account_characters"),
        ("_", "account_characters"),
    ],
)
def test_what_names_no_single_account_is_refused(written: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        account(written)

    assert refused.value.code == code


def test_luhn_finds_every_single_wrong_digit() -> None:
    card = "79927398713"

    assert luhn_is_valid(card)
    for place, digit in enumerate(card):
        for other in "0123456789".replace(digit, ""):
            assert not luhn_is_valid(card[:place] + other + card[place + 1 :])
