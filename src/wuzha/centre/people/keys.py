"""Keys: personal data is encrypted in the database and found again by a keyed index.

AES-256-GCM with a fresh nonce; the table and column are bound in, so a value cannot be moved to
another place. The index of an identifier is HMAC-SHA256 under a key of its own, cut to 16 bytes:
equal identifiers have equal indexes, and without the key nobody can try all phone numbers. Keys
come with the installation, never from the database; old ones stay for reading until all is
sealed anew.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wuzha.vocabulary.errors import SettingError

_NONCE_BYTES = 12
INDEX_BYTES = 16


@dataclass(frozen=True)
class Keys:
    """`seal` are the keys by number (0-255), the highest seals; `index` is the index's own.

    `chance(n)` gives n random bytes for nonces."""

    seal: Mapping[int, bytes] = field(repr=False)
    index: bytes = field(repr=False)
    chance: Callable[[int], bytes] = field(repr=False)

    def sealed(self, text: str, place: str) -> bytes:
        number = max(self.seal)
        nonce = self.chance(_NONCE_BYTES)
        body = AESGCM(self.seal[number]).encrypt(nonce, text.encode(), place.encode())
        return bytes([number]) + nonce + body

    def opened(self, sealed: bytes, place: str) -> str:
        """SettingError if its key is missing or it was changed or moved."""
        key = self.seal.get(sealed[0])
        if key is None:
            raise SettingError(f"key {sealed[0]} of WUZHA_KEYS is missing; it sealed {place}")
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return AESGCM(key).decrypt(nonce, body, place.encode()).decode()
        except InvalidTag:
            raise SettingError(f"a value of {place} was changed or belongs elsewhere") from None

    def index_of(self, kind: str, value: str) -> bytes:
        """The 16 bytes by which an identifier in its normal form is found."""
        mark = hmac.new(self.index, f"{kind}\0{value}".encode(), hashlib.sha256)
        return mark.digest()[:INDEX_BYTES]
