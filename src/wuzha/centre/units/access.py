"""The door: what a user may, and the units and users that a user may see."""

from __future__ import annotations

from wuzha.centre.actor import Actor, ActorKind
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Permission, Role, permissions_of
from wuzha.vocabulary.errors import NotAllowed, NotThere


def admit(by: User | Actor, permission: Permission, place: str) -> Actor:
    """Who does it, after the door.

    One of our own processes may; a user needs the permission (NotAllowed) and the place in sight
    (NotThere); nobody else may.
    """
    if isinstance(by, User):
        require(by, permission)
        if not sees(by, place):
            raise NotThere("not_below", "there is no such thing below your unit")
        return actor_of(by)
    if by.kind is not ActorKind.PROCESS:
        raise NotAllowed("not_allowed", f"this needs `{permission}`")
    return by


def roles_of(user: User) -> frozenset[Role]:
    """The user's roles as they are now: one that is taken away counts from the next request."""
    if not user.is_active:
        return frozenset()
    return frozenset(Role(grant.role) for grant in user.grants.all())


def may(user: User, permission: Permission) -> bool:
    return permission in permissions_of(roles_of(user))


def require(user: User, permission: Permission) -> None:
    """NotAllowed unless one of the user's roles includes it."""
    if not may(user, permission):
        raise NotAllowed("not_allowed", f"this needs `{permission}`; ask who administers your unit")


def sees(user: User, place: str) -> bool:
    """Whether a place lies at or below the user's unit."""
    return place.startswith(user.unit.code)


def unit_for(user: User, code: str) -> Unit:
    """A unit at or below the user's own; NotThere otherwise."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None or not sees(user, unit.code):
        raise NotThere("no_unit", "there is no such unit below yours")
    return unit


def user_for(user: User, number: int) -> User:
    """A user at or below one's own unit; NotThere otherwise."""
    found = User.objects.select_related("unit").filter(pk=number).first()
    if found is None or not sees(user, found.unit.code):
        raise NotThere("no_user", "there is no such user below your unit")
    return found


def actor_of(user: User) -> Actor:
    """The user as one who does something."""
    return Actor(ActorKind.USER, str(user.pk), user.unit.code)


def user_named(username: str) -> User | None:
    """The active user of that sign-in name, for single sign-on."""
    return User.objects.filter(username=username, is_active=True).first()
