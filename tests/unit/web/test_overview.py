"""The overview: what warnings came to, every figure with how it was counted."""

from __future__ import annotations

import re

import pytest

import centre_cast
from unit.centre.dissuade.cast import AT, follow_up, warned
from unit.web.test_board import entered
from wuzha.centre.dissuade.actions import Report, record, take_next
from wuzha.centre.dissuade.tallying import tally
from wuzha.centre.units.models import Unit
from wuzha.centre.units.roles import Role
from wuzha.vocabulary.clock import HOUR, MINUTE, SECOND
from wuzha.vocabulary.decision import Level
from wuzha.vocabulary.result import Result
from wuzha.web.console.spans import span_text

pytestmark = pytest.mark.django_db

LATER = AT + HOUR


@pytest.fixture(name="units")
def _units(settings: object) -> dict[str, Unit]:
    settings.WUZHA_CLOCK = lambda: LATER  # type: ignore[attr-defined]  # pytest-django's settings
    settings.WUZHA_SECOND_FACTOR = False  # type: ignore[attr-defined]
    return dict(centre_cast.tree())


def a_morning(units: dict[str, Unit]) -> None:
    """One person who was dissuaded, one warning that is open still; counted."""
    operator = centre_cast.user(units[centre_cast.CITY], Role.OPERATOR)
    warned(centre_cast.person(), Level.HIGH)
    step = take_next(operator, AT + MINUTE)
    assert step is not None
    report = Report(Result.BELIEVED, True, True, at_stake=1_234_500)
    record(step.pk, report, operator, AT + 2 * MINUTE)
    follow_up(AT + 2 * MINUTE)
    warned(centre_cast.person(), Level.CRITICAL)
    tally(LATER)


def figures(text: str) -> dict[str, str]:
    found = re.findall(r'class="label">([^<]+)</span><span class="figure">([^<]+)', text)
    return dict(found)


def test_the_figures_are_those_of_the_day(units: dict[str, Unit]) -> None:
    a_morning(units)
    client = entered(centre_cast.user(units[centre_cast.CITY], Role.SUPERVISOR))
    shown = client.get("/overview/?days=1").content.decode()
    told = figures(shown)
    assert told["Warnings issued"] == "2"
    assert told["Persons kept from paying"] == "1"
    assert told["Money kept"] == "CN¥12.3K"
    assert (told["Dissuaded"], told["Reached"]) == ("100%", "100%")
    assert "1 of the warnings issued in this time are still open" in shown
    assert f'href="/warnings/?unit={centre_cast.CITY}"' in shown


def test_before_anything_is_counted_it_says_what_to_do(units: dict[str, Unit]) -> None:
    client = entered(centre_cast.user(units[centre_cast.CITY], Role.SUPERVISOR))
    assert "Nothing has been counted yet" in client.get("/overview/").content.decode()


def test_the_ministry_looks_into_a_province(units: dict[str, Unit]) -> None:
    a_morning(units)
    client = entered(centre_cast.user(units[""], Role.MINISTRY))
    whole = client.get("/overview/?days=7").content.decode()
    assert "grid-map" in whole
    assert 'href="/overview/?days=7&amp;unit=11"' in whole
    below = client.get("/overview/?days=7&unit=12").content.decode()
    assert "No warning was issued" in below


def test_an_auditor_sees_figures_and_no_way_into_the_queue(units: dict[str, Unit]) -> None:
    a_morning(units)
    client = entered(centre_cast.user(units[centre_cast.CITY], Role.AUDITOR))
    shown = client.get("/overview/").content.decode()
    assert figures(shown)["Warnings issued"] == "2"
    assert "/warnings/" not in shown


def test_nonsense_in_the_address_is_the_usual_time_and_foreign_units_are_not_there(
    units: dict[str, Unit],
) -> None:
    client = entered(centre_cast.user(units[centre_cast.CITY], Role.SUPERVISOR))
    assert client.get("/overview/?days=banana").status_code == 200
    assert client.get("/overview/?unit=12").status_code == 404


def test_the_page_asks_few_questions(
    units: dict[str, Unit], django_assert_max_num_queries: object
) -> None:
    a_morning(units)
    client = entered(centre_cast.user(units[centre_cast.CITY], Role.SUPERVISOR))
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        client.get("/overview/?days=30")


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (45 * SECOND, "45 s"),
        (MINUTE, "1 min"),
        (90 * SECOND, "90 s"),
        (5 * MINUTE, "5 min"),
        (24 * HOUR, "24 h"),
        (48 * HOUR, "2 days"),
        (36 * HOUR, "36 h"),
        (151 * SECOND, "2.5 min"),
        (None, "–"),
    ],
)
def test_lengths_are_said_exactly_where_they_are_round(length: int | None, words: str) -> None:
    from django.utils import translation

    with translation.override("en"):
        assert span_text(length) == words
