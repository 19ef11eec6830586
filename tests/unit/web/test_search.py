"""Searching: by what somebody has or met, never in an address, never a name."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import Settings

from browser.cast import NOW, World, world
from wuzha.centre.audit.models import Entry
from wuzha.centre.units.roles import Role
from wuzha.web.console.search import understood

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(settings: Settings) -> World:
    settings.WUZHA_CLOCK = lambda: NOW
    return world()


@pytest.fixture
def client(city: World) -> Client:
    client = Client()
    client.force_login(city.users[Role.INVESTIGATOR])
    client.cookies["wuzha_language"] = "en"
    return client


def found(client: Client, text: str) -> set[int]:
    answer = client.post("/search/", {"text": text})
    assert answer.status_code == 200
    return {int(number) for number in re.findall(r'id="w-(\d+)"', answer.content.decode())}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("170 0000 1234", {"critical", "medium"}),
        ("+8617000001234", {"critical", "medium"}),
        ("https://peifu-kuaidi.example/down", {"critical"}),
        ("6222 0000 1111 2222", {"critical"}),
        ("browser-critical", {"critical", "dissuaded"}),
        ("13899998888", set()),
        ("张三", set()),
    ],
)
def test_it_finds_who_has_or_met_it(
    client: Client, city: World, typed: str, names: set[str]
) -> None:
    assert found(client, typed) == {city.warnings[name].pk for name in names}


def test_a_number_finds_its_warning(client: Client, city: World) -> None:
    number = city.warnings["low"].pk
    assert found(client, f" #{number} ") == {number}


def test_what_was_typed_stays_out_of_the_record(client: Client) -> None:
    found(client, "17000001234")
    entry = Entry.objects.filter(verb="warning.searched").latest("number")
    assert entry.detail == {"found": 2}
    assert "17000001234" not in str(entry.__dict__)


def test_it_says_what_it_took_the_text_for_and_what_to_do_when_nothing_is_found(
    client: Client,
) -> None:
    text = client.post("/search/", {"text": "13899998888"}).content.decode()
    assert "Check the digits" in text
    assert "icons.svg#phone" in text
    assert "Names cannot be searched" in client.post("/search/", {"text": "张三"}).content.decode()


@pytest.mark.parametrize(
    ("text", "icon"),
    [
        ("#12", "queue"),
        ("13900001234", "phone"),
        ("shop.example", "domain"),
        ("a@b.example", "email"),
    ],
)
def test_each_text_is_understood(text: str, icon: str) -> None:
    assert icon in [sign for sign, _ in understood(text, found=False)]


def test_a_name_is_understood_as_nothing() -> None:
    assert understood("张三", found=False) == []
