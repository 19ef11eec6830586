"""Signing in: name and password, the second factor and its recovery codes, a new password."""

from __future__ import annotations

import base64
import hmac
import re
import time
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from playwright.sync_api import Page, expect

import centre_cast
from browser.conftest import Check, Shot
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD, NEW_PASSWORD = "seven herons over the weir", "eight herons on the other bank"

PERIOD_SECONDS, MARGIN_SECONDS = 30, 3


@pytest.fixture(name="administrator")
def _administrator(server: str, settings: Any) -> User:
    """Somebody whose role needs a second factor."""
    cache.clear()
    settings.WUZHA_SECOND_FACTOR = True
    made = centre_cast.user(centre_cast.tree()[""], Role.ADMINISTRATOR, name="administrator")
    made.set_password(PASSWORD)
    made.save(update_fields=["password"])
    return made


def test_from_the_first_sign_in_to_the_recovery_code(
    any_page: Page,
    administrator: User,
    server: str,
    language: str,
    no_serious_findings: Check,
    shot: Shot,
) -> None:
    def looked_at(name: str) -> None:
        shot(any_page, f"sign-in-{name}-{language}")
        no_serious_findings(any_page)

    chosen = django_settings.LANGUAGE_COOKIE_NAME
    any_page.context.add_cookies([{"name": chosen, "value": language, "url": server}])
    any_page.goto("/")
    expect(any_page).to_have_url(re.compile(r"/account/login/\?next=/$"))
    looked_at("start")

    enter(any_page, "not the password")
    expect(any_page.get_by_role("alert")).to_be_visible()
    looked_at("wrong")

    enter(any_page, PASSWORD)
    expect(any_page).to_have_url(re.compile(r"/2fa/totp/activate/$"))
    looked_at("factor")
    any_page.locator("input[name=code]").fill("000000")
    send(any_page)
    expect(any_page.locator("input[name=code][aria-invalid=true]")).to_be_visible()
    looked_at("factor-wrong")
    any_page.locator("input[name=code]").fill(code_now(secret_on(any_page)))
    send(any_page)
    expect(any_page.locator(".codes li").first).to_be_visible()
    looked_at("recovery-codes")
    spare = any_page.locator(".codes li").all_inner_texts()

    any_page.goto("/account/2fa/")
    looked_at("factors")
    any_page.goto("/account/password/change/")
    looked_at("password")
    change_password(any_page)
    any_page.goto("/account/logout/")
    looked_at("out")
    send(any_page)

    any_page.goto("/account/login/")
    enter(any_page, NEW_PASSWORD)
    expect(any_page).to_have_url(re.compile(r"/2fa/authenticate/"))
    looked_at("code")
    any_page.locator("input[name=code]").fill(spare[0])
    send(any_page)
    expect(any_page.locator(".rail")).to_be_visible()


def enter(page: Page, password: str) -> None:
    page.locator("input[name=login]").fill("administrator")
    page.locator("input[name=password]").fill(password)
    send(page)


def send(page: Page) -> None:
    page.locator("main form").first.locator("button.first").click()
    page.wait_for_load_state()


def change_password(page: Page) -> None:
    page.locator("input[name=oldpassword]").fill(PASSWORD)
    for name in ("password1", "password2"):
        page.locator(f"input[name={name}]").fill(NEW_PASSWORD)
    send(page)


def secret_on(page: Page) -> str:
    return page.locator("#authenticator_secret").inner_text()


def code_now(secret: str) -> str:
    """What a code generator shows at this moment (RFC 6238: HMAC-SHA1, 30 seconds, six digits)."""
    left = PERIOD_SECONDS - time.time() % PERIOD_SECONDS
    if left < MARGIN_SECONDS:
        time.sleep(left)
    counter = int(time.time()) // PERIOD_SECONDS
    digest = hmac.digest(base64.b32decode(secret), counter.to_bytes(8), "sha1")
    start = digest[-1] & 0xF
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFF_FFFF
    return f"{number % 1_000_000:06}"
