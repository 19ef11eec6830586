"""People: enrolled once, found by what they have, opened only with a purpose."""

from __future__ import annotations

import pytest
from django.db import connection

import centre_cast as cast
from wuzha.centre.audit.models import Entry
from wuzha.centre.people.access import handle, is_open, read
from wuzha.centre.people.actions import (
    OPENING,
    Enrolment,
    add_contact,
    enrol,
    enrol_many,
    open_person,
    persons_of,
    withdraw_contact,
)
from wuzha.centre.people.models import Identifier, Person
from wuzha.centre.people.queries import by_identifier
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Role
from wuzha.vocabulary.errors import BadValue, KeyReused, NotAllowed, NotThere, WrongState

pytestmark = pytest.mark.django_db

AT, BY = cast.AT, cast.BY


@pytest.fixture
def officer() -> User:
    return cast.user(cast.tree()[cast.COUNTY], Role.OPERATOR)


@pytest.mark.parametrize("typed", ["13900001234", "+86 139 0000 1234", "0086-13900001234"])
def test_a_person_is_found_by_a_phone_however_it_is_written(typed: str) -> None:
    person = cast.person(phone="+8613900001234")
    cast.person(phone="+8613900009999")
    assert by_identifier(typed) == [person.pk]


def test_what_is_no_identifier_finds_nobody() -> None:
    cast.person()
    assert by_identifier("") == []
    assert by_identifier("张三 ' or 1=1 --") == []


def test_an_address_is_found_in_any_case() -> None:
    person = enrol("a", identifiers=[("email", "Li@Post.Example")], by=BY, at=AT)
    assert by_identifier("li@post.example") == [person.pk]


def test_enrolling_again_tells_more_and_doubles_nothing() -> None:
    first = enrol("a", name="旧名", identifiers=[("phone", "13900001234")], by=BY, at=AT)
    again = enrol(
        "a",
        place=cast.STATION,
        identifiers=[("phone", "+8613900001234"), ("account", "6222 0000 1111")],
        by=BY,
        at=AT + 1,
    )
    assert again.pk == first.pk
    person = Person.objects.get()
    assert (person.name, person.place, person.enrolled_at) == ("旧名", cast.STATION, AT)
    assert Identifier.objects.count() == 2


def test_enrolling_what_is_known_already_changes_nothing() -> None:
    told = Enrolment("a", cast.STATION, "王", identifiers=(("phone", "13900001234"),))
    enrol_many([told], by=BY, at=AT)
    entries = Entry.objects.count()
    enrol_many([told, told], by=BY, at=AT + 1)
    assert Entry.objects.count() == entries


def test_a_wrong_identifier_enrols_nobody() -> None:
    told = [Enrolment("a"), Enrolment("b", identifiers=(("phone", "12"),))]
    with pytest.raises(BadValue, match="phone"):
        enrol_many(told, by=BY, at=AT)
    with pytest.raises(BadValue, match="identifier_kind"):
        enrol("c", identifiers=[("wallet", "x")], by=BY, at=AT)
    assert not Person.objects.exists()


def test_each_person_has_an_entry_of_being_enrolled_or_met() -> None:
    enrol("a", by=BY, at=AT)
    persons_of(["a", "b", "b"], AT, BY)
    verbs = Entry.objects.order_by("number").values_list("verb", "person_id")
    a, b = Person.objects.order_by("id")
    assert list(verbs) == [("person.enrolled", a.pk), ("person.met", b.pk)]


def test_names_phones_and_addresses_are_not_in_the_database_or_the_entries() -> None:
    enrol(
        "a",
        name="独一无二",
        address="Nowhere Lane 7",
        identifiers=[("phone", "13912345678")],
        by=BY,
        at=AT,
    )
    with connection.cursor() as cursor:
        stored = ""
        for table in ("people_person", "people_identifier", "audit_entry"):
            cursor.execute(f"select * from {table}")
            stored += repr(cursor.fetchall())
    for secret in ("独一无二", "Nowhere Lane", "13912345678"):
        assert secret not in stored
        assert repr(secret.encode())[2:-1] not in stored


def test_who_a_person_is_opens_with_a_purpose_and_closes_by_itself(officer: User) -> None:
    person = cast.person(phone="+8613900001234")
    with pytest.raises(NotAllowed, match="person_closed"):
        read(officer, person, AT)
    opening = open_person(officer, person, "  call about warning 7 ", AT)
    assert opening.purpose == "call about warning 7"
    shown = read(officer, person, AT + OPENING - 1)
    assert shown.name.startswith("居民")
    assert shown.phones == ("8613900001234",)
    assert not is_open(officer, person, AT + OPENING)
    with pytest.raises(NotAllowed):
        read(officer, person, AT + OPENING)


def test_an_opening_is_one_officers_own(officer: User) -> None:
    person = cast.person()
    colleague = cast.user(officer.unit, Role.OPERATOR)
    open_person(officer, person, "call about warning", AT)
    assert not is_open(colleague, person, AT)
    assert not is_open(officer, cast.person(), AT)


def test_opening_and_reading_are_on_record_with_the_purpose(officer: User) -> None:
    person = cast.person()
    open_person(officer, person, "call about warning", AT)
    read(officer, person, AT + 1)
    entries = Entry.objects.filter(actor=str(officer.pk), person_id=person.pk)
    assert list(entries.order_by("number").values_list("verb", "purpose")) == [
        ("person.opened", "call about warning"),
        ("person.read", ""),
    ]


@pytest.mark.parametrize("purpose", ["", "   a  ", "x" * 201])
def test_a_purpose_has_to_say_something(officer: User, purpose: str) -> None:
    with pytest.raises(BadValue, match="purpose"):
        open_person(officer, cast.person(), purpose, AT)


def test_who_audits_opens_nobody(officer: User) -> None:
    auditor = cast.user(officer.unit, Role.AUDITOR)
    with pytest.raises(NotAllowed):
        open_person(auditor, cast.person(), "curiosity", AT)


def test_the_same_form_opens_once(officer: User) -> None:
    person = cast.person()
    first = open_person(officer, person, "call about warning", AT, key="form-1")
    again = open_person(officer, person, "call about warning", AT + 5, key="form-1")
    assert again.pk == first.pk
    with pytest.raises(KeyReused):
        open_person(officer, cast.person(), "call about warning", AT, key="form-1")


def test_a_contact_is_shown_until_it_is_withdrawn(officer: User) -> None:
    person = cast.person()
    contact = add_contact(officer, person, "李", "13900005678", "女儿", True, AT, key="k")
    assert add_contact(officer, person, "李", "13900005678", "女儿", True, AT, key="k") == contact
    open_person(officer, person, "call about warning", AT)
    shown = read(officer, person, AT).contacts
    assert [(c.number, c.name, c.phone, c.relation) for c in shown] == [
        (contact.pk, "李", "8613900005678", "女儿")
    ]
    withdraw_contact(officer, person, contact.pk, AT + 1)
    assert read(officer, person, AT + 1).contacts == ()
    with pytest.raises(WrongState):
        withdraw_contact(officer, person, contact.pk, AT + 2)


def test_the_contact_of_somebody_else_is_not_there(officer: User) -> None:
    contact = add_contact(officer, cast.person(), "李", "13900005678", "女儿", True, AT)
    with pytest.raises(NotThere):
        withdraw_contact(officer, cast.person(), contact.pk, AT)


def test_a_handle_is_short_stable_and_without_look_alikes() -> None:
    handles = {handle(Person(token=f"t{n}")) for n in range(2_000)}
    assert len(handles) > 1_990
    assert all(len(h) == 6 and h[3] == "-" and not set(h) & set("0O1IL") for h in handles)
    assert handle(Person(token="t1")) == handle(Person(token="t1"))
