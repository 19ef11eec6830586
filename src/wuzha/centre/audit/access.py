"""The door to the audit chain."""

from __future__ import annotations

from wuzha.centre.units.access import require
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Permission


def places_of(user: User) -> str:
    """What the places begin with whose entries this user may read; NotAllowed without SEE_AUDIT.

    What our own processes did has no place: only who audits the root sees it.
    """
    require(user, Permission.SEE_AUDIT)
    return user.unit.code
