"""Wallet addresses of the chains we know, from their public specifications."""

from __future__ import annotations

import pytest

from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.keccak import keccak256
from wuzha.vocabulary.wallet import wallet, wallet_chain

EIP55 = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


@pytest.mark.parametrize(
    ("written", "normal", "chain"),
    [
        (EIP55, EIP55.lower(), "evm"),
        (EIP55.lower(), EIP55.lower(), "evm"),
        ("0X" + EIP55[2:].upper(), EIP55.lower(), "evm"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "bitcoin"),
        (" 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "bitcoin"),
        (
            "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "bitcoin",
        ),
        (
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
            "bitcoin",
        ),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "tron"),
    ],
)
def test_an_address_has_one_spelling_and_a_chain(written: str, normal: str, chain: str) -> None:
    assert wallet(written) == normal
    assert wallet_chain(normal) == chain


@pytest.mark.parametrize(
    "wrong",
    [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
        "bc1qW508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u",
    ],
)
def test_a_wrong_checksum_is_refused(wrong: str) -> None:
    with pytest.raises(BadValue) as refused:
        wallet(wrong)

    assert refused.value.code == "wallet_checksum"


@pytest.mark.parametrize(
    "unknown",
    [
        "",
        "0x1234",
        "z" * 200,
        "LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9",
        "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",
        # The checksums are right, but version 0 with 21 bytes and version 17 do not exist.
        "bc1qqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzsf6edgu",
        "bc13qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq0hg8yd",
    ],
)
def test_other_chains_are_refused(unknown: str) -> None:
    with pytest.raises(BadValue) as refused:
        wallet(unknown)

    assert refused.value.code == "wallet_unknown_chain"


def test_keccak_gives_the_published_digests() -> None:
    assert keccak256(b"").hex() == (
        "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    )
    assert keccak256(b"abc").hex() == (
        "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"
    )
