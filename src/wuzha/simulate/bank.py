"""What banks record of a transfer besides the two accounts: the same for everybody."""

from __future__ import annotations

import hashlib

from wuzha.simulate.draws import Draws

TYPED = ("mobile", "counter")
NAMED = ("personal", "own", "company", "bank")
"""Channels and kinds of payees with which the payer gives a name, so that the bank compares it."""

ON_DEVICE = ("mobile", "qr", "red_packet", "gift_card", "crypto")
"""Channels of the payer's own device; of the others the bank knows none."""


def asks_name(channel: str, payee_kind: str) -> bool:
    """Whether `payee_name_matches` is known of such a payment."""
    return channel in TYPED and payee_kind in NAMED


def wallets(rng: Draws, count: int) -> list[str]:
    """Addresses of twenty bytes: every other one in hexadecimal, every other one of TRON."""
    return [_tron(rng.bytes(20)) if row % 2 else "0x" + rng.bytes(20).hex() for row in range(count)]


_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def _tron(body: bytes) -> str:
    """The address of 20 bytes: version 0x41, Base58Check."""
    raw = b"\x41" + body
    raw += hashlib.sha256(hashlib.sha256(raw).digest()).digest()[:4]
    number, text = int.from_bytes(raw), ""
    while number:
        number, digit = divmod(number, 58)
        text = _BASE58[digit] + text
    return text
