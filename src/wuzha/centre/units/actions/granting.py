"""Roles: given and taken away.

A role that decides over others is given by two persons: one administrator proposes it (approve,
kind `user.grant`), somebody else agrees. While a centre is set up, before it has two administrators
at its root, nobody could do that, so its processes may give such roles alone.
"""

from __future__ import annotations

from wuzha.centre.actor import Actor
from wuzha.centre.change import Change, change
from wuzha.centre.units.access import actor_of, admit
from wuzha.centre.units.models import Grant, User
from wuzha.centre.units.roles import PARTNERS, Permission, Role
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.errors import NotAllowed, NotThere, WrongState

GIVEN_BY_TWO = frozenset({Role.SUPERVISOR, Role.MINISTRY, Role.ADMINISTRATOR, Role.AUDITOR})
"""Roles that decide over others or watch them."""

ALONE = PARTNERS | {Role.ADMINISTRATOR, Role.AUDITOR}
"""Roles that nobody has beside another: who administers sees no warnings, who audits changes
nothing, and a partner is no officer."""

ADMINISTRATORS_MIN = 2


def grant(number: int, role: Role, *, by: User | Actor, at: Instant, key: str = "") -> None:
    """Gives a role to a user. One that is there is given again without effect.

    NotAllowed to oneself, and for a role that two must give; WrongState for a user who has left
    or whose roles do not go together with it.
    """
    user, actor = reached(number, by)
    if isinstance(by, User) and by.pk == user.pk:
        raise NotAllowed("own_roles", "nobody gives roles to themselves: ask somebody else")
    with change(actor, at, key, ["user.granted", number, role]) as done:
        if done.repeated:
            return
        if role in GIVEN_BY_TWO and (isinstance(by, User) or not _being_set_up()):
            raise NotAllowed(
                "second_person", "this role is proposed, and given when another agrees"
            )
        _give(user, role, by if isinstance(by, User) else None, done)


def grant_seconded(
    number: int, role: Role, *, first: User, second: User, proposal: int, at: Instant
) -> None:
    """Gives a role that `first` proposed and `second` agreed to. Three persons take part."""
    if len({number, first.pk, second.pk}) < 3:
        raise NotAllowed("second_person", "who proposes, who agrees and who gets it must differ")
    user, _ = reached(number, first)
    with change(actor_of(second), at) as done:
        _give(user, role, first, done, proposal=proposal)


def revoke(number: int, role: Role, *, by: User | Actor, at: Instant, key: str = "") -> None:
    """Takes a role away. NotThere if the user has not got it; WrongState for the last
    administrator."""
    user, actor = reached(number, by)
    with change(actor, at, key, ["user.revoked", number, role]) as done:
        if done.repeated:
            return
        if role is Role.ADMINISTRATOR:
            keep_an_administrator(user)
        gone, _ = Grant.objects.filter(user=user, role=role).delete()
        if not gone:
            raise NotThere("no_grant", "this user has not got this role")
        done.entry("user.revoked", user, role=role)


def reached(number: int, by: User | Actor) -> tuple[User, Actor]:
    """The user to be managed, and who manages. NotThere outside the manager's places."""
    user = User.objects.select_related("unit").filter(pk=number).first()
    if user is None:
        raise NotThere("no_user", "there is no such user below your unit")
    return user, admit(by, Permission.MANAGE_USERS, user.unit.code)


def keep_an_administrator(user: User) -> None:
    """WrongState if without this user nobody administers the root.

    All administrators are locked first, in one order: two of them cannot remove each other.
    """
    roles = Grant.objects.filter(role=Role.ADMINISTRATOR)
    list(roles.select_for_update().order_by("pk"))
    if set(_administrators()) == {user.pk}:
        raise WrongState("last_administrator", "somebody else must be administrator before")


def _being_set_up() -> bool:
    return len(_administrators()) < ADMINISTRATORS_MIN


def _administrators() -> list[int]:
    """The numbers of those who administer the root."""
    grants = Grant.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    return list(grants.filter(user__unit__code="").values_list("user_id", flat=True))


def _give(user: User, role: Role, giver: User | None, done: Change, proposal: int = 0) -> None:
    user = User.objects.select_for_update(of=("self",)).select_related("unit").get(pk=user.pk)
    if not user.is_active:
        raise WrongState("user_left", "this user has left: bring them back first")
    there = {Role(given.role) for given in user.grants.all()}
    if role in there:
        return
    if there and (role in ALONE or ALONE & there):
        raise WrongState("roles_apart", "these roles do not go together: use another account")
    Grant.objects.create(user=user, role=role, since=done.at, given_by=giver)
    done.entry("user.granted", user, role=role, proposal=proposal)
