"""The citizen's way: is this officer real? And the hotline's."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Page, expect

from browser.cast import World, world
from browser.conftest import Check, Shot, SignIn
from wuzha.centre.dissuade.proof import code_of
from wuzha.centre.units.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(name="cast")
def _cast(server: str) -> World:
    cache.clear()
    return world()


def code_and_tail(cast: World) -> tuple[str, str]:
    step = cast.step("high", "call")
    phone = cast.people["high"].identifiers.get(kind="phone")
    return code_of(step), phone.value[-4:]


def ask(page: Page, code: str, tail: str) -> None:
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=tail]").fill(tail)
    page.locator("main form button").click()


def test_a_citizen_asks(
    any_page: Page, cast: World, server: str, language: str, no_serious_findings: Check, shot: Shot
) -> None:
    chosen = settings.LANGUAGE_COOKIE_NAME
    any_page.context.add_cookies([{"name": chosen, "value": language, "url": server}])
    any_page.goto("/verify/")
    shot(any_page, f"verify-{language}")
    no_serious_findings(any_page)
    code, tail = code_and_tail(cast)
    ask(any_page, f"{code[:4]} {code[4:].lower()}", tail)
    expect(any_page.locator(".answer.good")).to_contain_text(cast.users[Role.OPERATOR].badge)
    shot(any_page, f"verify-yes-{language}")
    no_serious_findings(any_page)
    ask(any_page, code, f"{(int(tail) + 1) % 10_000:04}")
    expect(any_page.locator(".answer.bad")).to_contain_text("96110")
    shot(any_page, f"verify-no-{language}")
    no_serious_findings(any_page)
    assert code not in any_page.url


def test_the_hotline_asks(
    any_page: Page, cast: World, sign_in: SignIn, no_serious_findings: Check, shot: Shot
) -> None:
    sign_in(any_page, cast.users[Role.OPERATOR])
    any_page.goto("/proof/")
    ask(any_page, *code_and_tail(cast))
    expect(any_page.locator(".answer.good")).to_be_visible()
    shot(any_page, "proof-yes")
    ask(any_page, "AAAAAAAA", "0000")
    expect(any_page.locator(".answer.bad")).to_be_visible()
    shot(any_page, "proof-no")
    no_serious_findings(any_page)
