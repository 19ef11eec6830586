"""Person tokens: whom we protect, without who they are."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.home import Home

PERSON_CHARS_MAX = 64
PERSON_KEY_BYTES_MIN = 16

_TOKEN = re.compile(r"p_[a-z2-7]{26}")
_ACCEPTED = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_DIGEST_BYTES = 16


def person_token(key: bytes, source: str, identity: str) -> str:
    """The token of one identity in one source: `p_` and 128 bits of HMAC-SHA256 in base32.

    Whoever holds `key` can make the token again; nobody can go back from it. The key stays
    outside the screening plane. Another source or key gives an unrelated token.
    """
    if len(key) < PERSON_KEY_BYTES_MIN:
        detail = f"the key of person tokens needs at least {PERSON_KEY_BYTES_MIN} bytes"
        raise BadValue("person_key", detail)
    # The length in front keeps ("ab", "c") and ("a", "bc") apart.
    written = source.encode("utf-8", "surrogatepass")
    message = len(written).to_bytes(8) + written + identity.encode("utf-8", "surrogatepass")
    digest = hmac.new(key, message, hashlib.sha256).digest()[:_DIGEST_BYTES]
    return "p_" + base64.b32encode(digest).decode().rstrip("=").lower()


def is_person_token(text: str) -> bool:
    """Whether the text has the shape that `person_token` gives."""
    return _TOKEN.fullmatch(text) is not None


def person(value: str, home: Home) -> str:
    """A token that an event brings, as it is, unless it gives a real person away.

    BadValue: `person_characters` (1-64 of letters, digits, `_.:-`); `person_identity_number`
    and `person_phone` when the token is a state identity number or a mobile number of `home`.
    """
    if not _ACCEPTED.fullmatch(value):
        detail = f"a token has 1 to {PERSON_CHARS_MAX} Latin letters, digits and _.:-"
        raise BadValue("person_characters", detail)
    bare = re.sub("[_.:-]", "", value)
    if home.identity_number.fullmatch(bare):
        detail = "this is an identity number; send a token made by person_token instead"
        raise BadValue("person_identity_number", detail)
    for prefix in (
        "",
        home.calling_code,
        *(p + home.calling_code for p in home.international_prefixes),
    ):
        if bare.startswith(prefix) and home.mobile.fullmatch(bare[len(prefix) :]):
            detail = "this is a phone number; send a token made by person_token instead"
            raise BadValue("person_phone", detail)
    return value
