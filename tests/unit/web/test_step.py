"""A step's workplace: taken, spoken, coded; nobody else's, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

import centre_cast
from unit.centre.dissuade.cast import AT, steps, warned
from wuzha.centre.audit.models import Entry
from wuzha.centre.dissuade.actions import Report, lapse, record, take
from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.proof import code_of
from wuzha.centre.people.actions import OPENING, add_contact
from wuzha.centre.people.models import Person
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.models import Warning
from wuzha.vocabulary.clock import HOUR
from wuzha.vocabulary.decision import Level
from wuzha.vocabulary.result import Result

pytestmark = pytest.mark.django_db


class House:
    """A country with somebody who has a call waiting, and the instant that the pages see."""

    def __init__(self) -> None:
        self.at = AT
        self.units: dict[str, Unit] = dict(centre_cast.tree())
        self.operator = self.user(centre_cast.CITY, Role.OPERATOR)
        self.person: Person = centre_cast.person(phone="+8613900004321")
        self.warning: Warning = warned(self.person, Level.HIGH)
        self.call: Step = steps(self.warning)["call"]

    def user(self, place: str, *roles: Role) -> User:
        made = centre_cast.user(self.units[place], *roles)
        made.language = "en"
        made.save(update_fields=["language"])
        return made

    def client(self, user: User | None = None) -> Client:
        client = Client()
        client.force_login(user or self.operator)
        return client

    def taken(self) -> Client:
        client = self.client()
        client.post(f"/steps/{self.call.pk}/take/")
        return client

    def now(self, step: Step | None = None) -> Step:
        return Step.objects.get(pk=(step or self.call).pk)

    def address(self, act: str = "") -> str:
        return f"/steps/{self.call.pk}/{act}"


@pytest.fixture(name="house")
def _house(settings: object) -> House:
    house = House()
    settings.WUZHA_CLOCK = lambda: house.at  # type: ignore[attr-defined]  # pytest-django's
    return house


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return str(response.content.decode())


def test_before_it_is_taken_nobody_is_named_and_no_code_is_shown(house: House) -> None:
    shown = text(house.client().get(house.address()))
    assert (house.person.name or "?") not in shown
    assert "13900004321" not in shown
    assert 'class="code"' not in shown
    assert "Take it" in shown


def test_taking_it_shows_person_number_code_and_talk_and_is_on_record(house: House) -> None:
    client = house.client()
    answer = client.post(house.address("take/"))
    assert answer.headers["Location"] == house.address()
    shown = text(client.get(house.address()))
    code = code_of(house.now())
    assert (house.person.name or "?") in shown
    assert "13900004321" in shown
    assert f"{code[:4]} {code[4:]}" in shown
    assert "First, let them check you" in shown
    opened = Entry.objects.get(verb="person.opened")
    assert (opened.purpose, opened.actor) == ("step", str(house.operator.pk))
    assert Entry.objects.filter(verb="person.read").count() == 1


def test_after_fifteen_minutes_the_person_is_closed_until_shown_again(house: House) -> None:
    client = house.taken()
    house.at = AT + OPENING
    assert (house.person.name or "?") not in text(client.get(house.address()))
    client.post(house.address("open/"))
    assert (house.person.name or "?") in text(client.get(house.address()))


def test_only_who_has_the_step_opens_its_person_here(house: House) -> None:
    house.taken()
    other = house.client(house.user(centre_cast.CITY, Role.OPERATOR))
    assert other.post(house.address("open/")).status_code == 404
    shown = text(other.get(house.address()))
    assert "Another officer has this step in hand" in shown
    assert 'class="code"' not in shown


def test_a_result_is_recorded_in_minor_units_and_the_next_task_follows(house: House) -> None:
    client = house.taken()
    following = steps(warned(centre_cast.person(), Level.HIGH))["call"]
    said = {"result": "believed", "about_to_pay": "on", "at_stake": "1234.5", "note": "listened"}
    answer = client.post(house.address("record/"), {**said, "key": "one"})
    assert answer.headers["Location"] == f"/steps/{following.pk}/"
    house.warning.refresh_from_db()
    assert (house.warning.ending, house.warning.grade) == ("dissuaded", "a")
    assert house.warning.at_stake == 123_450
    assert house.now().note == "listened"
    assert "Recorded: Believed" in text(client.get(f"/steps/{following.pk}/"))


def test_the_officer_may_go_back_to_the_desk_instead(house: House) -> None:
    said = {"result": "believed", "then": "desk", "key": "one"}
    answer = house.taken().post(house.address("record/"), said)
    assert answer.headers["Location"] == "/desk/"


def test_off_duty_no_next_task_is_taken(house: House) -> None:
    client = house.taken()
    warned(centre_cast.person(), Level.HIGH)
    client.post("/desk/duty/", {"on": "0", "key": "off"})
    answer = client.post(house.address("record/"), {"result": "believed", "key": "one"})
    assert answer.headers["Location"] == "/desk/"


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({}, "This field is required"),
        ({"result": "delivered"}, "is not one of the available choices"),
        ({"result": "believed", "paid": "5"}, "Money that left goes with"),
        ({"result": "believed", "at_stake": "-1"}, "greater than or equal to 0"),
        ({"result": "believed", "at_stake": "1.234"}, "no more than 2 decimal places"),
        ({"result": "believed", "true_type": "nonsense"}, "is not one of the available choices"),
    ],
)
def test_a_mistake_is_shown_and_what_was_typed_stays(
    house: House, said: dict[str, str], complaint: str
) -> None:
    answer = house.taken().post(house.address("record/"), {**said, "note": "typed", "key": "k"})
    shown = text(answer, 422)
    assert complaint in shown
    assert re.search(r"<textarea[^>]*>\s*typed", shown)
    assert house.now().state == "taken"


def test_already_paid_says_at_once_what_to_do(house: House) -> None:
    client = house.taken()
    said = {"result": "already_paid", "paid": "300", "key": "one"}
    answer = client.post(house.address("record/"), said)
    assert answer.headers["Location"] == house.address()
    shown = text(client.get(house.address()))
    assert "ring 110 and your bank at once" in shown
    house.warning.refresh_from_db()
    assert (house.warning.ending, house.warning.paid) == ("already_paid", 30_000)


@pytest.mark.parametrize("code", ["no_answer", "busy", "switched_off"])
def test_a_miss_is_one_click_and_the_step_comes_back(house: House, code: str) -> None:
    client = house.taken()
    answer = client.post(house.address("missed/"), {"code": code, "key": "m"})
    assert answer.headers["Location"] == "/desk/"
    assert (house.now().state, house.now().tries) == ("waiting", 1)
    client.post(house.address("missed/"), {"code": code, "key": "m"})
    assert house.now().tries == 1


def test_a_wrong_number_leads_up_the_ladder(house: House) -> None:
    client = house.taken()
    client.post(house.address("missed/"), {"code": "wrong_number", "key": "m"})
    assert house.now().result == "unreachable"
    assert "the next step of the ladder follows" in text(client.get("/desk/"))


def test_an_unknown_miss_changes_nothing(house: House) -> None:
    answer = house.taken().post(house.address("missed/"), {"code": "bored", "key": "m"})
    assert answer.headers["Location"] == house.address()
    assert house.now().state == "taken"


def test_refusing_to_talk_is_one_click(house: House) -> None:
    house.taken().post(house.address("record/"), {"result": "refused", "key": "x"})
    assert house.now().result == "refused"


def test_what_was_written_is_not_lost_when_the_step_ended_meanwhile(house: House) -> None:
    client = house.taken()
    house.at = AT + 5 * HOUR
    lapse(house.at)
    said = {"result": "believed", "note": "they will go to the station", "key": "one"}
    shown = text(client.post(house.address("record/"), said), 409)
    assert "they will go to the station" in shown
    assert house.now().result == "lapsed"


def test_another_talk_comes_alone_and_reads_nobody(house: House) -> None:
    client = house.taken()
    headers = {"HX-Request": "true", "HX-Target": "talk"}
    part = text(client.get(house.address(), {"talk": "police_government"}, headers=headers))
    assert part.startswith('<article class="panel" id="talk">')
    assert "There is no safe account" in part
    assert not Entry.objects.filter(verb="person.read").exists()


def test_a_talk_that_does_not_exist_is_passed_over(house: House) -> None:
    client = house.taken()
    usual = text(client.get(house.address()))
    title = re.search(r'id="talk">\s*<header><h2>(.*?)</h2>', usual)
    assert title is not None
    assert title[0] in text(client.get(house.address(), {"talk": "nonsense"}))


def test_a_step_is_given_back_with_a_reason(house: House) -> None:
    client = house.taken()
    assert client.post(house.address("back/"), {"reason": ""}).status_code == 422
    answer = client.post(house.address("back/"), {"reason": "I know this person"})
    assert answer.headers["Location"] == "/desk/"
    assert house.now().state == "ready"
    assert Entry.objects.get(verb="step.put_back").purpose == "I know this person"


def test_a_dispatcher_moves_a_step_to_a_unit_in_sight(house: House) -> None:
    client = house.client(house.user(centre_cast.PROVINCE, Role.DISPATCHER))
    assert "Move to another unit" in text(client.get(house.address()))
    said = {"unit": centre_cast.OTHER_CITY, "reason": "the desk is full", "key": "v"}
    assert client.post(house.address("move/"), said).status_code == 302
    assert house.now().place == centre_cast.OTHER_CITY


def test_an_operator_moves_nothing(house: House) -> None:
    assert "Move to another unit" not in text(house.client().get(house.address()))


def test_another_province_sees_no_such_step(house: House) -> None:
    stranger = house.client(house.user(centre_cast.OTHER_PROVINCE, Role.OPERATOR))
    assert stranger.get(house.address()).status_code == 404
    for act in ("take/", "open/", "missed/", "record/", "back/", "basis/"):
        said = {"result": "believed", "code": "busy", "reason": "why", "basis": "because"}
        assert stranger.post(house.address(act), said).status_code == 404
    assert house.now().state == "ready"


def test_two_who_reach_for_one_step_get_it_once(house: House) -> None:
    take(house.call.pk, house.user(centre_cast.CITY, Role.OPERATOR), AT)
    client = house.client()
    assert client.post(house.address("take/")).headers["Location"] == "/desk/"
    assert "Somebody else took this step" in text(client.get("/desk/"))


def test_a_contact_is_asked_only_after_consent_or_a_reason(house: House) -> None:
    by = house.user(centre_cast.CITY, Role.SUPERVISOR)
    add_contact(by, house.person, "Lan", "13800007777", "daughter", False, AT)
    take(house.call.pk, house.operator, AT)
    record(house.call.pk, Report(Result.DOUBTED), house.operator, AT)
    step = steps(house.warning)["contact"]
    client = house.client()
    client.post(f"/steps/{step.pk}/take/")
    before = text(client.get(f"/steps/{step.pk}/"))
    assert "13800007777" not in before
    assert "What came of it</h2>" not in before
    client.post(f"/steps/{step.pk}/basis/", {"basis": "money is leaving now", "key": "b"})
    after = text(client.get(f"/steps/{step.pk}/"))
    assert "13800007777" in after
    assert "What came of it</h2>" in after


def test_a_field_officer_gets_the_address_and_says_nobody_was_at_home(house: House) -> None:
    take(house.call.pk, house.operator, AT)
    record(house.call.pk, Report(Result.REFUSED), house.operator, AT)
    visit = steps(house.warning)["visit"]
    client = house.client(house.user(centre_cast.STATION, Role.FIELD))
    assert client.post("/desk/next/", {"key": "n"}).headers["Location"] == f"/steps/{visit.pk}/"
    shown = text(client.get(f"/steps/{visit.pk}/"))
    assert "Long Lane" in shown
    assert "Nobody at home" in shown
    assert "Busy" not in shown
    client.post(f"/steps/{visit.pk}/missed/", {"code": "not_home", "key": "m"})
    assert house.now(visit).result == "unreachable"


def test_a_minors_own_part_of_the_talk_comes_first(house: House) -> None:
    usual = text(house.client().get(house.address(), {"talk": "game_trade"}))
    assert usual.index("First, let them check you") < usual.index("Under 18</h3>")
    Person.objects.filter(pk=house.person.pk).update(minor=True)
    young = text(house.client().get(house.address(), {"talk": "game_trade"}))
    assert young.index("Under 18</h3>") < young.index("First, let them check you")


def test_the_pages_need_few_queries(
    house: House, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    client = house.taken()
    with django_assert_max_num_queries(20):
        client.get(house.address())
    with django_assert_max_num_queries(10):
        client.get("/desk/")
