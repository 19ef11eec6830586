"""Is this officer real? Asked at the hotline and by the citizen: yes, or what to do now."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

import centre_cast
from unit.centre.dissuade.cast import AT, warned
from wuzha.centre.audit.models import Entry
from wuzha.centre.dissuade.actions import take_next
from wuzha.centre.dissuade.proof import code_of
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Role
from wuzha.vocabulary.clock import MINUTE
from wuzha.web.citizen.verify import FROM_ADDRESS, IN_SESSION

pytestmark = pytest.mark.django_db

TAIL = "4321"


class Rung:
    """Somebody was rung by an officer, and has the code."""

    def __init__(self) -> None:
        self.at = AT
        self.units = centre_cast.tree()
        self.officer: User = centre_cast.user(self.units[centre_cast.CITY], Role.OPERATOR)
        self.person = centre_cast.person(phone="+8613900004321")
        warned(self.person)
        step = take_next(self.officer, AT)
        assert step is not None
        self.code = code_of(step)


@pytest.fixture(name="rung")
def _rung(settings: object) -> Rung:
    cache.clear()
    rung = Rung()
    settings.WUZHA_CLOCK = lambda: rung.at  # type: ignore[attr-defined]  # pytest-django's
    settings.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]
    return rung


def asked(client: Client, code: str, tail: str = TAIL, path: str = "/verify/") -> Any:
    return client.post(path, {"code": code, "tail": tail}, headers={"Accept-Language": "en"})


def test_the_right_code_is_answered_with_unit_badge_and_since(rung: Rung) -> None:
    shown = asked(Client(), rung.code).content.decode()
    assert "Yes, this officer is real" in shown
    assert f"Unit {centre_cast.CITY}" in shown
    assert rung.officer.badge in shown
    assert "2026-03-02 11:00" in shown
    assert rung.officer.name not in shown
    assert (rung.person.name or "?") not in shown


@pytest.mark.parametrize(
    "said", [("AAAAAAAA", TAIL), ("nonsense", TAIL), ("right", "1234"), ("right", "0000")]
)
def test_no_wrong_answer_tells_more_than_another(rung: Rung, said: tuple[str, str]) -> None:
    code, tail = said
    shown = asked(Client(), rung.code if code == "right" else code, tail).content.decode()
    assert "We cannot confirm this officer" in shown
    assert "<b>96110</b>" in shown
    assert "<b>110</b>" in shown
    assert rung.officer.badge not in shown
    assert rung.code not in shown
    assert Entry.objects.filter(verb="proof.refused").count() == 1


def test_a_form_that_is_not_filled_in_is_no_try(rung: Rung) -> None:
    assert asked(Client(), rung.code, "12").status_code == 422
    assert not Entry.objects.filter(verb__startswith="proof.").exists()


def test_one_session_gets_so_many_tries_and_more_after_a_while(rung: Rung) -> None:
    client = Client()
    answers = [asked(client, "AAAAAAAA").status_code for _ in range(IN_SESSION.times + 1)]
    assert answers == [200] * IN_SESSION.times + [429]
    limited = asked(client, rung.code)
    assert limited.status_code == 429
    assert "Too many tries" in limited.content.decode()
    assert rung.officer.badge not in limited.content.decode()
    rung.at += 10 * MINUTE
    assert "Yes, this officer is real" in asked(client, rung.code).content.decode()


def test_one_address_without_cookies_is_held_back_too(rung: Rung) -> None:
    answers = [asked(Client(), "AAAAAAAA").status_code for _ in range(FROM_ADDRESS.times + 1)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {200}


def test_the_hotline_gets_the_same_answer_under_the_operators_name(rung: Rung) -> None:
    rung.officer.language = "en"
    rung.officer.save(update_fields=["language"])
    client = Client()
    client.force_login(rung.officer)
    assert "Yes, this is one of ours" in asked(client, rung.code, path="/proof/").content.decode()
    refused = asked(client, "AAAAAAAA", path="/proof/").content.decode()
    assert "No: we do not know this code" in refused
    entry = Entry.objects.get(verb="proof.refused")
    assert (entry.actor_kind, entry.actor) == ("user", str(rung.officer.pk))


def test_the_citizen_needs_no_account_and_the_hotline_does(rung: Rung) -> None:
    assert Client().get("/verify/").status_code == 200
    assert Client().get("/proof/").status_code == 302
