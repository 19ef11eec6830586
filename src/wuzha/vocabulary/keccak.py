"""Keccak-256 as Ethereum uses it; the standard library has only SHA-3, which pads otherwise.

Source: the Keccak reference, version 3.0 (Bertoni, Daemen, Peeters, Van Assche, 2011).
Slow, and meant for single addresses only.
"""

from __future__ import annotations

_RATE_BYTES = 136
_LANE = (1 << 64) - 1
_ROUNDS = 24


def keccak256(message: bytes) -> bytes:
    """The 32-byte digest of `message`."""
    padding = bytearray(_RATE_BYTES - len(message) % _RATE_BYTES)
    padding[0] |= 0x01
    padding[-1] |= 0x80
    padded = message + padding
    state = [0] * 25
    for start in range(0, len(padded), _RATE_BYTES):
        for lane in range(_RATE_BYTES // 8):
            place = start + 8 * lane
            state[lane] ^= int.from_bytes(padded[place : place + 8], "little")
        state = _permuted(state)
    return b"".join(lane.to_bytes(8, "little") for lane in state[:4])


def _permuted(a: list[int]) -> list[int]:
    """Keccak-f[1600]; lane (x, y) is at x + 5 y."""
    for constant in _ROUND_CONSTANTS:
        columns = [a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5)]
        mixed = [columns[x - 1] ^ _rotated(columns[(x + 1) % 5], 1) for x in range(5)]
        b = [0] * 25
        for x in range(5):
            for y in range(5):
                lane = a[x + 5 * y] ^ mixed[x]
                b[y + 5 * ((2 * x + 3 * y) % 5)] = _rotated(lane, _OFFSETS[x + 5 * y])
        a = [b[i] ^ (~b[(i + 1) % 5 + i // 5 * 5] & b[(i + 2) % 5 + i // 5 * 5]) for i in range(25)]
        a[0] ^= constant
    return a


def _rotated(lane: int, bits: int) -> int:
    return ((lane << bits) | (lane >> (64 - bits))) & _LANE


def _round_constants() -> list[int]:
    """Bits of a linear feedback register over x^8 + x^6 + x^5 + x^4 + 1."""
    constants, register = [], 1
    for _ in range(_ROUNDS):
        constant = 0
        for j in range(7):
            constant |= (register & 1) << ((1 << j) - 1)
            register = (register << 1) ^ (0x171 if register & 0x80 else 0)
        constants.append(constant)
    return constants


def _offsets() -> list[int]:
    offsets, x, y = [0] * 25, 1, 0
    for t in range(24):
        offsets[x + 5 * y] = (t + 1) * (t + 2) // 2 % 64
        x, y = y, (2 * x + 3 * y) % 5
    return offsets


_ROUND_CONSTANTS = _round_constants()
_OFFSETS = _offsets()
