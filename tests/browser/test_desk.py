"""The operator's way: from the desk through a call to its result, by hand and by keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from browser.cast import World, world
from browser.conftest import Check, Shot, SignIn
from wuzha.centre.dissuade.models import Step
from wuzha.centre.units.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(name="cast")
def _cast(server: str) -> World:
    return world()


def test_the_desk_in_both_languages_wide_and_narrow(
    any_page: Page,
    cast: World,
    sign_in: SignIn,
    language: str,
    no_serious_findings: Check,
    shot: Shot,
) -> None:
    sign_in(any_page, cast.users[Role.OPERATOR], language)
    any_page.goto("/desk/")
    shot(any_page, f"desk-{language}")
    no_serious_findings(any_page)
    any_page.locator("#task").click()
    expect(any_page).to_have_url(re.compile(r"/steps/\d+/$"))
    any_page.get_by_role("button", name=re.compile("再次显示|Show again")).click()
    expect(any_page.locator(".subject .code")).to_have_count(1)
    shot(any_page, f"step-{language}")
    no_serious_findings(any_page)


def test_a_call_by_keys_alone(desktop: Page, cast: World, sign_in: SignIn, shot: Shot) -> None:
    sign_in(desktop, cast.users[Role.OPERATOR], "en")
    desktop.goto("/desk/")
    desktop.keyboard.press("n")
    desktop.wait_for_url(re.compile(r"/steps/\d+/$"))
    step = int(desktop.url.rstrip("/").rsplit("/", 1)[1])
    desktop.keyboard.press("1")
    desktop.keyboard.press("t")
    desktop.keyboard.type("Will go to the station tomorrow.")
    desktop.keyboard.press("Escape")
    desktop.keyboard.press("r")
    desktop.wait_for_url(lambda address: not address.endswith(f"/steps/{step}/"))
    ended = Step.objects.get(pk=step)
    assert (ended.result, ended.note) == ("believed", "Will go to the station tomorrow.")
    expect(desktop.locator(".toast")).to_contain_text("Believed")
    shot(desktop, "step-after-en")


def test_another_talk_is_chosen_without_losing_what_was_written(
    desktop: Page, cast: World, sign_in: SignIn
) -> None:
    sign_in(desktop, cast.users[Role.OPERATOR], "en")
    desktop.goto(f"/steps/{cast.step('high', 'call').pk}/")
    desktop.locator("textarea[name=note]").fill("half a note")
    desktop.locator("#talk-code").select_option("police_government")
    expect(desktop.locator("#talk h2").first).to_have_text("Fake police and government")
    expect(desktop.locator("textarea[name=note]")).to_have_value("half a note")


def test_already_paid_is_told_at_once(
    any_page: Page, cast: World, sign_in: SignIn, no_serious_findings: Check, shot: Shot
) -> None:
    sign_in(any_page, cast.users[Role.OPERATOR])
    any_page.goto(f"/steps/{cast.step('high', 'call').pk}/")
    any_page.locator(".choices label", has_text="已付款").click()
    expect(any_page.locator(".when-paid")).to_be_visible()
    any_page.locator("input[name=paid]").fill("20000")
    any_page.get_by_role("button", name=re.compile("提交，办下一个")).click()
    expect(any_page.locator("#paid-title")).to_be_visible()
    shot(any_page, "step-paid")
    no_serious_findings(any_page)


def test_an_empty_desk_and_a_field_officers_own(
    phone: Page, cast: World, sign_in: SignIn, no_serious_findings: Check, shot: Shot
) -> None:
    sign_in(phone, cast.users[Role.FIELD])
    phone.goto("/desk/")
    shot(phone, "desk-field")
    expect(phone.locator("#now-title")).to_be_visible()
    no_serious_findings(phone)


def test_about_oneself(
    any_page: Page, cast: World, sign_in: SignIn, no_serious_findings: Check, shot: Shot
) -> None:
    sign_in(any_page, cast.users[Role.OPERATOR])
    any_page.goto("/me/")
    shot(any_page, "me")
    no_serious_findings(any_page)
