"""A warning's page: what it tells before and after its person is opened, and what is done there."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from browser.cast import NOW, World, world
from wuzha.centre.audit.models import Entry
from wuzha.centre.people.actions import OPENING
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.models import Warning

pytestmark = pytest.mark.django_db

QUERIES_MAX = 25
PRIVATE = (
    "居民",
    "Long Lane",
    "+86139",
    "peifu-kuaidi",
    "6222000011112222",
    "您的包裹",
    "17000001234",
)


@pytest.fixture
def city(settings: Settings) -> World:
    settings.WUZHA_CLOCK = lambda: NOW
    settings.WUZHA_SECOND_FACTOR = False
    return world()


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["wuzha_language"] = "en"
    return client


def page(client: Client, warning: Warning, query: str = "", **headers: str) -> str:
    answer = client.get(f"/warnings/{warning.pk}/{query}", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_nothing_private_stands_there_until_somebody_says_what_for(city: World) -> None:
    client, warning = browser(city.users[Role.DISPATCHER]), city.warnings["critical"]
    closed = page(client, warning)
    assert not [each for each in PRIVATE if each in closed]
    assert client.post(f"/warnings/{warning.pk}/open/", {"purpose": "x"}).status_code == 422
    assert not [each for each in PRIVATE if each in page(client, warning)]

    client.post(f"/warnings/{warning.pk}/open/", {"purpose": "The family rang"})
    opened = page(client, warning)
    assert [each for each in PRIVATE if each in opened] == [*PRIVATE]
    entry = Entry.objects.get(verb="person.opened", actor=str(city.users[Role.DISPATCHER].pk))
    assert entry.purpose == "The family rang"


def test_who_it_is_closes_again(city: World, settings: Settings) -> None:
    client, warning = browser(city.users[Role.DISPATCHER]), city.warnings["critical"]
    client.post(f"/warnings/{warning.pk}/open/", {"purpose": "The family rang"})
    settings.WUZHA_CLOCK = lambda: NOW + OPENING
    assert not [each for each in PRIVATE if each in page(client, warning)]


def test_a_part_that_loads_itself_reads_nobody(city: World) -> None:
    client, warning = browser(city.users[Role.DISPATCHER]), city.warnings["critical"]
    client.post(f"/warnings/{warning.pk}/open/", {"purpose": "The family rang"})
    before = Entry.objects.count()
    part = page(client, warning, **{"HX-Request": "true", "HX-Target": "warning"})
    assert Entry.objects.count() == before
    assert "hx-preserve" in part
    assert "Long Lane" not in part


def test_the_story_tells_events_and_what_we_did_in_order(city: World) -> None:
    client, warning = browser(city.users[Role.DISPATCHER]), city.warnings["critical"]
    text = page(client, warning, "?order=oldest")
    told = text[text.index('class="timeline"') : text.index("</section>", text.index("timeline"))]
    order = ["Warning issued", "Visit", "App action", "Transfer", "Flash message", "not reached"]
    places = [told.rindex(each) for each in order]
    assert places == sorted(places)
    assert told.index("Call") < told.index("Warning issued")
    assert "+81" in told


def test_others_of_the_person_and_of_the_caller_are_found(city: World) -> None:
    text = page(browser(city.users[Role.DISPATCHER]), city.warnings["critical"])
    assert f'id="w-{city.warnings["dissuaded"].pk}"' in text
    assert f'id="w-{city.warnings["medium"].pk}"' in text
    assert f'id="w-{city.warnings["high"].pk}"' not in text


def test_the_page_takes_few_queries(city: World) -> None:
    client = browser(city.users[Role.DISPATCHER])
    with CaptureQueriesContext(connection) as queries:
        page(client, city.warnings["critical"])
    assert len(queries) <= QUERIES_MAX


def test_taken_up_once(city: World) -> None:
    client, warning = browser(city.users[Role.DISPATCHER]), city.warnings["overdue"]
    address = f"/warnings/{warning.pk}/acknowledge/"
    client.post(address, {"key": "one"})
    client.post(address, {"key": "one"})
    answer = client.post(address, {"key": "two"}, follow=True)
    assert answer.status_code == 200
    assert "toast" in answer.content.decode()
    assert Entry.objects.filter(verb="warning.acknowledged", thing_id=str(warning.pk)).count() == 1


def test_handed_over_with_a_reason_to_a_unit_of_the_list(city: World) -> None:
    client, warning = browser(city.users[Role.DISPATCHER]), city.warnings["overdue"]
    address = f"/warnings/{warning.pk}/hand-over/"
    assert client.post(address, {"unit": "110102", "reason": ""}).status_code == 422
    assert client.post(address, {"unit": "nowhere", "reason": "lives there"}).status_code == 422
    client.post(address, {"unit": "12", "reason": "lives there", "key": "k"})
    warning.refresh_from_db()
    assert warning.place == "12"


def test_closed_with_an_ending_that_needs_no_step(city: World) -> None:
    client, warning = browser(city.users[Role.DISPATCHER]), city.warnings["medium"]
    address = f"/warnings/{warning.pk}/close/"
    assert client.post(address, {"ending": "dissuaded", "reason": "said so"}).status_code == 422
    client.post(address, {"ending": "false_alarm", "reason": "a real adviser", "key": "k"})
    warning.refresh_from_db()
    assert (warning.state, warning.ending) == ("ended", "false_alarm")
    assert "hand-over" not in page(client, warning)


def test_a_form_comes_as_a_page_or_above_the_page(city: World) -> None:
    client, address = (
        browser(city.users[Role.DISPATCHER]),
        f"/warnings/{city.warnings['medium'].pk}/close/",
    )
    assert "<title>" in client.get(address).content.decode()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<dialog")


@pytest.mark.parametrize("what", ["", "acknowledge/", "hand-over/", "close/", "open/"])
def test_what_lies_elsewhere_is_not_there(city: World, what: str) -> None:
    outsider = city.users[Role.DISPATCHER]
    outsider.unit = city.units["12"]
    outsider.save(update_fields=["unit"])
    address = f"/warnings/{city.warnings['medium'].pk}/{what}"
    client = browser(outsider)
    answer = client.post(address) if what == "acknowledge/" else client.get(address)
    assert answer.status_code == 404


def test_the_field_officer_reads_and_opens_what_the_county_keeps(city: World) -> None:
    client, warning = browser(city.users[Role.FIELD]), city.warnings["critical"]
    assert "Hand over" not in page(client, warning)
    client.post(f"/warnings/{warning.pk}/open/", {"purpose": "on the way to the door"})
    assert "Long Lane" in page(client, warning)
