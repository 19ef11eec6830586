"""The auditor's pages: what happened below one's unit, in words, narrowed to what is asked."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

import centre_cast as cast
from shape.tree import SRC, report
from wuzha.centre.actor import process
from wuzha.centre.audit.chain import Break, head
from wuzha.centre.audit.models import Entry
from wuzha.centre.audit.queries import Checked, check_recent
from wuzha.centre.people.access import handle
from wuzha.centre.people.actions import open_person
from wuzha.centre.people.models import Person
from wuzha.centre.units.actions import set_badge, set_duty
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Role
from wuzha.vocabulary.clock import DAY, MINUTE
from wuzha.vocabulary.errors import NotAllowed
from wuzha.web.console.audit.verbs import VERBS, verb_choices

pytestmark = pytest.mark.django_db

AT = cast.AT
LANGUAGE = "wuzha_language"
WRITTEN = re.compile(r"\.entry\(\s*\"([a-z]+\.[a-z_]+)\"")


@pytest.fixture(name="units")
def _units(settings: Any) -> dict[str, Unit]:
    settings.WUZHA_CLOCK = lambda: AT + MINUTE
    settings.WUZHA_SECOND_FACTOR = False
    return dict(cast.tree())


@pytest.fixture(name="officer")
def _officer(units: dict[str, Unit]) -> User:
    return cast.user(units[cast.COUNTY], Role.OPERATOR, name="lin")


@pytest.fixture(name="auditor")
def _auditor(units: dict[str, Unit]) -> Client:
    return signed_in(cast.user(units[cast.CITY], Role.AUDITOR))


def signed_in(user: User, language: str = "en") -> Client:
    client = Client()
    client.force_login(user)
    client.cookies[LANGUAGE] = language
    return client


def numbers(client: Client, query: str = "") -> list[int]:
    """The entries that the page shows, in its order."""
    shown = client.get(f"/audit/?{query}").content.decode()
    return [int(number) for number in re.findall(r'id="e-(\d+)"', shown)]


def opened(officer: User, purpose: str = "a call to make") -> Person:
    person = cast.person()
    open_person(officer, person, purpose, AT)
    return person


def test_who_opened_whom_and_what_for_is_said_in_words(auditor: Client, officer: User) -> None:
    person = opened(officer, "the family rang")
    shown = auditor.get("/audit/?verb=person.opened").content.decode()
    for said in (officer.name, "opened who a person is", handle(person), "the family rang"):
        assert said in shown
    assert officer.unit.en in shown
    auditor.cookies[LANGUAGE] = "zh-hans"
    assert "申请查看身份" in auditor.get("/audit/").content.decode()


def test_nobody_is_named_who_is_protected(auditor: Client, officer: User) -> None:
    person = opened(officer)
    shown = auditor.get("/audit/").content.decode()
    assert handle(person) in shown
    assert str(person.name) not in shown


def test_only_what_was_done_below_the_own_unit_is_shown(
    units: dict[str, Unit], officer: User
) -> None:
    opened(officer)
    opening = Entry.objects.get(verb="person.opened").number
    there = cast.user(units[cast.OTHER_PROVINCE], Role.AUDITOR)
    above = cast.user(units[cast.MINISTRY], Role.AUDITOR)
    assert numbers(signed_in(there)) == []
    assert opening in numbers(signed_in(above))


def test_each_filter_narrows(auditor: Client, officer: User, units: dict[str, Unit]) -> None:
    other = cast.user(units[cast.COUNTY], Role.OPERATOR, name="zhou")
    first, second = opened(officer), opened(other)
    openings = {
        entry.person_id: entry.number for entry in Entry.objects.filter(verb="person.opened")
    }
    set_duty(officer.pk, False, by=officer, at=AT + DAY)
    duty = Entry.objects.get(verb="user.duty_set").number
    assert numbers(auditor) == [duty, openings[second.pk], openings[first.pk]]
    assert numbers(auditor, "verb=person.") == [openings[second.pk], openings[first.pk]]
    assert numbers(auditor, "actor=zhou") == [openings[second.pk]]
    assert numbers(auditor, f"actor={other.pk}") == [openings[second.pk]]
    assert numbers(auditor, "actor=nobody-of-that-name") == []
    assert numbers(auditor, f"person={first.pk}") == [openings[first.pk]]
    assert numbers(auditor, f"thing=units.user&thing_id={officer.pk}") == [duty]
    assert numbers(auditor, "until=2026-03-02") == [openings[second.pk], openings[first.pk]]
    assert numbers(auditor, "since=2026-03-03") == [duty]


@pytest.mark.parametrize(
    "query",
    ["person=x", "person=99999999999999999999", "actor=²", f"actor={'9' * 50}", "until=9999-12-31"],
)
def test_what_is_no_filter_breaks_nothing(auditor: Client, query: str) -> None:
    assert auditor.get(f"/audit/?{query}").status_code == 200


def test_pages_follow_one_another(
    auditor: Client, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wuzha.web.console.audit.page.ROWS", 2)
    for turn in range(5):
        set_badge(officer.pk, f"7{turn:05}", by=process("tests"), at=AT)
    root = signed_in(cast.user(Unit.objects.get(code=""), Role.AUDITOR))
    everything = numbers(root) + numbers(root, f"at=<{head()[0] - 1}") + numbers(root, "at=<2")
    assert everything == [5, 4, 3, 2, 1]
    older = root.get("/audit/").content.decode()
    assert 'rel="next"' in older
    assert 'rel="prev"' not in older
    assert root.get("/audit/?at=elsewhere").status_code == 400


def test_an_alarm_leads_to_what_raised_it(auditor: Client, officer: User, settings: Any) -> None:
    person = opened(officer)  # who has no warning
    shown = auditor.get("/audit/alarms/").content.decode()
    assert "Opened a person who has no warning here" in shown
    assert f"actor={officer.pk}&amp;verb=person.opened&amp;person={person.pk}" in shown
    settings.WUZHA_CLOCK = lambda: AT + 9 * DAY
    assert "No alarm in this time" in auditor.get("/audit/alarms/").content.decode()
    assert "no warning here" in auditor.get("/audit/alarms/?days=30").content.decode()


def test_the_chain_is_looked_through_and_its_head_is_told(auditor: Client, officer: User) -> None:
    for _ in range(3):
        opened(officer)
    before = head()
    shown = auditor.get("/audit/chain/").content.decode()
    assert before[1].hex()[:8] in shown
    assert "as they were written" not in shown
    assert "all are as they were written" in auditor.post("/audit/chain/").content.decode()
    assert head() == before
    Entry.objects.filter(number=before[0] - 1).update(purpose="another")
    answer = auditor.post("/audit/chain/").content.decode()
    assert "does not hold at 1 place" in answer
    assert "this entry is not as it was written" in answer


def test_only_the_newest_part_is_looked_at_and_stands_on_what_is_before(
    units: dict[str, Unit], officer: User
) -> None:
    auditor = cast.user(units[cast.CITY], Role.AUDITOR)
    for _ in range(3):
        opened(officer)
    last = head()[0]
    assert check_recent(auditor, limit=2) == Checked(last - 1, last, [])
    Entry.objects.filter(number=1).update(purpose="another")
    assert check_recent(auditor, limit=2).breaks == []
    Entry.objects.filter(number=last - 2).update(hash=bytes(32))
    assert check_recent(auditor, limit=2).breaks == [Break(last - 1, "changed")]
    with pytest.raises(NotAllowed):
        check_recent(officer)


def test_every_verb_of_the_centre_has_words() -> None:
    modules = (SRC / "centre").rglob("*.py")
    written = {verb for path in modules for verb in WRITTEN.findall(path.read_text())}
    assert len(written) > 30, "the pattern no longer finds verbs"
    report(sorted(written - set(VERBS)), "Put these into words in web/console/audit/verbs.py:")
    offered = {verb for _, choices in verb_choices() for verb, _ in choices}
    report(sorted(set(VERBS) - offered), "These belong to no group of the filter:")
