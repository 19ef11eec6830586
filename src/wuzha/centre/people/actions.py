"""What is done to people: enrolled, opened with a purpose, their trusted contacts kept."""

from __future__ import annotations

from wuzha.centre.change import change
from wuzha.centre.people.enrolling import Enrolment, enrol, enrol_many, persons_of
from wuzha.centre.people.identifiers import normal
from wuzha.centre.people.models import Opening, Person, TrustedContact
from wuzha.centre.units.access import actor_of, require
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Permission
from wuzha.vocabulary.clock import MINUTE, Instant
from wuzha.vocabulary.errors import BadValue, NotThere, WrongState

__all__ = [
    "OPENING",
    "Enrolment",
    "add_contact",
    "enrol",
    "enrol_many",
    "open_person",
    "persons_of",
    "withdraw_contact",
]

OPENING = 15 * MINUTE
"""How long who a person is stays open to the user who said why."""

PURPOSE_MIN, PURPOSE_MAX = 4, 200


def open_person(user: User, person: Person, purpose: str, at: Instant, key: str = "") -> Opening:
    """Lets a user read who a person is, for a purpose and for OPENING.

    The caller has shown that the user may see this person. NotAllowed without the permission,
    BadValue without a purpose that says something.
    """
    require(user, Permission.OPEN_PERSON)
    why = purpose.strip()
    if not PURPOSE_MIN <= len(why) <= PURPOSE_MAX:
        detail = f"say in {PURPOSE_MIN} to {PURPOSE_MAX} characters what you need it for"
        raise BadValue("purpose", detail)
    with change(actor_of(user), at, key, [person.pk, why]) as done:
        mine = Opening.objects.filter(user=user, person=person)
        if done.repeated and (opening := mine.order_by("-id").first()) is not None:
            return opening
        opening = Opening.objects.create(
            user=user, person=person, purpose=why, at=at, until=at + OPENING
        )
        done.entry("person.opened", opening, person=person, purpose=why)
    return opening


def add_contact(
    user: User,
    person: Person,
    name: str,
    phone: str,
    relation: str,
    consented: bool,
    at: Instant,
    key: str = "",
) -> TrustedContact:
    """Keeps somebody whom the person wants to be told; `consented` if the contact said yes.

    The caller has shown that the user may see this person. BadValue for a phone that is none.
    """
    require(user, Permission.OPEN_PERSON)
    number = normal("phone", phone)
    who = name.strip()
    if not who or len(who) > 60 or not relation.strip() or len(relation) > 20:
        raise BadValue("contact", "a contact has a name and what they are to the person")
    with change(actor_of(user), at, key, [person.pk, who, number, relation]) as done:
        if done.repeated:
            return TrustedContact.objects.filter(person=person).latest("id")
        contact = TrustedContact.objects.create(
            person=person,
            name=who,
            phone=number,
            relation=relation.strip(),
            consented_at=at if consented else None,
        )
        done.entry("contact.added", contact, person=person, consented=consented)
    return contact


def withdraw_contact(user: User, person: Person, number: int, at: Instant, key: str = "") -> None:
    """Ends the consent of a person's contact: they are not asked again. NotThere if it is not
    one of this person's."""
    require(user, Permission.OPEN_PERSON)
    with change(actor_of(user), at, key, [person.pk, number]) as done:
        if done.repeated:
            return
        contacts = TrustedContact.objects.select_for_update().filter(person=person)
        contact = contacts.filter(pk=number).only("withdrawn_at").first()
        if contact is None:
            raise NotThere("no_contact", "this person has no such contact")
        if contact.withdrawn_at is not None:
            raise WrongState("contact_withdrawn", "this contact was withdrawn before")
        contact.withdrawn_at = at
        contact.save(update_fields=["withdrawn_at"])
        done.entry("contact.withdrawn", contact, person=person)
