"""Identifiers: a normal form of a normal form is itself; garbage gives BadValue, nothing else."""

from __future__ import annotations

import string
from random import Random

import idna
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.packs import pack
from wuzha.vocabulary.domain import domain, registered_domain, skeleton
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.event import Form
from wuzha.vocabulary.homoglyph import LATIN_LOOKALIKES
from wuzha.vocabulary.identifier import IDENTIFIERS, identifier
from wuzha.vocabulary.phone import PHONE_DIGITS_MAX, calling_code, phone, phone_tail, phone_text

HOME = pack("cn").home

ANYTHING = st.text(st.characters(), max_size=80)
DIGITS = st.text(string.digits, max_size=22)
NUMBERS = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(
            ["", "+", "00", "+00", "0", "86", "+86", "+860", "+44", "+1", "+39", "+54"]
        ),
        st.text(string.digits + " -()", max_size=20),
        st.sampled_from(["", "转123", " ext 4", "x1", "#9"]),
    ),
)
CODES = st.text(string.ascii_letters + string.digits + " -_:.@|=[]/+é中ıſ", max_size=70)
LABELS = st.text(string.ascii_lowercase + "-_0123456789АаİßςіͅØ中例。．❤\u200d\u0301", max_size=12)
HOSTS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "http://", "x@", "xn--", "["]),
    st.lists(LABELS, max_size=5).map(".".join),
    st.sampled_from(["", ".", ":80", "/a@b", ".0x1f", ".com", ".1"]),
)
WRITTEN = st.one_of(ANYTHING, DIGITS, NUMBERS, CODES, HOSTS)


# Look-alikes that a host can have: the name system reads the others as plain letters already.
IMITATIONS = {
    letter: [letter]
    + [
        chr(code)
        for code, latin in LATIN_LOOKALIKES.items()
        if latin == letter and idna.uts46_remap(chr(code), std3_rules=False) == chr(code)
    ]
    for letter in string.ascii_lowercase
}


def text_of(form: Form, normal: int | str) -> str:
    return f"+{normal}" if form is Form.PHONE else str(normal)


@pytest.mark.parametrize("form", sorted(IDENTIFIERS))
@given(written=WRITTEN)
def test_a_normal_form_is_its_own_and_garbage_is_refused(form: Form, written: str) -> None:
    try:
        normal = identifier(form, written, HOME)
    except BadValue:
        return
    assert identifier(form, text_of(form, normal), HOME) == normal


@given(NUMBERS)
def test_a_phone_fits_e164_and_can_be_shown(written: str) -> None:
    try:
        number = phone(written, HOME)
    except BadValue:
        return
    assert 0 < number < 10**PHONE_DIGITS_MAX
    assert calling_code(number) is not None
    assert phone(phone_text(number), HOME) == number
    assert str(number).endswith(phone_tail(number))


@given(HOSTS)
def test_the_registered_domain_is_the_end_of_the_host_and_its_own(written: str) -> None:
    try:
        host = domain(written)
    except BadValue:
        return
    registered = registered_domain(host)
    assert host == registered or host.endswith("." + registered)
    assert registered_domain(registered) == registered


@given(st.text(string.ascii_lowercase, min_size=1, max_size=8), st.randoms())
def test_a_host_in_other_letters_looks_like_the_one_it_imitates(name: str, choice: Random) -> None:
    written = "".join(choice.choice(IMITATIONS[letter]) for letter in name)

    assert skeleton(domain(written + ".com")) == name + ".com"
