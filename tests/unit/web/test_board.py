"""The board: load and people where a dispatcher looks, and moving both."""

from __future__ import annotations

import pytest
from django.test import Client

import centre_cast
from unit.centre.dissuade.cast import AT, steps, warned
from wuzha.centre.dissuade.actions import take_next
from wuzha.centre.outbox.models import Fact
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Role
from wuzha.vocabulary.clock import HOUR
from wuzha.vocabulary.decision import Level

pytestmark = pytest.mark.django_db


@pytest.fixture(name="units")
def _units(settings: object) -> dict[str, Unit]:
    settings.WUZHA_CLOCK = lambda: AT  # type: ignore[attr-defined]  # pytest-django's settings
    settings.WUZHA_SECOND_FACTOR = False  # type: ignore[attr-defined]
    return dict(centre_cast.tree())


@pytest.fixture(name="dispatcher")
def _dispatcher(units: dict[str, Unit]) -> Client:
    return entered(centre_cast.user(units[centre_cast.CITY], Role.DISPATCHER))


@pytest.fixture(name="operator")
def _operator(units: dict[str, Unit]) -> User:
    return centre_cast.user(units[centre_cast.CITY], Role.OPERATOR)


def entered(user: User) -> Client:
    user.language = "en"
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user)
    return client


def text_of(client: Client, address: str = "/board/", **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_the_board_shows_the_unit_its_units_its_steps_and_its_people(
    dispatcher: Client, operator: User
) -> None:
    step = steps(warned(centre_cast.person(), Level.HIGH))["call"]
    shown = text_of(dispatcher)
    assert f'href="/board/{centre_cast.COUNTY}/"' in shown
    assert f'value="{step.pk}"' in shown
    assert operator.name in shown
    assert "wherever there is work somebody is on duty" in shown


def test_work_without_anybody_on_duty_is_an_alarm(dispatcher: Client) -> None:
    warned(centre_cast.person(), Level.MEDIUM)
    assert "1 step, nobody on duty" in text_of(dispatcher)


def test_a_critical_step_that_is_late_is_an_alarm(
    dispatcher: Client, operator: User, settings: object
) -> None:
    warned(centre_cast.person(), Level.CRITICAL)
    assert "critical step" not in text_of(dispatcher).replace("Every critical step", "")
    settings.WUZHA_CLOCK = lambda: AT + HOUR  # type: ignore[attr-defined]
    assert "1 critical step late" in text_of(dispatcher)


def test_facts_that_were_parked_are_told_to_who_sees_everything(
    dispatcher: Client, units: dict[str, Unit]
) -> None:
    Fact.objects.create(at=AT, name="warning.issued", thing_id=1, parked=True)
    head = entered(centre_cast.user(units[""], Role.MINISTRY))
    assert "1 thing that should have followed" in text_of(head)
    assert "should have followed" not in text_of(dispatcher)


def test_chosen_steps_go_to_another_unit(dispatcher: Client, operator: User) -> None:
    step = steps(warned(centre_cast.person(), Level.HIGH))["call"]
    form = {"key": "k", "from": centre_cast.CITY, "steps": [step.pk]}
    form |= {"unit": centre_cast.COUNTY, "reason": "the desk is full"}
    response = dispatcher.post("/board/move/", form)
    assert response.headers["Location"] == "/board/"
    step.refresh_from_db()
    assert step.place == centre_cast.COUNTY
    assert "1 step moved." in text_of(dispatcher)


@pytest.mark.parametrize("lack", ["steps", "unit", "reason"])
def test_moving_says_what_is_missing_and_moves_nothing(
    dispatcher: Client, operator: User, lack: str
) -> None:
    step = steps(warned(centre_cast.person(), Level.HIGH))["call"]
    form = {"key": "k", "from": centre_cast.CITY, "steps": [step.pk]}
    form |= {"unit": centre_cast.COUNTY, "reason": "the desk is full"}
    del form[lack]
    response = dispatcher.post("/board/move/", form)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    step.refresh_from_db()
    assert step.place == centre_cast.CITY


def test_a_step_that_somebody_has_in_hand_stays(dispatcher: Client, operator: User) -> None:
    warned(centre_cast.person(), Level.HIGH)
    step = take_next(operator, AT)
    assert step is not None
    assert f'value="{step.pk}"' not in text_of(dispatcher)
    form = {"from": centre_cast.CITY, "steps": [step.pk], "reason": "full desk"}
    response = dispatcher.post("/board/move/", form | {"unit": centre_cast.COUNTY})
    assert response.status_code == 422


def test_somebody_is_called_to_duty(dispatcher: Client, operator: User) -> None:
    operator.on_duty = False
    operator.save(update_fields=["on_duty"])
    where = f"/board/duty/{operator.pk}/"
    response = dispatcher.post(where, {"on": "1", "key": "k", "from": centre_cast.CITY})
    assert response.headers["Location"] == "/board/"
    operator.refresh_from_db()
    assert operator.on_duty


def test_other_peoples_units_are_not_there(dispatcher: Client, units: dict[str, Unit]) -> None:
    other = centre_cast.user(units[centre_cast.OTHER_CITY], Role.OPERATOR)
    assert dispatcher.get("/board/1102/").status_code == 404
    assert dispatcher.get("/board/12/").status_code == 404
    assert dispatcher.post(f"/board/duty/{other.pk}/", {"on": "0"}).status_code == 404
    assert dispatcher.post("/board/move/", {"from": "1102"}).status_code == 404


def test_an_analyst_looks_and_moves_nothing(units: dict[str, Unit], operator: User) -> None:
    warned(centre_cast.person(), Level.HIGH)
    client = entered(centre_cast.user(units[centre_cast.CITY], Role.ANALYST))
    shown = text_of(client)
    assert "Move the chosen" not in shown
    assert "Take off duty" not in shown
    assert client.post("/board/move/", {"from": centre_cast.CITY}).status_code == 403


def test_a_live_reload_gets_the_changing_part_alone(dispatcher: Client) -> None:
    part = text_of(dispatcher, **{"HX-Request": "true", "HX-Target": "board"})
    assert part.startswith('<div id="board"')
    assert "People of this unit" not in part
