"""The auditor's page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centre_cast import AT, BY, CITY, COUNTY, OTHER_PROVINCE, PROVINCE, tree, user
from wuzha.centre.actor import Actor, ActorKind
from wuzha.centre.audit.models import Entry
from wuzha.centre.audit.queries import EntryFilter, entries
from wuzha.centre.change import change
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Role
from wuzha.vocabulary.clock import SECOND
from wuzha.vocabulary.errors import BadValue, NotAllowed

pytestmark = pytest.mark.django_db


class Book:
    """Auditors at the root and in one province, and entries by officers and processes."""

    def __init__(self) -> None:
        units = tree()
        self.root = user(units[""], Role.AUDITOR)
        self.local = user(units[PROVINCE], Role.AUDITOR)
        self.units = units
        for at, place in enumerate((CITY, COUNTY, OTHER_PROVINCE)):
            self.write(str(at + 1), place, "person.opened", at, person=at)
            self.write(str(at + 1), place, "step.taken", at)
        with change(BY, AT + 9 * SECOND) as done:
            done.entry("warning.issued", units[""], person=units[CITY])

    def write(self, actor: str, place: str, verb: str, at: int, person: int | None = None) -> None:
        thing = None if person is None else list(self.units.values())[person]
        with change(Actor(ActorKind.USER, actor, place), AT + at * SECOND) as done:
            done.entry(verb, thing, person=thing)


@pytest.fixture
def book() -> Book:
    return Book()


def numbers(user: User, **wanted: object) -> list[int]:
    filter_ = EntryFilter(**wanted)  # type: ignore[arg-type]  # by name
    return [row.number for row in entries(user, filter_).rows]


def test_who_audits_the_root_reads_all_and_others_their_places(book: Book) -> None:
    assert numbers(book.root) == [7, 6, 5, 4, 3, 2, 1]
    assert numbers(book.local) == [4, 3, 2, 1]
    for role in sorted(set(Role) - {Role.AUDITOR}):
        with pytest.raises(NotAllowed):
            entries(user(book.units[""], role), EntryFilter())


def test_each_question_an_auditor_asks(book: Book) -> None:
    ids = {code: unit.pk for code, unit in book.units.items()}
    assert numbers(book.root, actor="2") == [4, 3]
    assert numbers(book.root, actor="tests") == [7]
    assert numbers(book.root, verb="step.taken") == [6, 4, 2]
    assert numbers(book.root, verb="person.") == [5, 3, 1]
    assert numbers(book.root, thing="units.unit", thing_id=str(ids[""])) == [7, 1]
    assert numbers(book.root, person=ids[CITY]) == [7]
    assert numbers(book.root, since=AT + SECOND, until=AT + 2 * SECOND) == [4, 3]
    assert numbers(book.local, actor="3") == []


def test_pages_lead_there_and_back(book: Book) -> None:
    first = entries(book.root, EntryFilter(), limit=3)
    second = entries(book.root, EntryFilter(), first.older, limit=3)
    third = entries(book.root, EntryFilter(), second.older, limit=3)
    pages = (first, second, third)
    assert [[row.number for row in page.rows] for page in pages] == [[7, 6, 5], [4, 3, 2], [1]]
    assert (first.newer, third.older) == ("", "")
    back = entries(book.root, EntryFilter(), third.newer, limit=3)
    assert [row.number for row in back.rows] == [4, 3, 2]
    newest = entries(book.root, EntryFilter(), back.newer, limit=3)
    assert ([row.number for row in newest.rows], newest.newer) == ([7, 6, 5], "")


@pytest.mark.parametrize("cursor", ["7", "<", "<x", "=7", "<" + "9" * 19, "<-1", "<٣"])
def test_a_cursor_from_elsewhere_is_refused(book: Book, cursor: str) -> None:
    with pytest.raises(BadValue):
        entries(book.root, EntryFilter(), cursor)


TEXT = st.text(max_size=10)
COUNT = st.none() | st.integers(0, 10**17)


@given(
    st.builds(
        EntryFilter,
        **dict.fromkeys(("actor", "verb", "thing", "thing_id"), TEXT),
        **dict.fromkeys(("person", "since", "until"), COUNT),
    )
)
def test_a_filter_survives_its_address(wanted: EntryFilter) -> None:
    assert EntryFilter.from_query(wanted.to_query()) == wanted


def test_an_address_that_somebody_typed() -> None:
    assert EntryFilter.from_query("verb=step.taken&colour=red") == EntryFilter(verb="step.taken")
    with pytest.raises(BadValue):
        EntryFilter.from_query("person=li")


def test_a_page_takes_one_query(book: Book, django_assert_num_queries: object) -> None:
    auditor = User.objects.select_related("unit").prefetch_related("grants").get(pk=book.local.pk)
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's own
        assert len(entries(auditor, EntryFilter(verb="person.")).rows) == 2
    assert Entry.objects.count() == 7
