"""The desk: an officer sees what is to be done, takes it with one click and goes on."""

from __future__ import annotations

import pytest
from django.test import Client

import centre_cast
from unit.centre.dissuade.cast import AT, steps, warned
from wuzha.centre.dissuade.actions import Report, record, take_next
from wuzha.centre.people.models import Opening
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Role
from wuzha.vocabulary.decision import Level
from wuzha.vocabulary.result import Result

pytestmark = pytest.mark.django_db


@pytest.fixture(name="units")
def _units(settings: object) -> dict[str, Unit]:
    settings.WUZHA_CLOCK = lambda: AT  # type: ignore[attr-defined]  # pytest-django's settings
    return dict(centre_cast.tree())


@pytest.fixture(name="operator")
def _operator(units: dict[str, Unit]) -> User:
    return english(centre_cast.user(units[centre_cast.CITY], Role.OPERATOR))


def english(user: User) -> User:
    user.language = "en"
    user.save(update_fields=["language"])
    return user


def at_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(client: Client, address: str = "/desk/", **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_the_desk_shows_the_most_urgent_first_and_nobody_by_name(operator: User) -> None:
    person = centre_cast.person()
    warned(centre_cast.person(), Level.MEDIUM)
    warned(person, Level.CRITICAL)
    shown = text_of(at_desk(operator))
    assert shown.index('<li class="critical">') < shown.index('<li class="medium">')
    assert (person.name or "?") not in shown
    assert "2 tasks are ready" in shown


def test_one_click_takes_the_next_task_and_opens_its_person(operator: User) -> None:
    warned(centre_cast.person(), Level.MEDIUM)
    urgent = steps(warned(centre_cast.person(), Level.HIGH))["call"]
    client = at_desk(operator)
    response = client.post("/desk/next/", {"key": "first"})
    assert response.headers["Location"] == f"/steps/{urgent.pk}/"
    opening = Opening.objects.get(user=operator)
    assert (opening.person_id, opening.purpose) == (urgent.warning.person_id, "step")
    assert f'href="/steps/{urgent.pk}/" data-key="n"' in text_of(client)


def test_with_nothing_to_do_the_desk_says_so_and_next_comes_back_to_it(operator: User) -> None:
    client = at_desk(operator)
    assert "Nothing is waiting for you" in text_of(client)
    assert client.post("/desk/next/", {"key": "none"}).headers["Location"] == "/desk/"


def test_today_is_counted_by_result(operator: User) -> None:
    warned(centre_cast.person(), Level.MEDIUM)
    step = take_next(operator, AT)
    assert step is not None
    record(step.pk, Report(Result.BELIEVED), operator, AT)
    shown = text_of(at_desk(operator))
    assert "1 done" in shown
    assert "Believed" in shown


def test_duty_is_switched_by_the_officer(operator: User) -> None:
    client = at_desk(operator)
    assert client.post("/desk/duty/", {"on": "0", "key": "off"}).headers["Location"] == "/desk/"
    operator.refresh_from_db()
    assert not operator.on_duty
    answer = client.post("/desk/duty/", {"on": "1", "key": "on", "next": "me"})
    assert answer.headers["Location"] == "/me/"
    operator.refresh_from_db()
    assert operator.on_duty


def test_without_a_badge_nothing_can_be_taken(operator: User) -> None:
    warned(centre_cast.person(), Level.HIGH)
    operator.badge = ""
    operator.save(update_fields=["badge"])
    shown = text_of(at_desk(operator))
    assert "You need a badge number" in shown
    assert 'data-key="n" disabled' in shown
    assert at_desk(operator).post("/desk/next/", {"key": "k"}).status_code == 403


def test_a_live_reload_gets_the_changing_part_alone(operator: User) -> None:
    part = text_of(at_desk(operator), **{"HX-Request": "true", "HX-Target": "desk"})
    assert part.startswith('<div id="desk"')


def test_a_field_officer_sees_the_visits_of_the_station(units: dict[str, Unit]) -> None:
    station = english(centre_cast.user(units[centre_cast.STATION], Role.FIELD))
    warned(centre_cast.person(), Level.HIGH)
    assert "Nothing is waiting for you" in text_of(at_desk(station))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR, Role.BANK])
def test_who_does_not_speak_to_people_has_no_desk(units: dict[str, Unit], role: Role) -> None:
    client = at_desk(centre_cast.user(units[centre_cast.CITY], role))
    client.get("/desk/")
    assert client.post("/desk/next/", {"key": "k"}).status_code in (302, 403)
    assert not Opening.objects.exists()
