"""Entries as the auditor reads them: who did what, to what, about whom, why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from wuzha.centre.actor import ActorKind
from wuzha.centre.audit.models import Entry
from wuzha.centre.people.queries import handles_of
from wuzha.centre.units.models import Unit
from wuzha.centre.units.queries import names_of, units_of
from wuzha.vocabulary.clock import Instant
from wuzha.web.console.audit.details import Pairs, Units, details_of, places_in
from wuzha.web.console.audit.verbs import verb_text
from wuzha.web.names import unit_name


@dataclass(frozen=True, slots=True)
class Row:
    """`who`, `thing` and `person` are said in words; the addresses show all entries of each."""

    entry: Entry
    who: str
    who_url: str
    unit: str
    text: str
    details: Pairs
    thing: str
    thing_url: str
    person: str
    person_url: str


def rows_of(entries: Sequence[Entry], at: Instant) -> list[Row]:
    """Rows for entries, with one question each for all users, units and persons."""
    names = names_of(_number(entry.actor) for entry in entries if entry.actor_kind == "user")
    units = units_of(places_in(entries))
    handles = handles_of(entry.person_id for entry in entries if entry.person_id is not None)
    return [_row(entry, names, units, handles, at) for entry in entries]


def actor_text(kind: str, actor: str, names: Mapping[int, str]) -> str:
    """Somebody's name; for what is no user, what it is."""
    if kind == ActorKind.USER:
        return names.get(_number(actor), f"#{actor}")
    if kind == ActorKind.CITIZEN:
        return _("A citizen")
    if kind == ActorKind.PARTNER:
        return _("Partner %(name)s") % {"name": actor}
    known = {
        "timers": _("The timers"),
        "delivery": _("The delivery"),
        "receiving": _("The intake"),
        "carriers": _("The carriers"),
        "directory": _("The directory"),
        "reports": _("The reports"),
    }
    return known.get(actor) or _("Process %(name)s") % {"name": actor}


def address(**wanted: object) -> str:
    """The page of entries with this filter."""
    said = {name: value for name, value in wanted.items() if value not in ("", None)}
    return f"{reverse('audit')}?{urlencode(said)}" if said else reverse("audit")


def _row(
    entry: Entry, names: Mapping[int, str], units: Units, handles: Mapping[int, str], at: Instant
) -> Row:
    person = entry.person_id
    unit: Unit | None = units.get(entry.place) if entry.actor_kind == ActorKind.USER else None
    return Row(
        entry=entry,
        who=actor_text(entry.actor_kind, entry.actor, names),
        who_url=address(actor=entry.actor) if entry.actor else "",
        unit=unit_name(unit) if unit else "",
        text=verb_text(entry.verb),
        details=details_of(entry, units, at),
        thing=f"#{entry.thing_id}" if entry.thing_id else "",
        thing_url=address(thing=entry.thing, thing_id=entry.thing_id) if entry.thing_id else "",
        person="" if person is None else handles.get(person, f"#{person}"),
        person_url="" if person is None else address(person=person),
    )


def _number(actor: str) -> int:
    return int(actor) if actor.isdigit() else 0
