"""Finding people."""

from __future__ import annotations

from collections.abc import Iterable

from wuzha.centre.people.access import handle_of
from wuzha.centre.people.identifiers import OF_PERSONS, indexes_of
from wuzha.centre.people.models import Identifier, Person

FOUND_MAX = 200


def by_identifier(text: str) -> list[int]:
    """The numbers of the persons who have what was typed: a phone, an account, a device, an
    e-mail address, written in any way, or the token itself. None for what is none of them."""
    indexes = indexes_of(text, OF_PERSONS)
    found = Identifier.objects.filter(index__in=indexes).order_by("person_id")
    named = Person.objects.filter(token=text).values_list("pk", flat=True)
    return [*named, *found.values_list("person_id", flat=True).distinct()[:FOUND_MAX]]


def handles_of(numbers: Iterable[int]) -> dict[int, str]:
    """The handles of persons by number, for pages that say about whom something was done."""
    tokens = Person.objects.filter(pk__in=set(numbers)).values_list("pk", "token")
    return {number: handle_of(token) for number, token in tokens}
