"""The detail of an entry in words: codes of closed lists by their names, places by their units'."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from wuzha.centre.audit.models import Entry
from wuzha.centre.units.models import Unit
from wuzha.centre.units.roles import Role
from wuzha.packs import pack
from wuzha.vocabulary.clock import Instant, moment_of
from wuzha.vocabulary.decision import LEVELS, STAGES
from wuzha.vocabulary.errors import InputError
from wuzha.web.figures import instant_text
from wuzha.web.names import type_name, unit_name
from wuzha.web.roles import ROLE_NAMES

Pairs = list[tuple[str, str]]
Units = Mapping[str, Unit]

PLACES = frozenset({"place", "before", "after"})
INSTANTS = frozenset({"due_at", "until"})

NAMES: Mapping[str, Promise] = {
    "level": gettext_lazy("Level"),
    "stage": gettext_lazy("Stage"),
    "type": gettext_lazy("Type"),
    "result": gettext_lazy("Result"),
    "ending": gettext_lazy("Ending"),
    "grade": gettext_lazy("Grade"),
    "role": gettext_lazy("Role"),
    "roles": gettext_lazy("Roles"),
    "place": gettext_lazy("Unit"),
    "before": gettext_lazy("Before"),
    "after": gettext_lazy("After"),
    "due_at": gettext_lazy("Due"),
    "until": gettext_lazy("Until"),
    "found": gettext_lazy("Found"),
    "attempt": gettext_lazy("Try"),
    "evidence": gettext_lazy("Evidence"),
    "version": gettext_lazy("Version"),
    "proposal": gettext_lazy("Proposal"),
    "badge": gettext_lazy("Badge"),
    "on": gettext_lazy("On duty"),
    "held": gettext_lazy("Held"),
    "consented": gettext_lazy("Consented"),
    "code": gettext_lazy("Code"),
    "kind": gettext_lazy("Kind"),
    "rung": gettext_lazy("Rung"),
    "next": gettext_lazy("Next"),
    "language": gettext_lazy("Language"),
    "source": gettext_lazy("Source"),
    "deleted": gettext_lazy("Deleted"),
    "emptied": gettext_lazy("Emptied"),
    "fact": gettext_lazy("Fact"),
    "error": gettext_lazy("Error"),
}

HIDDEN = frozenset({"digest"})
"""Said by the proposal itself."""


def places_in(entries: Iterable[Entry]) -> Iterator[str]:
    """The codes of all units that these entries speak of."""
    for entry in entries:
        yield entry.place
        yield from (code for code in map(entry.detail.get, PLACES) if isinstance(code, str))


def details_of(entry: Entry, units: Units, at: Instant) -> Pairs:
    """Name and value of everything that the entry says besides its verb, in its own order."""
    return [
        (str(NAMES.get(name, name)), text)
        for name, value in entry.detail.items()
        if name not in HIDDEN and (text := _value(name, value, units, at))
    ]


def _value(name: str, value: Any, units: Units, at: Instant) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in PLACES and isinstance(value, str) and value in units:
        return unit_name(units[value])
    if name in INSTANTS and isinstance(value, int):
        return instant_text(value, get_current_timezone(), moment_of(at), "full")
    reader = _READERS.get(name)
    if reader is None or value in (None, ""):
        return "" if value is None else str(value)
    try:
        return reader(value) or str(value)
    except (InputError, ValueError, IndexError, KeyError):  # a code of another version
        return str(value)


def _word(section: str) -> Callable[[Any], str]:
    def read(code: Any) -> str:
        language = get_language() or settings.LANGUAGE_CODE
        return pack(settings.WUZHA_PACK).words.of(section, str(code), language)

    return read


def _role(code: Any) -> str:
    return str(ROLE_NAMES[Role(code)])


def _ranked(section: str, ranks: tuple[str, ...]) -> Callable[[Any], str]:
    word = _word(section)
    return lambda value: word(ranks[value] if isinstance(value, int) else value)


_READERS: Mapping[str, Callable[[Any], str]] = {
    "level": _ranked("level", tuple(LEVELS)),
    "before": _ranked("level", tuple(LEVELS)),
    "stage": _ranked("stage", tuple(STAGES)),
    "result": _word("result"),
    "ending": _word("ending"),
    "grade": _word("grade"),
    "type": type_name,
    "role": _role,
    "roles": lambda roles: ", ".join(map(_role, roles)),
}
