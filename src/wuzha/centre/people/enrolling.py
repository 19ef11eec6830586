"""Enrolling: how people and what they are known by come into the directory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError

from wuzha.centre.actor import Actor
from wuzha.centre.change import change
from wuzha.centre.people.identifiers import OF_PERSONS, index_of, normal
from wuzha.centre.people.models import Identifier, Person
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.errors import BadValue

_PERSONS = 500
"""So many are asked for and written at once."""

_TOLD = ("place", "name", "address", "language", "minor")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a directory says of one person. `identifiers` are pairs of kind and value."""

    token: str
    place: str = ""
    name: str | None = None
    address: str | None = None
    language: str = "zh"
    minor: bool = False
    identifiers: tuple[tuple[str, str], ...] = ()


def enrol(
    token: str,
    *,
    place: str = "",
    name: str | None = None,
    address: str | None = None,
    language: str = "zh",
    minor: bool = False,
    identifiers: Iterable[tuple[str, str]] = (),
    by: Actor,
    at: Instant,
) -> Person:
    """One person, new or known: what is told replaces what was told before, identifiers are added
    to those that are there. BadValue for an identifier without a normal form."""
    told = Enrolment(token, place, name, address, language, minor, tuple(identifiers))
    return enrol_many([told], by=by, at=at)[0]


def enrol_many(told: Sequence[Enrolment], *, by: Actor, at: Instant) -> list[Person]:
    """Many persons at once, in their order; of one who comes twice the last word counts."""
    persons: dict[str, Person] = {}
    with change(by, at):
        for start in range(0, len(told), _PERSONS):
            part = told[start : start + _PERSONS]
            try:
                persons |= _enrol(part, by, at)
            except IntegrityError:
                # Another process met one of them at this moment; now they are known.
                persons |= _enrol(part, by, at)
    return [persons[entry.token] for entry in told]


def _enrol(told: Sequence[Enrolment], by: Actor, at: Instant) -> dict[str, Person]:
    wanted = {entry.token: entry for entry in told}
    marks = {token: _marks(entry) for token, entry in wanted.items()}
    with change(by, at) as done:
        known = Person.objects.select_for_update().filter(token__in=wanted).order_by("id")
        persons = {person.token: person for person in known}
        changed = [person for token, person in persons.items() if _tell(person, wanted[token])]
        Person.objects.bulk_update(changed, _TOLD)
        made = Person.objects.bulk_create(
            _made(entry, at) for token, entry in wanted.items() if token not in persons
        )
        persons |= {person.token: person for person in made}
        extended = _add_identifiers(persons, marks)
        for person in dict.fromkeys([*made, *changed, *extended]):
            done.entry("person.enrolled", person, person=person, place=person.place)
    return persons


def _made(entry: Enrolment, at: Instant) -> Person:
    told = {name: getattr(entry, name) for name in _TOLD}
    return Person(token=entry.token, enrolled_at=at, **told)


def persons_of(tokens: Iterable[str], at: Instant, by: Actor) -> dict[str, Person]:
    """The persons of these tokens; those whom no directory knows are made, bare.

    Who they are is not read: name and address stay sealed."""
    wanted = list(dict.fromkeys(tokens))
    found = _known(wanted)
    missing = [token for token in wanted if token not in found]
    if missing:
        with change(by, at) as done:
            Person.objects.bulk_create(
                (Person(token=token, enrolled_at=at) for token in missing),
                ignore_conflicts=True,
            )
            made = _known(missing)
            for person in made.values():
                done.entry("person.met", person, person=person)
        found |= made
    return {token: found[token] for token in wanted}


def _known(tokens: Sequence[str]) -> dict[str, Person]:
    persons = Person.objects.filter(token__in=tokens).defer("name", "address")
    return {person.token: person for person in persons}


def _marks(entry: Enrolment) -> list[tuple[str, str, bytes]]:
    """Kind, normal form and index of each identifier, once each."""
    marks = {}
    for kind, value in entry.identifiers:
        if kind not in OF_PERSONS:
            raise BadValue("identifier_kind", f"a person has {', '.join(OF_PERSONS)}")
        form = normal(kind, value)
        marks[kind, form] = (kind, form, index_of(kind, form))
    return [*marks.values()]


def _tell(person: Person, entry: Enrolment) -> bool:
    """Puts what is told on the person; whether something is new. What is not told stays."""
    new = {
        name: value
        for name in _TOLD
        if (value := getattr(entry, name)) not in (None, "") and getattr(person, name) != value
    }
    for name, value in new.items():
        setattr(person, name, value)
    return bool(new)


def _add_identifiers(
    persons: Mapping[str, Person], marks: Mapping[str, list[tuple[str, str, bytes]]]
) -> list[Person]:
    """Adds what is missing; the persons who got something."""
    owners = [persons[token] for token, found in marks.items() if found]
    there = {
        (person, kind, bytes(index))
        for person, kind, index in Identifier.objects.filter(person__in=owners).values_list(
            "person_id", "kind", "index"
        )
    }
    missing = [
        Identifier(person=persons[token], kind=kind, value=form, index=index)
        for token, found in marks.items()
        for kind, form, index in found
        if (persons[token].pk, kind, index) not in there
    ]
    Identifier.objects.bulk_create(missing)
    return [*{identifier.person_id: identifier.person for identifier in missing}.values()]
