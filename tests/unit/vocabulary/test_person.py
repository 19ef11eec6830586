"""Person tokens: the same person is the same token, and nobody reads who it is."""

from __future__ import annotations

import pytest

from wuzha.packs import pack
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.person import is_person_token, person, person_token

HOME = pack("cn").home
KEY = b"k" * 32


def test_a_token_depends_on_key_source_and_identity_and_on_nothing_else() -> None:
    token = person_token(KEY, "bank", "zhang")

    assert is_person_token(token)
    assert token == person_token(KEY, "bank", "zhang")
    assert token != person_token(b"j" * 32, "bank", "zhang")
    assert token != person_token(KEY, "carrier", "zhang")
    assert person_token(KEY, "ab", "c") != person_token(KEY, "a", "bc")
    assert "zhang" not in token


def test_a_token_is_accepted_in_events() -> None:
    token = person_token(KEY, "bank", "zhang")

    assert person(token, HOME) == token


def test_a_short_key_is_refused() -> None:
    with pytest.raises(BadValue) as refused:
        person_token(b"short", "bank", "zhang")

    assert refused.value.code == "person_key"


@pytest.mark.parametrize("token", ["C1000", "user-7", "42", "a.b:c_d", "x" * 64, "2" * 18])
def test_tokens_of_other_systems_stay_as_they_are(token: str) -> None:
    assert person(token, HOME) == token


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("", "person_characters"),
        ("x" * 65, "person_characters"),
        ("张三", "person_characters"),
        ("a b", "person_characters"),
        ("11010119900307123X", "person_identity_number"),
        ("110101-19900307-123x", "person_identity_number"),
        ("13812345678", "person_phone"),
        ("8613812345678", "person_phone"),
        ("0086-138-1234-5678", "person_phone"),
    ],
)
def test_what_gives_a_person_away_is_refused(given: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        person(given, HOME)

    assert refused.value.code == code
