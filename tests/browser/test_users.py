"""An administrator's way: find a user, give a role, look at a unit."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browser.cast import World, world
from browser.conftest import Check, Shot, SignIn
from wuzha.centre.units.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(server: str) -> World:
    return world()


def test_users_and_units(
    any_page: Page,
    city: World,
    sign_in: SignIn,
    language: str,
    shot: Shot,
    no_serious_findings: Check,
) -> None:
    page, operator = any_page, city.users[Role.OPERATOR]
    sign_in(page, city.users[Role.ADMINISTRATOR], language)
    page.goto("/users/")
    shot(page, f"users-{language}")
    no_serious_findings(page)
    page.fill("#q", operator.username)
    page.keyboard.press("Enter")
    page.locator("[data-item]").first.click()
    expect(page.locator("h1")).to_have_text(operator.name)
    shot(page, f"user-{language}")
    no_serious_findings(page)
    page.select_option("#role", "field")
    page.locator("form:has(#role) button").click()
    expect(page.locator("table").first).to_contain_text("外勤民警" if language != "en" else "Field")
    page.goto("/users/new/")
    no_serious_findings(page)
    page.goto("/units/")
    shot(page, f"unit-{language}")
    no_serious_findings(page)
