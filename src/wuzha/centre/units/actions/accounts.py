"""Users: made, moved, put on duty, sent away and brought back. None is ever deleted."""

from __future__ import annotations

import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from wuzha.centre.actor import Actor
from wuzha.centre.change import change
from wuzha.centre.units.access import admit
from wuzha.centre.units.actions.granting import GIVEN_BY_TWO, keep_an_administrator, reached
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Permission, Role
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.errors import BadValue, NotThere, WrongState

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_BADGE = re.compile(r"[0-9A-Z]{2,20}")


def make_user(
    username: str,
    *,
    name: str,
    unit: str,
    badge: str = "",
    email: str = "",
    language: str = "zh-hans",
    password: str | None = None,
    by: User | Actor,
    at: Instant,
    key: str = "",
) -> User:
    """A user of the unit with code `unit`, with no roles yet.

    Without a password only single sign-on lets them in. BadValue if something cannot be used;
    WrongState if name or badge is taken, or the unit closed.
    """
    _checked_username(username, name)
    actor = admit(by, Permission.MANAGE_USERS, unit)
    office = _open_unit(unit)
    user = User(username=username, name=name.strip(), unit=office, language=language, email=email)
    user.badge = _checked_badge(badge)
    _set_password(user, password)
    with change(actor, at, key, ["user.made", username, name, unit, badge, email]) as done:
        if done.repeated:
            return User.objects.get(username=username)
        if User.objects.filter(username=username).exists():
            raise WrongState("username_taken", "choose another user name: this one is taken")
        _free_badge(user)
        user.save()
        done.entry("user.made", user, place=unit)
    return user


def set_password(
    number: int, password: str, *, by: User | Actor, at: Instant, key: str = ""
) -> User:
    """A new password; it ends the user's sessions. BadValue if it is weak."""
    user, actor = reached(number, by)
    _set_password(user, password)
    with change(actor, at, key, ["user.password_set", number]) as done:
        if not done.repeated:
            user.save(update_fields=["password"])
            done.entry("user.password_set", user)
    return user


def set_badge(number: int, badge: str, *, by: User | Actor, at: Instant, key: str = "") -> User:
    """The number under which citizens are told of an officer."""
    user, actor = reached(number, by)
    with change(actor, at, key, ["user.badge_set", number, badge]) as done:
        if done.repeated:
            return user
        user.badge = _checked_badge(badge)
        _free_badge(user)
        user.save(update_fields=["badge"])
        done.entry("user.badge_set", user, badge=badge)
    return user


def set_duty(number: int, on: bool, *, by: User | Actor, at: Instant, key: str = "") -> User:
    """Puts a user on duty or off: oneself, or others below one's unit who may assign.

    WrongState on duty without a badge: a citizen could not check who is calling.
    """
    user = User.objects.select_related("unit").filter(pk=number).first()
    if user is None:
        raise NotThere("no_user", "there is no such user below your unit")
    own = isinstance(by, User) and by.pk == number
    needed = Permission.WORK_STEPS if own else Permission.ASSIGN
    actor = admit(by, needed, user.unit.code)
    with change(actor, at, key, ["user.duty_set", number, on]) as done:
        if done.repeated:
            return user
        if on and not user.is_active:
            raise WrongState("user_left", "this user has left: bring them back first")
        if on and not user.badge:
            raise WrongState("no_badge", "who calls citizens needs a badge: give them one first")
        user.on_duty = on
        user.save(update_fields=["on_duty"])
        done.entry("user.duty_set", user, on=on)
    return user


def move_user(number: int, unit: str, *, by: User | Actor, at: Instant, key: str = "") -> User:
    """To another unit; what they were working on goes back (fact `user.left`).

    WrongState for who has a role that two must give, unless they move downwards: they would
    decide over other places than those that two agreed to.
    """
    user, _ = reached(number, by)
    actor = admit(by, Permission.MANAGE_USERS, unit)
    office = _open_unit(unit)
    with change(actor, at, key, ["user.moved", number, unit]) as done:
        if done.repeated or user.unit.code == unit:
            return user
        roles = {Role(given.role) for given in user.grants.all()}
        if roles & GIVEN_BY_TWO and not unit.startswith(user.unit.code):
            raise WrongState("roles_stay", "take the roles away first that two persons gave")
        if Role.ADMINISTRATOR in roles:
            keep_an_administrator(user)
        before, user.unit = user.unit.code, office
        user.save(update_fields=["unit"])
        done.entry("user.moved", user, before=before, after=unit)
        done.fact("user.left", user, why="moved")
    return user


def deactivate(number: int, reason: str, *, by: User | Actor, at: Instant, key: str = "") -> User:
    """Ends at the user's next request; takes all roles away, so that coming back gives none.

    WrongState for the last administrator and for oneself.
    """
    user, actor = reached(number, by)
    with change(actor, at, key, ["user.deactivated", number, reason]) as done:
        if done.repeated:
            return user
        if isinstance(by, User) and by.pk == number:
            raise WrongState("own_account", "somebody else must close your account")
        if not user.is_active:
            raise WrongState("user_left", "this user has left already")
        roles = sorted(user.grants.values_list("role", flat=True))
        if Role.ADMINISTRATOR in roles:
            keep_an_administrator(user)
        user.grants.all().delete()
        user.is_active = user.on_duty = False
        user.save(update_fields=["is_active", "on_duty"])
        done.entry("user.deactivated", user, purpose=reason, roles=roles)
        done.fact("user.left", user, why="deactivated")
    return user


def reactivate(number: int, *, by: User | Actor, at: Instant, key: str = "") -> User:
    """Lets a user in again, without roles."""
    user, actor = reached(number, by)
    with change(actor, at, key, ["user.reactivated", number]) as done:
        if done.repeated:
            return user
        if user.is_active:
            raise WrongState("user_there", "this user has not left")
        _open_unit(user.unit.code)
        user.is_active = True
        user.save(update_fields=["is_active"])
        done.entry("user.reactivated", user)
    return user


def _open_unit(code: str) -> Unit:
    office = Unit.objects.filter(code=code).first()
    if office is None:
        raise NotThere("no_unit", "there is no such unit below yours")
    if office.closed:
        raise WrongState("unit_closed", "this unit is closed: choose another")
    return office


def _checked_username(username: str, name: str) -> None:
    if _USERNAME.fullmatch(username) is None:
        raise BadValue("username", "a user name is 2 to 40 small letters, digits, . _ or -")
    if not 0 < len(name.strip()) <= 60:
        raise BadValue("user_name", "a name has 1 to 60 characters")


def _checked_badge(badge: str) -> str:
    if badge and _BADGE.fullmatch(badge) is None:
        raise BadValue("badge", "a badge is 2 to 20 digits or capitals")
    return badge


def _free_badge(user: User) -> None:
    if user.badge and User.objects.filter(badge=user.badge).exclude(pk=user.pk).exists():
        raise WrongState("badge_taken", "somebody else has this badge")


def _set_password(user: User, password: str | None) -> None:
    """Hashed before any transaction begins: it is slow on purpose."""
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise BadValue("weak_password", " ".join(error.messages)) from None
    user.set_password(password)
