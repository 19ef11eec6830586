"""The door to who a person is: closed, until a user has said what for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from wuzha.centre.change import change
from wuzha.centre.people.models import Opening, Person, TrustedContact
from wuzha.centre.units.access import actor_of
from wuzha.centre.units.models import User
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.errors import NotAllowed

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that are mistaken for one another."""


@dataclass(frozen=True, slots=True)
class ContactShown:
    number: int
    name: str
    phone: str
    relation: str
    consented_at: Instant | None


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Who a person is, in plain words, for the one who opened it. `identifiers` are pairs of kind
    and value; `contacts` are those who were not withdrawn."""

    number: int
    handle: str
    name: str
    address: str
    language: str
    minor: bool
    place: str
    victim_at: Instant | None
    identifiers: tuple[tuple[str, str], ...]
    contacts: tuple[ContactShown, ...]

    @property
    def phones(self) -> tuple[str, ...]:
        return tuple(value for kind, value in self.identifiers if kind == "phone")


def handle(person: Person) -> str:
    """A short name for lists and talks between officers, `K7F-3A`, that says nothing of who it
    is. Two persons may share one; the warning's number is what is exact."""
    return handle_of(person.token)


def handle_of(token: str) -> str:
    """The handle of a person's token."""
    number = int.from_bytes(hashlib.sha256(token.encode()).digest()[:8])
    letters = ""
    for _ in range(5):
        number, rest = divmod(number, len(_LETTERS))
        letters += _LETTERS[rest]
    return f"{letters[:3]}-{letters[3:]}"


def is_open(user: User, person: Person, at: Instant) -> bool:
    """Whether the user said what for, and that is not too long ago."""
    return Opening.objects.filter(user=user, person=person, at__lte=at, until__gt=at).exists()


def read(user: User, person: Person, at: Instant) -> PersonShown:
    """Who a person is; each reading is on record. NotAllowed unless it is open to the user."""
    if not is_open(user, person, at):
        raise NotAllowed("person_closed", "say first what you need it for")
    with change(actor_of(user), at) as done:
        found = Person.objects.prefetch_related("identifiers").get(pk=person.pk)
        contacts = TrustedContact.objects.filter(person=found, withdrawn_at=None).order_by("id")
        shown = PersonShown(
            number=found.pk,
            handle=handle(found),
            name=found.name or "",
            address=found.address or "",
            language=found.language,
            minor=found.minor,
            place=found.place,
            victim_at=found.victim_at,
            identifiers=tuple((each.kind, each.value) for each in found.identifiers.all()),
            contacts=tuple(
                ContactShown(each.pk, each.name, each.phone, each.relation, each.consented_at)
                for each in contacts
            ),
        )
        done.entry("person.read", found, person=found)
    return shown


def open_until(user: User, person: Person, at: Instant) -> Instant | None:
    """Until when the user may read who a person is; None if it is closed to them."""
    mine = Opening.objects.filter(user=user, person=person, at__lte=at, until__gt=at)
    return mine.order_by("-until").values_list("until", flat=True).first()
