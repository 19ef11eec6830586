from __future__ import annotations

import math

import numpy as np
import pytest
from django.db import connection

from wuzha.bench import census
from wuzha.bench.census import Shape
from wuzha.bench.console.asking import Times, measure
from wuzha.bench.console.plan import Filling, person_of
from wuzha.bench.console.questions import Asking, askers
from wuzha.bench.console.run import furnish
from wuzha.centre.dissuade.access import warning_for
from wuzha.centre.dissuade.models import Attempt, Step
from wuzha.centre.people.access import handle_of
from wuzha.centre.people.models import Identifier, Person
from wuzha.centre.warn.models import OPEN_STATES, Evidence, Warning
from wuzha.centre.warn.queries import QueueFilter, queue, search, timeline
from wuzha.vocabulary.clock import DAY, system_clock

WARNINGS = 12_000
SHAPE = Shape(provinces=2, cities=2, counties=2, stations=2)


def indexes() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'")
        return set(cursor.fetchall())


@pytest.fixture
def filling(transactional_db: None) -> Filling:
    return furnish(WARNINGS, SHAPE, system_clock(), lambda _: None)


def test_what_is_filled_in_is_what_the_centre_would_have(filling: Filling) -> None:
    at, persons = filling.now, filling.persons
    assert Warning.objects.count() == Evidence.objects.count() == WARNINGS
    assert Step.objects.count() == 3 * WARNINGS
    assert Attempt.objects.count() == WARNINGS
    assert (Person.objects.count(), Identifier.objects.count()) == (persons, 2 * persons)
    still_open = Warning.objects.filter(state__in=OPEN_STATES)
    assert still_open.count() == WARNINGS // 100
    assert not Warning.objects.filter(issued_at__lt=at - 100 * DAY).exists()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        assert cursor.fetchall() == []

    ministry, *_ = askers(filling.tree, at)
    found = queue(ministry, QueueFilter(), at=at)
    assert len(found.rows) == 50
    assert found.older, "there is more"
    person = 17
    numbers = {row.number for row in search(ministry, "+" + census.phone(person), at)}
    about = np.arange(1, WARNINGS + 1)
    expected = about[person_of(about, persons) == person]
    assert numbers == set(expected.tolist())
    assert numbers == {row.number for row in search(ministry, census.account(person), at)}
    warning = Warning.objects.select_related("person").get(pk=min(numbers))
    assert handle_of(warning.person.token) == handle_of(census.token(person))
    moments = [moment.what for moment in timeline(warning)]
    assert moments == ["call", "warning.issued"]


def test_questions_are_about_what_a_user_may_see(filling: Filling) -> None:
    asking = Asking(filling, askers(filling.tree, filling.now), np.random.default_rng(2))
    asked = [*asking.warning(100)]
    opened = [warning_for(user, number).state in OPEN_STATES for user, number in asked]
    assert 0.1 < np.mean(opened) < 0.9
    places = [queue(*one, at=filling.now) for one in asking.queue(60, filling.now)]
    assert any(page.rows and page.newer for page in places), "some are deep in the list"
    found = [len(search(user, text, filling.now)) for user, text in asking.search(120)]
    assert 0 in found
    assert max(found) > 1


def test_indexes_come_back_as_migrations_made_them(transactional_db: None) -> None:
    before = indexes()
    furnish(100, SHAPE, system_clock(), lambda _: None)
    assert indexes() == before


def test_a_request_that_fails_has_no_time() -> None:
    assert math.isnan(Times(ms=[1.0], queries=[1], wrong=1).p95())
    assert math.isnan(Times().p95())
    assert Times(ms=[float(ms) for ms in range(101)], queries=[1] * 101).p95() == 95


@pytest.mark.django_db
def test_queries_of_a_request_are_counted() -> None:
    times = measure(
        lambda number: Person.objects.filter(pk=number).first(), ((k,) for k in range(25))
    )
    assert times.queries == [1] * 5, "the first twenty warm up"
