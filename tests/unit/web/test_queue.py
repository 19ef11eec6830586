"""The queue's page: what is shown to whom, filtered, in pages, with filters that are kept."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

import centre_cast as cast
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.queries import filters_of
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.actions import acknowledge, receive
from wuzha.centre.warn.models import Warning
from wuzha.vocabulary.clock import MINUTE
from wuzha.vocabulary.decision import Level, Stage

pytestmark = pytest.mark.django_db

QUERIES_MAX = 20


@pytest.fixture
def units(settings: Settings) -> dict[str, Unit]:
    settings.WUZHA_CLOCK = lambda: cast.AT
    settings.WUZHA_SECOND_FACTOR = False
    return dict(cast.tree())


@pytest.fixture
def dispatcher(units: dict[str, Unit]) -> User:
    return cast.user(units[cast.CITY], Role.DISPATCHER)


def browser(user: User, language: str = "en") -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["wuzha_language"] = language
    return client


def warned(count: int, place: str = cast.STATION, **said: object) -> list[Warning]:
    people = [cast.person(place) for _ in range(count)]
    receive([cast.decision(who, **said) for who in people], cast.AT, cast.BY)
    return [Warning.objects.get(person=who) for who in people]


def shown(text: str) -> list[int]:
    """The numbers of the warnings on a page, in their order."""
    return [int(number) for number in re.findall(r'id="w-(\d+)"', text)]


def page(client: Client, query: str = "", **headers: str) -> str:
    answer = client.get(f"/warnings/{query}", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_most_urgent_comes_first_and_other_cities_stay_out(dispatcher: User) -> None:
    (high,) = warned(1)
    (critical,) = warned(1, level=Level.CRITICAL, stage=Stage.PAYMENT)
    (low,) = warned(1, level=Level.LOW, stage=Stage.PAYMENT)
    warned(1, place="1201")
    text = page(browser(dispatcher))
    assert shown(text) == [critical.pk, high.pk, low.pk]
    assert "Refund" in text


def test_nobody_is_named(dispatcher: User) -> None:
    (warning,) = warned(1)
    text = page(browser(dispatcher))
    assert "居民" not in text
    assert "139" not in text.replace(str(warning.pk), "")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?level=critical", 1),
        ("?type=shop_service", 3),
        ("?type=investment", 0),
        ("?stage=payment", 1),
        ("?state=acknowledged", 1),
        ("?mine=1", 1),
        ("?overdue=1", 0),
        (f"?unit={cast.COUNTY}", 3),
        ("?unit=110102", 0),
        ("?level=nonsense&after=nonsense", 3),
    ],
)
def test_each_filter_shows_what_it_says(dispatcher: User, query: str, count: int) -> None:
    first, _ = warned(2)
    warned(1, level=Level.CRITICAL, stage=Stage.PAYMENT)
    acknowledge(first.pk, user=dispatcher, at=cast.AT)
    assert len(shown(page(browser(dispatcher), query))) == count


def test_what_was_not_taken_up_in_time_is_overdue(dispatcher: User, settings: Settings) -> None:
    (warning,) = warned(1)
    settings.WUZHA_CLOCK = lambda: cast.AT + 6 * MINUTE
    text = page(browser(dispatcher), "?overdue=1")
    assert shown(text) == [warning.pk]
    assert 'class="clock over"' in text


def test_a_foreign_unit_is_not_there(dispatcher: User) -> None:
    assert browser(dispatcher).get("/warnings/?unit=12").status_code == 404


def test_pages_go_on_and_back_without_losing_or_doubling(dispatcher: User) -> None:
    made = warned(35)
    client = browser(dispatcher)
    first = page(client)
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    second = client.get(older[1].replace("&amp;", "&")).content.decode()
    assert len(shown(first)) == 30
    assert sorted(shown(first) + shown(second)) == sorted(each.pk for each in made)
    newer = re.search(r'rel="prev" href="([^"]+)"', second)
    assert newer
    assert shown(client.get(newer[1].replace("&amp;", "&")).content.decode()) == shown(first)


def test_a_reload_brings_the_list_alone_and_few_queries(dispatcher: User) -> None:
    warned(30)
    client = browser(dispatcher)
    with CaptureQueriesContext(
        connection,
    ) as whole:
        page(client)
    with CaptureQueriesContext(connection) as part:
        text = page(client, **{"HX-Request": "true", "HX-Target": "queue"})
    assert text.lstrip().startswith('<div id="queue"')
    assert len(part) < len(whole) <= QUERIES_MAX


def test_an_empty_queue_says_what_to_do_next(dispatcher: User, units: dict[str, Unit]) -> None:
    assert "Nobody has to be warned right now" in page(browser(dispatcher))
    assert 'href="/warnings/"' in page(browser(dispatcher), "?level=critical")
    operator = cast.user(units[cast.CITY], Role.OPERATOR)
    assert 'href="/desk/"' in page(browser(operator))


def test_a_filter_is_kept_found_again_and_deleted_by_its_owner_alone(
    dispatcher: User, units: dict[str, Unit]
) -> None:
    client = browser(dispatcher)
    sent = {"title": "正在付款", "query": "level=critical&nonsense=1", "key": "abc"}
    for _ in range(2):
        answer = client.post("/warnings/filters/", sent)
        assert answer["Location"] == "/warnings/?level=critical"
    (kept,) = filters_of(dispatcher)
    assert "正在付款" in page(client, "?level=critical")
    other = browser(cast.user(units[cast.CITY], Role.DISPATCHER))
    assert other.post(f"/warnings/filters/{kept.pk}/delete/").status_code == 404
    client.post(f"/warnings/filters/{kept.pk}/delete/", {"key": "def"})
    assert not filters_of(dispatcher)


def test_a_filter_without_a_title_is_refused_in_words(dispatcher: User) -> None:
    sent = {"title": " ", "query": "level=critical"}
    answer = browser(dispatcher).post("/warnings/filters/", sent, follow=True)
    assert "Give the filter a title" in answer.content.decode()
    assert not filters_of(dispatcher)


def test_the_first_page_is_where_the_work_is(units: dict[str, Unit]) -> None:
    for role, address in {
        Role.DISPATCHER: "/warnings/",
        Role.OPERATOR: "/desk/",
        Role.BANK: "/me/",
    }.items():
        user = cast.user(units[cast.CITY], role)
        assert browser(user).get("/")["Location"] == address
