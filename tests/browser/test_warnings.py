"""A dispatcher's and an investigator's way: the queue, a warning, a search."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from browser.cast import CALLER, World, world
from browser.conftest import Check, Shot, SignIn
from wuzha.centre.units.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(server: str) -> World:
    return world()


def test_the_queue(
    any_page: Page,
    city: World,
    sign_in: SignIn,
    language: str,
    shot: Shot,
    no_serious_findings: Check,
) -> None:
    page = any_page
    sign_in(page, city.users[Role.DISPATCHER], language)
    page.goto("/warnings/")
    expect(page.locator("[data-item]")).to_have_count(5)
    expect(page.locator(".work > li").first).to_contain_text(
        "快递丢失" if language != "en" else "parcel"
    )
    shot(page, f"queue-{language}")
    no_serious_findings(page)
    page.goto("/warnings/?stage=contact&overdue=1")
    expect(page.locator("[data-item]")).to_have_count(1)
    shot(page, f"queue-filter-{language}")
    no_serious_findings(page)
    page.goto("/warnings/?stage=trust&mine=1")
    expect(page.locator(".empty")).to_be_visible()
    shot(page, f"queue-empty-{language}")


def test_a_warning(
    any_page: Page,
    city: World,
    sign_in: SignIn,
    language: str,
    shot: Shot,
    no_serious_findings: Check,
) -> None:
    page = any_page
    sign_in(page, city.users[Role.DISPATCHER], language)
    address = f"/warnings/{city.warnings['critical'].pk}/"
    page.goto(address)
    expect(page.locator("#person")).not_to_contain_text("Long Lane")
    shot(page, f"warning-{language}")
    no_serious_findings(page)
    page.locator("#open-person").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    shot(page, f"warning-open-{language}")
    dialog.get_by_role("textbox").fill("核对家属来电" if language != "en" else "The family rang")
    dialog.locator("button.first").click()
    expect(page.locator("#person")).to_contain_text("Long Lane")
    expect(page.locator(".timeline")).to_contain_text("peifu-kuaidi.example")
    shot(page, f"warning-opened-{language}")
    no_serious_findings(page)
    page.goto(f"/warnings/{city.warnings['dissuaded'].pk}/")
    shot(page, f"warning-ended-{language}")


def test_searching(
    any_page: Page,
    city: World,
    sign_in: SignIn,
    language: str,
    shot: Shot,
    no_serious_findings: Check,
) -> None:
    page = any_page
    sign_in(page, city.users[Role.INVESTIGATOR], language)
    page.goto("/search/")
    shot(page, f"search-{language}")
    no_serious_findings(page)
    page.locator("#search-text").fill(CALLER)
    page.keyboard.press("Enter")
    expect(page.locator("[data-item]")).to_have_count(2)
    expect(page).to_have_url(re.compile("/search/$"))
    shot(page, f"search-found-{language}")
    no_serious_findings(page)
    page.locator("#search-text").fill("张三")
    page.keyboard.press("Enter")
    expect(page.locator(".empty")).to_be_visible()
    shot(page, f"search-nothing-{language}")


def test_a_dispatcher_works_with_the_keys_alone(
    desktop: Page, city: World, sign_in: SignIn, refresh: Check
) -> None:
    page = desktop
    sign_in(page, city.users[Role.DISPATCHER], "en")
    page.goto("/")
    expect(page).to_have_url(re.compile("/warnings/$"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    overdue = f"w-{city.warnings['overdue'].pk}"
    focused = "document.activeElement.id"
    ids = [page.evaluate("Array.from(document.querySelectorAll('[data-item]')).map(e => e.id)")]
    while page.evaluate(focused) != overdue and ids[0].index(page.evaluate(focused)) > ids[0].index(
        overdue
    ):
        page.keyboard.press("k")
    assert page.evaluate(focused) == overdue
    refresh(page)
    assert page.evaluate(focused) == overdue, "a live reload took the focus away"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/warnings/{city.warnings['overdue'].pk}/$"))
    page.keyboard.press("a")
    expect(page.locator(".toast")).to_contain_text("Taken up")
    page.keyboard.press("h")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").select_option("110102")
    dialog.get_by_role("textbox").fill("lives there now")
    dialog.locator("button.first").click()
    expect(page.locator(".case")).to_contain_text("Zhuting Centre")
    page.keyboard.press("x")
    page.get_by_role("dialog").get_by_text("False alarm").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("an honest call, checked")
    page.get_by_role("dialog").locator("button.first").click()
    expect(page.locator(".case")).to_contain_text("False alarm")


def test_news_leaves_an_open_person_open_and_reads_nothing_again(
    desktop: Page, city: World, sign_in: SignIn, refresh: Check
) -> None:
    from wuzha.centre.audit.models import Entry

    page = desktop
    sign_in(page, city.users[Role.DISPATCHER], "en")
    page.goto(f"/warnings/{city.warnings['critical'].pk}/open/")
    page.get_by_role("textbox", name="Purpose").fill("The family rang")
    page.locator("form.form button.first").click()
    expect(page.locator("#person")).to_contain_text("Long Lane")
    reads = Entry.objects.filter(verb="person.read").count()
    refresh(page)
    expect(page.locator("#person")).to_contain_text("Long Lane")
    assert Entry.objects.filter(verb="person.read").count() == reads
