"""The auditor's page: entries by who, what, whom and when, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qsl, urlencode

from django.db.models import QuerySet

from wuzha.centre.audit.access import places_of
from wuzha.centre.audit.chain import Break, head, verify
from wuzha.centre.audit.models import Entry
from wuzha.centre.units.models import User
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.errors import BadValue

CHECKED_MAX = 20_000
"""Entries that a page looks through: about a second of work."""
BREAKS_MAX = 20
"""Where a chain breaks more often, a page need not say where else."""


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What to show; nothing named means everything. `since` counts, `until` does not.

    `actor` is a user's number or a process' name. `verb` may be the beginning of one, as in
    `person.`; `person` is a person's number.
    """

    actor: str = ""
    verb: str = ""
    thing: str = ""
    thing_id: str = ""
    person: int | None = None
    since: Instant | None = None
    until: Instant | None = None

    def to_query(self) -> str:
        named = {name: getattr(self, name) for name in self.__slots__}
        return urlencode({name: value for name, value in named.items() if value not in ("", None)})

    @classmethod
    def from_query(cls, query: str) -> EntryFilter:
        """BadValue for a number that is none. What is not known is left out."""
        said = {name: value for name, value in parse_qsl(query) if name in cls.__slots__}
        return cls(
            actor=said.get("actor", ""),
            verb=said.get("verb", ""),
            thing=said.get("thing", ""),
            thing_id=said.get("thing_id", ""),
            person=_number(said.get("person")),
            since=_number(said.get("since")),
            until=_number(said.get("until")),
        )


@dataclass(frozen=True, slots=True)
class EntryPage:
    """`older` and `newer` are cursors for `entries`, empty where there is no more."""

    rows: list[Entry]
    older: str
    newer: str


def entries(user: User, wanted: EntryFilter, cursor: str = "", limit: int = 50) -> EntryPage:
    """A page of the entries that the user may read.

    A cursor is `<NUMBER` (older than that entry) or `>NUMBER` (newer); without one the newest are
    shown. BadValue for another.
    """
    rows = _matching(places_of(user), wanted)
    way, number = cursor[:1], _number(cursor[1:] or None)
    if cursor and (way not in "<>" or number is None):
        raise BadValue("cursor", "this page does not exist: begin with the newest entries")
    if way == ">":
        found = list(rows.filter(number__gt=number).order_by("number")[: limit + 1])
        more, rest = len(found) > limit, found[:limit][::-1]
        return _page(rest, older=bool(rest), newer=more)
    if way == "<":
        rows = rows.filter(number__lt=number)
    found = list(rows.order_by("-number")[: limit + 1])
    rest = found[:limit]
    return _page(rest, older=len(found) > limit, newer=bool(cursor and rest))


@dataclass(frozen=True, slots=True)
class Checked:
    """A look at the entries from `first` to `last` of the chain, and where it does not hold."""

    first: int
    last: int
    breaks: list[Break]


def check_recent(user: User, limit: int = CHECKED_MAX) -> Checked:
    """Whether the newest entries of the chain are as they were written, each upon the one before.

    What is older is looked at by `wuzha audit verify`, which takes as long as it takes.
    """
    places_of(user)
    last, _ = head()
    first = max(1, last - limit + 1)
    return Checked(first, last, list(islice(verify(first=first), BREAKS_MAX)))


def head_for(user: User) -> tuple[int, bytes]:
    """The head of the chain, to be written down outside, for who may read the chain."""
    places_of(user)
    return head()


def _page(rows: list[Entry], older: bool, newer: bool) -> EntryPage:
    return EntryPage(
        rows,
        older=f"<{rows[-1].number}" if older else "",
        newer=f">{rows[0].number}" if newer else "",
    )


def _matching(places: str, wanted: EntryFilter) -> QuerySet[Entry]:
    rows = Entry.objects.all()
    if places:
        rows = rows.filter(place__startswith=places)
    if wanted.actor:
        kinds = ("user", "partner") if wanted.actor.isdigit() else ("process", "citizen")
        rows = rows.filter(actor_kind__in=kinds, actor=wanted.actor)
    if wanted.verb.endswith("."):
        rows = rows.filter(verb__startswith=wanted.verb)
    elif wanted.verb:
        rows = rows.filter(verb=wanted.verb)
    for name in ("thing", "thing_id"):
        if getattr(wanted, name):
            rows = rows.filter(**{name: getattr(wanted, name)})
    if wanted.person is not None:
        rows = rows.filter(person_id=wanted.person)
    if wanted.since is not None:
        rows = rows.filter(at__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(at__lt=wanted.until)
    return rows


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise BadValue("number", "this must be a whole number")
    return int(text)
