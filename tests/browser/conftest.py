"""A real browser before a real server: pages as people see them, wide and narrow, in both
languages, light and dark."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.sync_playwright import (  # type: ignore[import-untyped]  # it has no types
    Axe,
)
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from browser.cast import NOW
from wuzha.centre.units.models import User

# The browser's driver runs a loop in this thread, beside which Django would refuse its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = Path("/usr/bin/chromium")
SERIOUS = frozenset({"serious", "critical"})
SCREENSHOTS = "WUZHA_SCREENSHOTS"
"""A variable that names a folder: pictures of the pages go there."""

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

LANGUAGES = ("zh-hans", "en")

SignIn = Callable[..., None]
Shot = Callable[[Page, str], None]
Check = Callable[[Page], None]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not CHROMIUM.exists():
        pytest.skip("there is no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def server(live_server: Any, settings: Any) -> str:
    """The address of the console, whose clock stands at the cast's NOW.

    The stream of news needs a server that holds connections open, and this one does not: pages
    that change by themselves are told so with `refresh`.
    """
    settings.WUZHA_CLOCK = lambda: NOW
    settings.WUZHA_LIVE = ""
    settings.WUZHA_SECOND_FACTOR = False
    return str(live_server.url)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """A test that asks for it runs in each language."""
    return str(request.param)


@pytest.fixture
def desktop(browser: Browser, server: str) -> Iterator[Page]:
    yield from _page(browser, server, viewport=DESKTOP)


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Page]:
    yield from _page(browser, server, viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture(params=["desktop", "phone"])
def any_page(request: pytest.FixtureRequest) -> Page:
    """A test that asks for it runs wide and narrow."""
    page: Page = request.getfixturevalue(request.param)
    return page


@pytest.fixture
def sign_in(server: str) -> SignIn:
    """`sign_in(page, user, language="en")`: as if the user had just signed in, in a browser that
    chose this language; without one the user's own is spoken."""

    def enter(page: Page, user: User, language: str = "") -> None:
        cookies = {django_settings.SESSION_COOKIE_NAME: _session(user)}
        if language:
            cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
        page.context.add_cookies(
            [{"name": name, "value": value, "url": server} for name, value in cookies.items()]
        )

    return enter


@pytest.fixture
def no_serious_findings() -> Check:
    """`no_serious_findings(page)`: axe has nothing serious to say, light and dark, and nothing is
    wider than the window."""

    def check(page: Page) -> None:
        found = [
            f"{scheme}: {each['id']} at {node['target']}: {node['failureSummary']}"
            for scheme in ("light", "dark")
            for each in _axe(page, scheme)
            if each["impact"] in SERIOUS
            for node in each["nodes"]
        ]
        assert not found, "\n".join(found)
        width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert width <= 0, f"the page is {width} px wider than its window"

    return check


@pytest.fixture
def shot() -> Shot:
    """`shot(page, "queue-zh")`: a picture of the whole page, if somebody wants pictures."""

    def take(page: Page, name: str) -> None:
        folder = os.environ.get(SCREENSHOTS)
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            width = (page.viewport_size or DESKTOP)["width"]
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)

    return take


@pytest.fixture
def refresh() -> Check:
    """`refresh(page)`: what news from the centre does to an open page."""

    def tell(page: Page) -> None:
        page.wait_for_load_state()
        page.evaluate(
            "document.querySelectorAll('[data-live-topic]').forEach(e => htmx.trigger(e, 'live'))"
        )
        page.wait_for_load_state("networkidle")

    return tell


def _page(browser: Browser, server: str, **window: Any) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(base_url=server, **window)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    # What an answer of 4xx says of itself is no fault of the page.
    faults = [text for text in errors if not text.startswith("Failed to load resource")]
    assert not faults, f"the browser reports: {faults}"


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = django_settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _axe(page: Page, scheme: Any) -> list[dict[str, Any]]:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found: list[dict[str, Any]] = Axe().run(page)["violations"]
    page.emulate_media(color_scheme="light")
    return found
