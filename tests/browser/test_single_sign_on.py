"""Single sign-on by a provider that knows nothing of us: who it lets in, and whom it does not."""

from __future__ import annotations

import json
import queue
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from playwright.sync_api import Page, expect

import centre_cast
from browser.conftest import Check, Shot
from parts.parts import PATIENCE_SECONDS, program
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)

PROVIDER = Path(__file__).parents[1] / "parts" / "single_sign_on"


@pytest.fixture(name="provider")
def _provider(server: str, settings: Any) -> Iterator[str]:
    """The address of a provider that our house is known to."""
    node = program("node", "nodejs")
    if not (PROVIDER / "node_modules" / "oidc-provider").is_dir():
        pytest.skip(f"no provider here: npm ci --ignore-scripts in {PROVIDER.name}")
    cache.clear()
    back = f"{server}/account/oidc/house/login/callback/"
    process = subprocess.Popen(
        [node, str(PROVIDER / "provider.mjs"), back],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    address = f"http://127.0.0.1:{_first_line(process)['port']}"
    known = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {})
    app = {
        "provider_id": "house",
        "name": "统一认证",
        "client_id": "wuzha",
        "secret": "a secret of the tests",
        "settings": {"server_url": address, "oauth_pkce_enabled": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**known, "APPS": [app]}}
    yield address
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def _first_line(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    lines: queue.Queue[str] = queue.Queue()
    Thread(target=lambda stream: lines.put(stream.readline()), args=[process.stdout]).start()
    said: dict[str, Any] = json.loads(lines.get(timeout=PATIENCE_SECONDS))
    return said


@pytest.fixture(name="operator")
def _operator(server: str) -> User:
    """Somebody without a password here."""
    unit = centre_cast.tree()[centre_cast.CITY]
    made = centre_cast.user(unit, Role.OPERATOR, name="lin.xiaozhou")
    made.set_unusable_password()
    made.save(update_fields=["password"])
    return made


def test_who_has_an_account_under_this_name_comes_to_where_they_wanted(
    any_page: Page,
    operator: User,
    provider: str,
    server: str,
    language: str,
    no_serious_findings: Check,
    shot: Shot,
) -> None:
    speak(any_page, server, language)
    any_page.goto("/me/")
    shot(any_page, f"single-sign-on-{language}")
    no_serious_findings(any_page)
    sign_on(any_page, provider, operator.username)
    expect(any_page).to_have_url(f"{server}/me/")
    expect(any_page.get_by_role("heading", level=1)).to_have_text(operator.name)

    any_page.goto("/account/password/change/")
    shot(any_page, f"single-sign-on-no-password-{language}")
    no_serious_findings(any_page)
    expect(any_page.locator("input[type=password]")).to_have_count(0)


def test_who_has_none_gets_none(
    desktop: Page,
    operator: User,
    provider: str,
    server: str,
    language: str,
    no_serious_findings: Check,
    shot: Shot,
) -> None:
    speak(desktop, server, language)
    desktop.goto("/me/")
    sign_on(desktop, provider, "a.stranger")
    expect(desktop.get_by_role("link", name=re.compile("返回登录|Back to sign-in"))).to_be_visible()
    shot(desktop, f"single-sign-on-unknown-{language}")
    no_serious_findings(desktop)
    assert not User.objects.filter(username="a.stranger").exists()
    desktop.goto("/me/")
    expect(desktop).to_have_url(re.compile("/account/login/"))


def test_who_was_sent_away_stays_away(
    desktop: Page, operator: User, provider: str, server: str, shot: Shot
) -> None:
    desktop.goto("/me/")
    sign_on(desktop, provider, operator.username)
    desktop.context.clear_cookies()
    operator.is_active = False
    operator.save(update_fields=["is_active"])
    desktop.goto("/me/")
    sign_on(desktop, provider, operator.username)
    shot(desktop, "single-sign-on-inactive")
    desktop.goto("/me/")
    expect(desktop).to_have_url(re.compile("/account/login/"))


def test_a_provider_that_is_down_is_said_to_be(
    desktop: Page,
    operator: User,
    provider: str,
    settings: Any,
    no_serious_findings: Check,
    shot: Shot,
) -> None:
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    apps[0]["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = desktop.goto("/account/oidc/house/login/")
    assert answer is not None
    assert answer.status == 502
    shot(desktop, "single-sign-on-down")
    no_serious_findings(desktop)
    desktop.get_by_role("link", name=re.compile("返回登录|Back to sign-in")).click()
    expect(desktop.locator("input[name=login]")).to_be_visible()
    missing = desktop.goto("/account/oidc/elsewhere/login/")
    assert missing is not None
    assert missing.status == 404


def speak(page: Page, server: str, language: str) -> None:
    chosen = django_settings.LANGUAGE_COOKIE_NAME
    page.context.add_cookies([{"name": chosen, "value": language, "url": server}])


def sign_on(page: Page, provider: str, name: str) -> None:
    """From our sign-in page to the provider's, which asks for a name and for leave, and back."""
    page.get_by_role("link", name=re.compile("统一认证")).click()
    page.wait_for_url(re.compile(re.escape(provider)))
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill("whatever")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(re.compile("^http://localhost"))
