"""A dispatcher's and a supervisor's way: the board, the overview, the ladder, approvals."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

import centre_cast
from browser.cast import NOW, World, world
from browser.conftest import Check, Shot, SignIn
from wuzha.centre.approve.actions import propose
from wuzha.centre.dissuade.tallying import tally
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.ladders import text_in_force
from wuzha.vocabulary.clock import MINUTE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(server: str) -> World:
    return world()


def unfold(page: Page) -> None:
    """What is folded away is looked at too."""
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")


def swifter() -> str:
    """The ladder in force with what takes five minutes done in three, under another version."""
    text = text_in_force(NOW)
    return text.replace("version: cn-1", "version: cn-2").replace("deadline: 5m", "deadline: 3m")


def test_the_board(
    any_page: Page,
    city: World,
    sign_in: SignIn,
    language: str,
    shot: Shot,
    no_serious_findings: Check,
) -> None:
    page = any_page
    User.objects.filter(pk=city.users[Role.FIELD].pk).update(on_duty=False)
    sign_in(page, city.users[Role.DISPATCHER], language)
    page.goto("/board/")
    expect(page.locator("table.board tbody tr")).to_have_count(2)
    expect(page.locator("table.tasks tbody tr")).to_have_count(4)
    shot(page, f"board-{language}")
    no_serious_findings(page)
    page.locator("table.board tbody a").first.click()
    expect(page.locator(".empty")).to_be_visible()
    shot(page, f"board-county-{language}")
    no_serious_findings(page)


def test_a_dispatcher_moves_work_and_calls_somebody_to_duty(
    desktop: Page, city: World, sign_in: SignIn, shot: Shot, no_serious_findings: Check
) -> None:
    page = desktop
    operator = city.users[Role.OPERATOR]
    User.objects.filter(pk=operator.pk).update(on_duty=False)
    sign_in(page, city.users[Role.DISPATCHER], "en")
    page.goto("/board/")
    expect(page.locator(".alarms")).to_contain_text("nobody on duty")
    shot(page, "board-alarm")
    no_serious_findings(page)
    page.get_by_role("button", name="Call 林小舟 to duty").click()
    expect(page.locator(".toast")).to_contain_text("is on duty")
    expect(page.locator(".hands")).to_contain_text("On duty")
    free = page.locator("table.tasks input[type=checkbox]").last
    free.check()
    page.get_by_label("To unit").select_option("110101")
    page.get_by_label("Reason").fill("the city's desk is full")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("1 step moved")
    expect(page.locator("table.tasks tbody tr")).to_have_count(3)


def test_the_overview(
    any_page: Page,
    city: World,
    sign_in: SignIn,
    language: str,
    shot: Shot,
    no_serious_findings: Check,
) -> None:
    page = any_page
    sign_in(page, city.users[Role.SUPERVISOR], language)
    page.goto("/overview/")
    expect(page.locator(".empty")).to_be_visible()
    tally(NOW + 6 * MINUTE, limit=1_000_000)
    page.goto("/overview/?days=30")
    expect(page.locator(".tile").first).to_contain_text("7")
    shot(page, f"overview-{language}")
    unfold(page)
    no_serious_findings(page)
    page.keyboard.press("1")
    expect(page.locator(".page-head a[aria-current]")).to_have_text(
        "Today" if language == "en" else "今天"
    )


def test_the_ministry_sees_the_map(
    any_page: Page, city: World, sign_in: SignIn, shot: Shot, no_serious_findings: Check
) -> None:
    page = any_page
    tally(NOW + 6 * MINUTE, limit=1_000_000)
    sign_in(page, city.users[Role.MINISTRY], "en")
    page.goto("/overview/")
    expect(page.locator(".grid-map")).to_be_visible()
    shot(page, "overview-map")
    unfold(page)
    no_serious_findings(page)
    page.locator(".grid-map a").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert "unit=1" in page.url


def test_a_ladder_is_proposed_and_decided(
    any_page: Page,
    city: World,
    sign_in: SignIn,
    language: str,
    shot: Shot,
    no_serious_findings: Check,
) -> None:
    page = any_page
    sign_in(page, city.users[Role.ANALYST], language)
    page.goto("/ladder/")
    expect(page.locator(".way")).to_have_count(4)
    shot(page, f"ladder-{language}")
    unfold(page)
    no_serious_findings(page)
    page.locator("a[data-key=p]").click()
    page.locator("textarea[name=text]").fill("version: cn-1\nlevels: {}\n")
    page.locator("button[value=check]").click()
    expect(page.locator(".findings li").first).to_be_visible()
    shot(page, f"ladder-wrong-{language}")
    no_serious_findings(page)
    page.locator("textarea[name=text]").fill(swifter())
    page.locator("button[value=check]").click()
    expect(page.locator("table.diff tbody tr")).to_have_count(4)
    shot(page, f"ladder-checked-{language}")
    unfold(page)
    no_serious_findings(page)
    page.locator("textarea[name=reason]").fill("too slow last month")
    page.locator("button[value=propose]").click()
    expect(page.locator("aside")).to_contain_text("too slow last month")
    shot(page, f"proposal-own-{language}")
    unfold(page)
    no_serious_findings(page)


def test_a_second_person_approves(
    any_page: Page,
    city: World,
    sign_in: SignIn,
    language: str,
    shot: Shot,
    no_serious_findings: Check,
) -> None:
    page = any_page
    ministry = city.users[Role.MINISTRY]
    first = centre_cast.user(city.units[""], Role.ANALYST)
    body = {"text": swifter()}
    found = propose("ladder.release", body, "too slow last month", user=first, at=NOW)
    sign_in(page, ministry, language)
    page.goto("/approvals/")
    shot(page, f"proposals-{language}")
    no_serious_findings(page)
    page.locator(f"#p-{found.pk}").click()
    shot(page, f"proposal-{language}")
    unfold(page)
    no_serious_findings(page)
    page.locator("button[value=approve]").click()
    expect(page.locator(".toast")).to_be_visible()
    found.refresh_from_db()
    assert (found.state, found.decided_by_id) == ("approved", ministry.pk)
