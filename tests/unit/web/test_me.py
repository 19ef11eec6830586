"""One's own page: language, duty and filters are one's own."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

import centre_cast
from unit.centre.dissuade.cast import AT
from wuzha.centre.units.actions import save_filter
from wuzha.centre.units.models import SavedFilter, User
from wuzha.centre.units.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(name="operator")
def _operator() -> User:
    return centre_cast.user(centre_cast.tree()[centre_cast.CITY], Role.OPERATOR)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_page_says_who_one_is_in_the_own_language(operator: User) -> None:
    shown = signed_in(operator).get("/me/").content.decode()
    assert f"单位{centre_cast.CITY}" in shown
    assert "保存的筛选" in shown


def test_the_own_language_counts_over_what_this_browser_chose(operator: User) -> None:
    client = signed_in(operator)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    answer = client.post("/me/language/", {"language": "en"})
    operator.refresh_from_db()
    assert operator.language == "en"
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME]["max-age"] == 0
    # A browser drops the cookie now; Django's client keeps an empty one.
    del client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert "Saved filters" in client.get("/me/").content.decode()


def test_a_language_that_pages_do_not_speak_changes_nothing(operator: User) -> None:
    signed_in(operator).post("/me/language/", {"language": "tlh"})
    operator.refresh_from_db()
    assert operator.language == "zh-hans"


def test_a_filter_is_deleted_by_its_owner_alone(operator: User) -> None:
    other = centre_cast.user(operator.unit, Role.OPERATOR)
    saved = save_filter("Urgent", "level=critical", user=operator, at=AT)
    assert signed_in(other).post(f"/me/filters/{saved.pk}/delete/").status_code == 404
    client = signed_in(operator)
    assert "Urgent" in client.get("/me/").content.decode()
    client.post(f"/me/filters/{saved.pk}/delete/", {"key": "one"})
    assert not SavedFilter.objects.exists()


def test_who_does_not_work_steps_has_no_duty(operator: User) -> None:
    investigator = centre_cast.user(operator.unit, Role.INVESTIGATOR)
    assert "/desk/duty/" in signed_in(operator).get("/me/").content.decode()
    assert "/desk/duty/" not in signed_in(investigator).get("/me/").content.decode()
