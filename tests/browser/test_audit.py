"""An auditor's way: who opened whom, an alarm, the chain."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from browser.cast import NOW, World, world
from browser.conftest import Check, Shot, SignIn
from wuzha.centre.people.actions import open_person
from wuzha.centre.units.roles import Role
from wuzha.vocabulary.clock import MINUTE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(server: str) -> World:
    """The dispatcher looked at one person more often than anybody's work explains."""
    made = world()
    for turn in range(6, 0, -1):
        purpose = "核对家属来电" if turn % 2 else "The family rang"
        at = NOW - turn * 2 * MINUTE
        open_person(made.users[Role.DISPATCHER], made.people["medium"], purpose, at)
    return made


def test_the_entries(
    any_page: Page,
    city: World,
    sign_in: SignIn,
    language: str,
    shot: Shot,
    no_serious_findings: Check,
) -> None:
    page = any_page
    sign_in(page, city.users[Role.AUDITOR], language)
    page.goto("/")
    page.goto("/audit/")
    expect(page.locator(".entries tbody tr").first).to_contain_text("周一鸣")
    shot(page, f"audit-{language}")
    no_serious_findings(page)
    page.locator(".tabs a").nth(1).click()
    expect(page).to_have_url(re.compile("verb=person.opened"))
    page.locator(".entries td:nth-child(5) a").first.click()
    expect(page.locator(".chip")).to_have_count(1)
    shot(page, f"audit-person-{language}")
    no_serious_findings(page)
    page.locator("input[name=actor]").fill("nobody")
    page.locator(".filters button").click()
    expect(page.locator(".empty")).to_be_visible()
    shot(page, f"audit-empty-{language}")


def test_an_alarm_and_the_chain(
    any_page: Page,
    city: World,
    sign_in: SignIn,
    language: str,
    shot: Shot,
    no_serious_findings: Check,
) -> None:
    page = any_page
    sign_in(page, city.users[Role.AUDITOR], language)
    page.goto("/audit/alarms/")
    expect(page.locator(".entries tbody tr")).to_have_count(1)
    shot(page, f"audit-alarms-{language}")
    no_serious_findings(page)
    page.locator(".entries a.button").click()
    expect(page.locator(".entries tbody tr")).to_have_count(6)
    page.goto("/audit/chain/")
    page.locator("button.first").click()
    expect(page.locator(".notice.good")).to_be_visible()
    shot(page, f"audit-chain-{language}")
    no_serious_findings(page)
