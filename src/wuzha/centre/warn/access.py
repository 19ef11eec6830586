"""The door to warnings."""

from __future__ import annotations

from wuzha.centre.units.access import require, sees
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Permission
from wuzha.centre.warn.models import Warning
from wuzha.vocabulary.errors import NotThere


def warning_for(user: User, number: int) -> Warning:
    """A warning of a unit at or below the user's own, or about somebody who lives there: the
    station sees the warnings of its own people, which the county keeps. NotThere otherwise."""
    require(user, Permission.SEE_WARNINGS)
    found = (
        Warning.objects.filter(pk=number)
        .select_related("person", "unit", "acknowledged_by")
        .defer("person__name", "person__address")
        .first()
    )
    if found is None or not (sees(user, found.place) or _lives_with(user, found)):
        raise NotThere("no_warning", "there is no such warning below your unit")
    return found


def _lives_with(user: User, warning: Warning) -> bool:
    return bool(warning.person.place) and sees(user, warning.person.place)
