"""Signing in: which pages there are, what is asked again, how second factors are kept."""

from __future__ import annotations

import base64
import hmac
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

import centre_cast
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Role
from wuzha.vocabulary.errors import SettingError
from wuzha.web.signing_in import RECENT_SECONDS, SecondFactors

pytestmark = pytest.mark.django_db

PASSWORD, NEW_PASSWORD = "seven herons over the weir", "eight herons on the other bank"


@pytest.fixture(name="operator")
def _operator() -> User:
    cache.clear()
    made = centre_cast.user(centre_cast.tree()[centre_cast.CITY], Role.OPERATOR, name="lin")
    made.set_password(PASSWORD)
    made.save(update_fields=["password"])
    return made


def signed_in(password: str = PASSWORD) -> Client:
    client = Client()
    answer = client.post("/account/login/", {"login": "lin", "password": password})
    assert answer.status_code == 302
    return client


@pytest.mark.parametrize(
    "address",
    [
        "signup/",
        "email/",
        "password/reset/",
        "3rdparty/",
        "3rdparty/signup/",
        "login/code/confirm/",
    ],
)
def test_the_house_has_no_such_page(operator: User, address: str) -> None:
    assert Client().get(f"/account/{address}").status_code == 404
    assert signed_in().get(f"/account/{address}").status_code == 404


def test_who_just_signed_in_is_not_asked_again_for_the_password(operator: User) -> None:
    client = signed_in()
    assert client.get("/account/2fa/totp/activate/").status_code == 200


def test_who_signed_in_a_while_ago_is_asked_again(operator: User) -> None:
    client = signed_in()
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= RECENT_SECONDS + 1
    session.save()
    answer = client.get("/account/2fa/totp/activate/")
    assert answer["Location"].startswith("/account/reauthenticate/")


def test_a_new_password_counts_from_now_on(operator: User) -> None:
    client = signed_in()
    said = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post("/account/password/change/", said)["Location"] == "/me/"
    old = Client().post("/account/login/", {"login": "lin", "password": PASSWORD})
    assert old.status_code == 200
    signed_in(NEW_PASSWORD)


def test_nobody_gets_a_password_beside_single_sign_on(operator: User) -> None:
    operator.set_unusable_password()
    operator.save(update_fields=["password"])
    client = Client()
    client.force_login(operator)
    assert client.get("/account/password/change/")["Location"] == "/account/password/set/"
    said = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post("/account/password/set/", said).status_code == 405
    operator.refresh_from_db()
    assert not operator.has_usable_password()


def test_a_second_factor_is_sealed_in_the_database(operator: User, settings: Settings) -> None:
    settings.MFA_ADAPTER = "wuzha.web.signing_in.SecondFactors"
    client = signed_in()
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/account/2fa/totp/activate/", {"code": code_now(secret)})
    factors = {each.type: each for each in Authenticator.objects.all()}
    assert factors.keys() == {"totp", "recovery_codes"}
    for factor in factors.values():
        for value in factor.data.values():
            assert secret not in str(value)
    assert SecondFactors().decrypt(factors["totp"].data["secret"]) == secret
    signed_out = Client()
    spare = factors["recovery_codes"].wrap().get_unused_codes()[0]
    signed_out.post("/account/login/", {"login": "lin", "password": PASSWORD})
    signed_out.post("/account/2fa/authenticate/", {"code": spare})
    assert signed_out.get("/me/").status_code == 200


def test_a_second_factor_that_was_written_by_somebody_else_is_refused() -> None:
    sealed = bytearray(base64.b64decode(SecondFactors().encrypt("GEZDGNBVGY3TQOJQ")))
    sealed[-1] ^= 1
    with pytest.raises(SettingError):
        SecondFactors().decrypt(base64.b64encode(sealed).decode())


def code_now(secret: str) -> str:
    """RFC 6238, as `tests/browser/test_sign_in.py` has it."""
    digest = hmac.digest(base64.b32decode(secret), (int(time.time()) // 30).to_bytes(8), "sha1")
    start = digest[-1] & 0xF
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFF_FFFF) % 1_000_000:06}"
