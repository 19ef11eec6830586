"""The queue in its order, page by page; search, counts, the timeline and the labels."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

import centre_cast as cast
from wuzha.centre.audit.models import Entry
from wuzha.centre.people.access import handle
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.actions import acknowledge, end, locked, receive
from wuzha.centre.warn.filters import QueueFilter
from wuzha.centre.warn.models import OPEN_STATES, Warning
from wuzha.centre.warn.queries import counts, labels, queue, search, timeline
from wuzha.packs import pack
from wuzha.vocabulary.clock import HOUR, MINUTE
from wuzha.vocabulary.decision import Level, Stage
from wuzha.vocabulary.errors import NotAllowed, NotThere
from wuzha.vocabulary.result import Ending, Grade

AT, BY = cast.AT, cast.BY
ALL = QueueFilter()

db = pytest.mark.django_db


@pytest.fixture
def units() -> dict[str, Unit]:
    return dict(cast.tree())


@pytest.fixture
def chief(units: dict[str, Unit]) -> User:
    return cast.user(units[cast.MINISTRY], Role.DISPATCHER)


def warned(place: str = cast.STATION, at: int = AT, **changes: Any) -> Warning:
    receive([cast.decision(cast.person(place), at=at, **changes)], at, BY)
    return Warning.objects.latest("id")


def numbers(user: User, wanted: QueueFilter = ALL, at: int = AT, **more: Any) -> list[int]:
    return [row.number for row in queue(user, wanted, at=at, **more).rows]


@db
def test_the_highest_level_comes_first_and_in_it_the_shortest_clock(chief: User) -> None:
    medium = warned(level=Level.MEDIUM)
    late, soon = warned(at=AT + MINUTE), warned(at=AT)
    critical = warned(level=Level.CRITICAL, at=AT + HOUR)
    assert numbers(chief) == [critical.pk, soon.pk, late.pk, medium.pk]


@db
def test_a_row_says_what_and_where_and_not_who(chief: User) -> None:
    warning = warned()
    acknowledge(warning.pk, user=chief, at=AT)
    (row,) = queue(chief, ALL, at=AT).rows
    assert (row.number, row.level, row.type) == (warning.pk, Level.HIGH, "refund")
    assert row.handle == handle(warning.person)
    assert (row.unit_en, row.officer) == (f"Unit {cast.COUNTY}", chief.name)
    assert not row.overdue(AT + HOUR)


@db
def test_pages_hold_every_warning_once_both_ways(chief: User) -> None:
    levels = (Level.MEDIUM, Level.HIGH, Level.CRITICAL)
    for n in range(11):
        warned(level=levels[n % 3], at=AT + n % 2)
    whole = numbers(chief)
    page = queue(chief, ALL, limit=3, at=AT)
    assert page.newer is None
    seen = [page]
    while page.older:
        page = queue(chief, ALL, page.older, 3, at=AT)
        seen.append(page)
    assert [row.number for each in seen for row in each.rows] == whole
    back = [page]
    while page.newer:
        page = queue(chief, ALL, page.newer, 3, at=AT)
        back.append(page)
    assert [each.rows for each in back] == [each.rows for each in reversed(seen)]


@db
@pytest.mark.parametrize("after", ["", "-", "x", "1.2", "1.2.3.4", "9.٣.1", "-" + "9" * 99])
def test_an_address_that_is_no_place_shows_the_first_page(chief: User, after: str) -> None:
    warning = warned()
    if after != "-":
        assert numbers(chief, after=after) == [warning.pk]
    assert queue(chief, ALL, after, at=AT).rows is not None


@db
@pytest.mark.parametrize(
    ("place", "seen"),
    [
        (cast.MINISTRY, 3),
        (cast.PROVINCE, 2),
        (cast.CITY, 2),
        (cast.COUNTY, 1),
        (cast.OTHER_COUNTY, 1),
        (cast.OTHER_PROVINCE, 1),
        (cast.OTHER_CITY, 0),
    ],
)
def test_a_unit_sees_what_lies_below_it(units: dict[str, Unit], place: str, seen: int) -> None:
    for home in (cast.STATION, cast.OTHER_COUNTY + "001", "120101001"):
        warned(home)
    user = cast.user(units[place], Role.OPERATOR)
    assert len(numbers(user)) == seen
    assert sum(counts(user, AT).by_level.values()) == seen


@db
def test_filters_narrow_the_queue(chief: User) -> None:
    high = warned(level=Level.HIGH, type="stock_tutor", stage=Stage.PAYMENT)
    medium = warned(level=Level.MEDIUM, place="120101001")
    acknowledge(medium.pk, user=chief, at=AT)
    only = [
        (QueueFilter(levels=frozenset({Level.HIGH})), high),
        (QueueFilter(types=frozenset({"investment"})), high),
        (QueueFilter(types=frozenset({"refund"})), medium),
        (QueueFilter(stages=frozenset({Stage.PAYMENT})), high),
        (QueueFilter(states=frozenset({"acknowledged"})), medium),
        (QueueFilter(unit="12"), medium),
        (QueueFilter(mine=True), medium),
        (QueueFilter(overdue=True), high),
    ]
    for wanted, warning in only:
        assert numbers(chief, wanted, at=high.due_at) == [warning.pk], wanted
    assert numbers(chief, QueueFilter(overdue=True), at=high.due_at - 1) == []


@db
def test_a_filter_does_not_reach_beyond_ones_own_unit(units: dict[str, Unit]) -> None:
    user = cast.user(units[cast.COUNTY], Role.OPERATOR)
    with pytest.raises(NotThere):
        queue(user, QueueFilter(unit=cast.CITY), at=AT)


CODES = sorted(pack("cn").taxonomy.types)


@given(
    levels=st.frozensets(st.sampled_from([*Level][1:])),
    types=st.frozensets(st.sampled_from(CODES), max_size=5),
    stages=st.frozensets(st.sampled_from(Stage)),
    states=st.frozensets(st.sampled_from(OPEN_STATES)),
    unit=st.text("0123456789", max_size=9),
    mine=st.booleans(),
    overdue=st.booleans(),
)
def test_a_filter_is_read_back_as_it_was_kept(**parts: Any) -> None:
    wanted = QueueFilter(**parts)
    assert QueueFilter.from_query(wanted.to_query()) == wanted


def test_words_that_mean_nothing_filter_nothing() -> None:
    assert QueueFilter.from_query("level=none&level=x&type=&state=ended&mine=2&page=9") == ALL


@db
def test_search_finds_by_who_it_is_and_by_whom_they_met(chief: User) -> None:
    person = cast.person(phone="+8613900001234")
    receive([cast.decision(person, counterparty="8613800005678")], AT, BY)
    warned(counterparty="8613800009999")
    number = Warning.objects.earliest("id").pk
    for typed in ("139 0000 1234", "+8613800005678", f"#{number}"):
        assert [row.number for row in search(chief, typed, AT)] == [number], typed
    assert search(chief, "13700000000", AT) == []
    assert search(chief, "#99999999999999999999", AT) == []


@db
def test_search_stays_in_sight_and_on_record(units: dict[str, Unit], chief: User) -> None:
    warned(counterparty="8613800005678")
    stranger = cast.user(units[cast.OTHER_PROVINCE], Role.INVESTIGATOR)
    assert search(stranger, "13800005678", AT) == []
    entry = Entry.objects.get(verb="warning.searched")
    assert (entry.actor, entry.detail) == (str(stranger.pk), {"found": 0})
    with pytest.raises(NotAllowed):
        search(cast.user(units[""], Role.FIELD), "13800005678", AT)


@db
def test_counts_say_what_waits(chief: User) -> None:
    first = warned()
    warned(level=Level.CRITICAL, at=AT + HOUR)
    acknowledge(warned(level=Level.MEDIUM).pk, user=chief, at=AT)
    found = counts(chief, first.due_at)
    assert found.by_level[Level.CRITICAL] == found.by_level[Level.HIGH] == 1
    assert (found.overdue, found.mine) == (1, 1)


@db
def test_a_page_asks_as_much_of_fifty_as_of_five(chief: User) -> None:
    for level in (Level.MEDIUM, Level.HIGH, Level.CRITICAL):
        for _ in range(20):
            warned(level=level)
    asked = []
    for limit in (5, 50):
        with CaptureQueriesContext(connection) as queries:
            queue(chief, ALL, limit=limit, at=AT)
        asked.append(len(queries))
    assert max(asked) <= 6


@db
def test_the_timeline_tells_the_story_in_order(chief: User) -> None:
    person = cast.person()
    before = cast.decision(person, level=Level.NONE, score=20, at=AT - HOUR, facts={"text": "hi"})
    receive([before], AT - HOUR, BY)
    receive([cast.decision(person)], AT, BY)
    warning = Warning.objects.get()
    acknowledge(warning.pk, user=chief, at=AT + 1)
    end(locked(warning.pk), Ending.DISSUADED, by=BY, at=AT + 2)
    story = timeline(warning)
    assert [moment.what for moment in story] == [
        *("call", "call", "warning.issued", "warning.acknowledged", "warning.ended"),
    ]
    assert [moment.joined for moment in story[:2]] == [False, True]
    assert story[1].counterparty == "8613900000000"
    assert story[1].reasons[0]["rule"] == "foreign_trunk"
    assert story[3].by == f"user:{chief.pk}"


@db
def test_what_was_written_to_the_person_is_shown_only_while_they_are_open(chief: User) -> None:
    warning = warned(facts={"text": "亲爱的", "incoming": True})
    closed, opened = timeline(warning)[0], timeline(warning, opened=True)[0]
    assert closed.facts == {"incoming": True}
    assert opened.facts == {"incoming": True, "text": "亲爱的"}


@db
def test_the_lab_gets_each_piece_of_evidence_with_what_it_came_to(chief: User) -> None:
    person = cast.person()
    receive([cast.decision(person, event="a"), cast.decision(person, event="b", score=55)], AT, BY)
    warned()
    first = Warning.objects.earliest("id")
    end(locked(first.pk), Ending.DISSUADED, by=BY, at=AT, grade=Grade.A, true_type="lost_parcel")
    told = list(labels(AT, AT + 1))
    assert [(each.event, each.score) for each in told] == [("a", 70), ("b", 55)]
    assert {(each.person, each.ending, each.grade, each.true_type) for each in told} == {
        (person.token, "dissuaded", "a", "lost_parcel")
    }
    assert list(labels(AT + 1, AT + 2)) == []
