"""Wallets: addresses on public chains, their checksums verified."""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum

from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.keccak import keccak256

WALLET_CHARS_MAX = 90
"""BIP 173 allows no longer one."""

_EVM = re.compile(r"0[xX]([0-9a-fA-F]{40})")
_BASE58 = re.compile(r"[1-9A-HJ-NP-Za-km-z]{25,36}")
_BASE58_DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = re.compile(r"bc1([02-9ac-hj-np-z]{11,87})")
_BECH32_DIGITS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32_CONSTANT = 1
_BECH32M_CONSTANT = 0x2BC830A3


class Chain(StrEnum):
    EVM = "evm"
    BITCOIN = "bitcoin"
    TRON = "tron"


_VERSIONS = {0x00: Chain.BITCOIN, 0x05: Chain.BITCOIN, 0x41: Chain.TRON}


def wallet(value: str) -> str:
    """The address in the one spelling of its chain.

    - Ethereum and its kin: `0x` and 40 lower-case digits; the checksum of EIP-55 counts only
      where the case is mixed, for all-lower and all-upper carry none.
    - Bitcoin: Base58Check (case kept), or Bech32 and Bech32m in lower case (BIP 173, 350).
    - TRON: Base58Check.

    A wrong checksum is refused, unlike an account's: such an address never received money, so
    it is a typing error or a forgery. BadValue: `wallet_checksum`, `wallet_unknown_chain`.
    """
    text = value.strip()
    if len(text) > WALLET_CHARS_MAX:
        raise BadValue("wallet_unknown_chain", "no known chain has addresses this long")
    evm = _EVM.fullmatch(text)
    if evm:
        return _evm(evm[1])
    bech32 = _BECH32.fullmatch(text.lower())
    if bech32:
        _check_bech32(text, bech32[1])
        return text.lower()
    if _BASE58.fullmatch(text):
        _base58_chain(text)
        return text
    raise BadValue("wallet_unknown_chain", "only EVM, Bitcoin and TRON addresses are known")


def wallet_chain(normal: str) -> Chain:
    """The chain of a wallet in normal form."""
    if normal.startswith("0x"):
        return Chain.EVM
    return Chain.BITCOIN if normal.startswith("bc1") else _base58_chain(normal)


def _evm(digits: str) -> str:
    lower = digits.lower()
    if digits not in (lower, digits.upper()):
        mask = keccak256(lower.encode()).hex()
        cased = "".join(
            char.upper() if int(bit, 16) > 7 else char
            for char, bit in zip(lower, mask, strict=False)
        )
        if digits != cased:
            raise BadValue("wallet_checksum", "the case of the letters does not fit (EIP-55)")
    return "0x" + lower


def _base58_chain(text: str) -> Chain:
    """Base58Check: a version byte, 20 bytes, and four bytes of their double SHA-256."""
    number = 0
    for char in text:
        number = number * 58 + _BASE58_DIGITS.index(char)
    zeros = len(text) - len(text.lstrip("1"))
    raw = bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)
    payload, check = raw[:-4], raw[-4:]
    chain = _VERSIONS.get(raw[0]) if len(raw) == 25 else None
    if chain is None:
        raise BadValue("wallet_unknown_chain", "only Bitcoin and TRON addresses look like this")
    if hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4] != check:
        raise BadValue("wallet_checksum", "the checksum does not fit; copy the address again")
    return chain


def _check_bech32(text: str, data: str) -> None:
    values = [_BECH32_DIGITS.index(char) for char in data]
    program_bits = (len(values) - 7) * 5
    program_bytes, version = program_bits // 8, values[0]
    expected = _BECH32_CONSTANT if version == 0 else _BECH32M_CONSTANT
    if text not in (text.lower(), text.upper()) or _polymod(values) != expected:
        raise BadValue("wallet_checksum", "the checksum does not fit; copy the address again")
    if version > 16 or not 2 <= program_bytes <= 40 or program_bits % 8 >= 5:
        raise BadValue("wallet_unknown_chain", "no Bitcoin address has this version or length")
    if version == 0 and program_bytes not in (20, 32):
        raise BadValue("wallet_unknown_chain", "a version 0 address holds 20 or 32 bytes")


def _polymod(values: list[int]) -> int:
    """The checksum of BIP 173 over the expanded prefix `bc` and the data."""
    check = 1
    for value in (3, 3, 0, 2, 3, *values):
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_BECH32_GENERATORS):
            if top >> bit & 1:
                check ^= generator
    return check
