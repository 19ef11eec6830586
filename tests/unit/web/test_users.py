"""The pages of users and units: what an administrator changes, and what is refused in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

import centre_cast
from centre_cast import AT
from wuzha.centre.approve.models import Proposal
from wuzha.centre.audit.models import Entry
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(name="admin")
def _admin(settings: Any) -> User:
    settings.WUZHA_SECOND_FACTOR = False
    settings.WUZHA_CLOCK = lambda: AT
    units = centre_cast.tree()
    return centre_cast.user(units[""], Role.ADMINISTRATOR, name="chief")


@pytest.fixture(name="client")
def _client(admin: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies["wuzha_language"] = "en"
    client.force_login(admin)
    return client


def said(answer: Any) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def test_a_new_user_can_sign_in_with_the_password_that_is_shown_once(client: Client) -> None:
    form = {"username": "li.na", "name": "Li Na", "unit": centre_cast.CITY, "badge": "7788"}
    answer = client.post("/users/new/", {**form, "key": "k1"})
    made = User.objects.get(username="li.na")
    assert answer.headers["Location"] == f"/users/{made.pk}/"
    password = said(answer).rpartition(" ")[2]
    assert made.check_password(password)
    assert password in client.get(f"/users/{made.pk}/").content.decode()
    assert password not in client.get(f"/users/{made.pk}/").content.decode()


def test_the_same_form_twice_makes_one_user(client: Client) -> None:
    form = {"username": "li.na", "name": "Li Na", "unit": "", "badge": "7788", "key": "k1"}
    client.post("/users/new/", form)
    client.post("/users/new/", form)
    assert User.objects.filter(username="li.na").count() == 1


def test_what_is_wrong_with_a_new_user_is_said_and_kept_in_the_form(client: Client) -> None:
    answer = client.post(
        "/users/new/", {"username": "x y", "name": "Li Na", "unit": "", "badge": "", "key": "k"}
    )
    page = answer.content.decode()
    assert not User.objects.filter(name="Li Na").exists()
    assert 'value="Li Na"' in page


def test_a_role_is_given_and_taken(client: Client) -> None:
    user = centre_cast.user(Unit.objects.get(code=centre_cast.CITY))
    client.post(f"/users/{user.pk}/grant/", {"role": "operator", "key": "a"})
    assert [grant.role for grant in user.grants.all()] == ["operator"]
    assert "Hotline operator" in client.get(f"/users/{user.pk}/").content.decode()
    client.post(f"/users/{user.pk}/revoke/", {"role": "operator", "key": "b"})
    assert not user.grants.all()


def test_a_role_that_decides_is_only_proposed(client: Client) -> None:
    user = centre_cast.user(Unit.objects.get(code=centre_cast.CITY))
    centre_cast.user(Unit.objects.get(code=""), Role.ADMINISTRATOR)
    change = {"role": "supervisor", "reason": "leads the city desk", "key": "a"}
    answer = client.post(f"/users/{user.pk}/grant/", change)
    assert not user.grants.all()
    assert Proposal.objects.get().body == {"user": user.pk, "role": "supervisor"}
    assert "second person" in said(answer)


@pytest.mark.parametrize(
    ("what", "form"),
    [("grant", {"role": "king"}), ("badge", {"badge": "!"}), ("move", {"unit": "99"})],
)
def test_a_bad_change_is_refused_in_words(client: Client, what: str, form: dict[str, str]) -> None:
    user = centre_cast.user(Unit.objects.get(code=centre_cast.CITY))
    before = Entry.objects.count()
    answer = client.post(f"/users/{user.pk}/{what}/", {**form, "key": "a"})
    assert answer.status_code in (302, 404)
    assert Entry.objects.count() == before


def test_a_closed_account_loses_its_roles_and_may_come_back(client: Client) -> None:
    user = centre_cast.user(Unit.objects.get(code=centre_cast.CITY), Role.OPERATOR)
    client.post(f"/users/{user.pk}/deactivate/", {"reason": "left the service", "key": "a"})
    user.refresh_from_db()
    assert not user.is_active
    assert not user.grants.all()
    client.post(f"/users/{user.pk}/reactivate/", {"key": "b"})
    user.refresh_from_db()
    assert user.is_active


def test_the_list_finds_by_name_and_goes_on(client: Client) -> None:
    city = Unit.objects.get(code=centre_cast.CITY)
    for _ in range(60):
        centre_cast.user(city)
    first = client.get("/users/").content.decode()
    assert "?after=" in first
    found = client.get("/users/", {"q": "chief"}).content.decode()
    assert "chief" in found
    assert "user" not in found.split("<tbody>")[1].split("</tbody>")[0].replace("/users/", "")


def test_a_unit_is_renamed_added_to_closed_and_opened(client: Client) -> None:
    code = centre_cast.COUNTY
    client.post(f"/units/{code}/rename/", {"zh": "新名", "en": "New name", "key": "a"})
    assert "New name" in client.get(f"/units/{code}/").content.decode()
    new = {"code": "009", "level": "station", "zh": "九所", "en": "Station 9", "key": "b"}
    client.post(f"/units/{code}/add/", new)
    made = Unit.objects.get(code=f"{code}009")
    client.post(f"/units/{made.code}/close/", {"reason": "merged with another", "key": "c"})
    assert Unit.objects.get(pk=made.pk).closed
    client.post(f"/units/{made.code}/reopen/", {"key": "d"})
    assert not Unit.objects.get(pk=made.pk).closed


def test_a_unit_with_units_below_stays_open(client: Client) -> None:
    answer = client.post(
        f"/units/{centre_cast.CITY}/close/", {"reason": "merged with another", "key": "c"}
    )
    assert not Unit.objects.get(code=centre_cast.CITY).closed
    assert "below" in said(answer)


def test_the_tree_begins_with_ones_own_unit(client: Client) -> None:
    assert client.get("/units/").headers["Location"] == "/units/top/"
    assert "Ministry" in client.get("/units/top/").content.decode()
