"""Insider alarms: who opens persons in a way that nobody's work explains.

The chain alone tells: openings are entries `person.opened`, and where a person's warnings were is
the `place` in the detail of the entries that made and moved them. An alarm is a question for a
supervisor, not a finding.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wuzha.centre.audit.access import places_of
from wuzha.centre.audit.models import Entry
from wuzha.centre.units.models import User
from wuzha.vocabulary.clock import HOUR, Instant

OPENED = "person.opened"
WARNED = ("warning.issued", "warning.handed_over", "warning.escalated")

PERSONS_PER_HOUR_MAX = 20
"""A call takes three minutes or more: nobody has work for more persons."""
SAME_PERSON_MAX = 5
"""Openings of one person by one user in the time that is looked at."""


class AlarmKind(StrEnum):
    MANY_PERSONS = "many_persons"
    """More than PERSONS_PER_HOUR_MAX persons within an hour."""
    NO_WARNING = "no_warning"
    """A person without any warning, until then, in the user's places."""
    SAME_PERSON = "same_person"
    """The same person more than SAME_PERSON_MAX times."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """`user` is the user's number, `number` the entry that raised it, `count` what was counted."""

    kind: AlarmKind
    user: str
    place: str
    at: Instant
    number: int
    count: int
    person: int | None = None


@dataclass(frozen=True, slots=True)
class _Opening:
    number: int
    at: Instant
    user: str
    place: str
    person: int


def alarms(user: User, since: Instant, until: Instant) -> list[Alarm]:
    """The alarms about users whom this user may audit, in the order of what raised them."""
    found = list(_openings(places_of(user), since, until))
    by_user: dict[str, list[_Opening]] = defaultdict(list)
    for opening in found:
        by_user[opening.user].append(opening)
    raised = [alarm for one in by_user.values() for alarm in (*_many(one), *_same(one))]
    raised += _without_warning(found)
    return sorted(raised, key=lambda alarm: (alarm.number, alarm.kind))


def _openings(places: str, since: Instant, until: Instant) -> Iterator[_Opening]:
    rows = Entry.objects.filter(verb=OPENED, actor_kind="user", at__gte=since, at__lt=until)
    if places:
        rows = rows.filter(place__startswith=places)
    fields = ("number", "at", "actor", "place", "person_id")
    told = rows.order_by("number").values_list(*fields)
    for number, at, opener, place, person in told.iterator(chunk_size=2_000):
        if person is not None:
            yield _Opening(number, at, opener, place, person)


def _many(openings: Sequence[_Opening]) -> Iterator[Alarm]:
    """One alarm each time that the persons of the last hour become too many."""
    recent: deque[_Opening] = deque()
    persons: Counter[int] = Counter()
    quiet = True
    for opening in openings:
        recent.append(opening)
        persons[opening.person] += 1
        while recent[0].at <= opening.at - HOUR:
            gone = recent.popleft().person
            persons[gone] -= 1
            if not persons[gone]:
                del persons[gone]
        many = len(persons) > PERSONS_PER_HOUR_MAX
        if many and quiet:
            yield _alarm(AlarmKind.MANY_PERSONS, opening, len(persons))
        quiet = not many


def _same(openings: Sequence[_Opening]) -> Iterator[Alarm]:
    """One alarm per person, at the opening that was one too many."""
    times = Counter(opening.person for opening in openings)
    seen: Counter[int] = Counter()
    for opening in openings:
        seen[opening.person] += 1
        if seen[opening.person] == SAME_PERSON_MAX + 1:
            yield _alarm(
                AlarmKind.SAME_PERSON, opening, times[opening.person], person=opening.person
            )


def _without_warning(openings: Sequence[_Opening]) -> Iterator[Alarm]:
    persons = sorted({opening.person for opening in openings})
    warned: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for first in range(0, len(persons), 500):
        rows = Entry.objects.filter(person_id__in=persons[first : first + 500], verb__in=WARNED)
        for person, number, detail in rows.values_list("person_id", "number", "detail"):
            if person is not None and "place" in detail:
                warned[person].append((number, detail["place"]))
    for opening in openings:
        if not any(
            number < opening.number and _on_one_line(place, opening.place)
            for number, place in warned[opening.person]
        ):
            yield _alarm(AlarmKind.NO_WARNING, opening, 1, person=opening.person)


def _on_one_line(place: str, other: str) -> bool:
    """Whether one lies at or below the other: a station works on its county's warnings."""
    return place.startswith(other) or other.startswith(place)


def _alarm(kind: AlarmKind, opening: _Opening, count: int, person: int | None = None) -> Alarm:
    return Alarm(kind, opening.user, opening.place, opening.at, opening.number, count, person)
