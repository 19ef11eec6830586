"""Users: who may sign in, in which unit, with which roles."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from wuzha.centre.approve.actions import propose
from wuzha.centre.approve.kinds import USER_GRANT
from wuzha.centre.units.access import user_for
from wuzha.centre.units.actions import (
    GIVEN_BY_TWO,
    deactivate,
    grant,
    make_user,
    move_user,
    reactivate,
    revoke,
    set_badge,
    set_password,
)
from wuzha.centre.units.models import User
from wuzha.centre.units.queries import names_of, tree_below, users_below
from wuzha.centre.units.roles import Permission, Role
from wuzha.vocabulary.errors import BadValue, NotThere, Refusal
from wuzha.web.door import Request, page
from wuzha.web.keys import fresh_key, key_of
from wuzha.web.roles import ROLE_NAMES
from wuzha.web.words import refusal_words

PASSWORD_BYTES = 9
ASKED = ("username", "name", "unit", "badge")
"""What a new user is asked for."""

DEEPEST = "county"
"""The deepest units that the choice of units offers at once; stations are typed by code."""


@page(Permission.MANAGE_USERS)
def users(request: Request) -> HttpResponse:
    """GET /users/: those at or below one's unit; `q` looks for a name or badge, `unit` for a place,
    `after` goes on where a page ended."""
    text, place = request.GET.get("q", "").strip(), request.GET.get("unit", "").strip()
    found = users_below(request.user, text, place, request.GET.get("after", ""))
    shown = {"rows": [_row(user) for user in found.rows], "after": found.after}
    return render(request, "console/users/list.html", {**shown, "q": text, "place": place})


@page(Permission.MANAGE_USERS, methods=("GET", "POST"))
def user_new(request: Request) -> HttpResponseBase:
    """GET, POST /users/new/: makes a user, with a password that is shown once."""
    told = {name: request.POST.get(name, "").strip() for name in ASKED}
    if request.method == "POST":
        password = _fresh_password()
        try:
            made = make_user(
                told["username"],
                name=told["name"],
                unit=told["unit"],
                badge=told["badge"],
                password=password,
                by=request.user,
                at=request.at,
                key=key_of(request),
            )
        except (BadValue, Refusal) as error:
            messages.error(request, _words(error))
        else:
            _show_password(request, made.username, password)
            return redirect("user", made.pk)
    shown = {"told": told, "units": tree_below(request.user, DEEPEST), "key": fresh_key()}
    return render(request, "console/users/new.html", shown)


@page(Permission.MANAGE_USERS)
def user(request: Request, number: int) -> HttpResponse:
    """GET /users/<number>/: one user, and what may be changed."""
    found = user_for(request.user, number)
    grants = list(found.grants.all())
    givers = names_of(each.given_by_id for each in grants if each.given_by_id)
    has = {Role(each.role) for each in grants}
    shown = {
        "one": _row(found),
        "grants": [
            {
                "role": each.role,
                "name": ROLE_NAMES[Role(each.role)],
                "since": each.since,
                "giver": givers.get(each.given_by_id or 0, ""),
            }
            for each in grants
        ],
        "roles": [
            (role, name, role in GIVEN_BY_TWO)
            for role, name in ROLE_NAMES.items()
            if role not in has
        ],
        "units": tree_below(request.user, DEEPEST),
        "second_factor": is_mfa_enabled(found),
        "self": found.pk == request.user.pk,
        "key": fresh_key(),
    }
    return render(request, "console/users/page.html", shown)


@page(Permission.MANAGE_USERS, methods=("POST",))
def user_change(request: Request, number: int, what: str) -> HttpResponseBase:
    """POST /users/<number>/<what>/: one change; back to the user with what came of it."""
    if what not in CHANGES:
        raise NotThere("no_change", "there is no such change")
    user_for(request.user, number)
    try:
        messages.success(request, CHANGES[what](request, number))
    except NotThere:
        raise
    except (BadValue, Refusal) as error:
        messages.error(request, _words(error))
    return redirect("user", number)


def _move(request: Request, number: int) -> str:
    unit = request.POST.get("unit", "").strip()
    move_user(number, unit, by=request.user, at=request.at, key=key_of(request))
    return _("Moved. Steps in hand went back to the unit.")


def _badge(request: Request, number: int) -> str:
    badge = request.POST.get("badge", "").strip()
    set_badge(number, badge, by=request.user, at=request.at, key=key_of(request))
    return _("The badge is set.")


def _grant(request: Request, number: int) -> str:
    role = _role(request)
    if role in GIVEN_BY_TWO:
        body = {"user": number, "role": role.value}
        reason = request.POST.get("reason", "")
        propose(
            USER_GRANT.name, body, reason, user=request.user, at=request.at, key=key_of(request)
        )
        return _("Proposed. A second person has to agree.")
    grant(number, role, by=request.user, at=request.at, key=key_of(request))
    return _("The role is given; it counts from the next page on.")


def _revoke(request: Request, number: int) -> str:
    revoke(number, _role(request), by=request.user, at=request.at, key=key_of(request))
    return _("The role is taken away; that counts at once.")


def _password(request: Request, number: int) -> str:
    password = _fresh_password()
    found = set_password(number, password, by=request.user, at=request.at, key=key_of(request))
    _show_password(request, found.username, password)
    return _("The old password is no longer good.")


def _deactivate(request: Request, number: int) -> str:
    reason = request.POST.get("reason", "")
    deactivate(number, reason, by=request.user, at=request.at, key=key_of(request))
    return _("The account is closed; steps in hand went back to the unit.")


def _reactivate(request: Request, number: int) -> str:
    reactivate(number, by=request.user, at=request.at, key=key_of(request))
    return _("The account is open again, without roles.")


CHANGES: Mapping[str, Callable[[Request, int], str]] = {
    "move": _move,
    "badge": _badge,
    "grant": _grant,
    "revoke": _revoke,
    "password": _password,
    "deactivate": _deactivate,
    "reactivate": _reactivate,
}


def _role(request: Request) -> Role:
    try:
        return Role(request.POST.get("role", ""))
    except ValueError:
        raise BadValue("role", "choose a role of the list") from None


def _row(user: User) -> dict[str, Any]:
    return {
        "id": user.pk,
        "username": user.username,
        "name": user.name,
        "badge": user.badge,
        "unit": user.unit,
        "active": user.is_active,
        "on_duty": user.on_duty,
        "roles": [ROLE_NAMES[Role(each.role)] for each in user.grants.all()],
    }


def _fresh_password() -> str:
    """A password that nobody has to think of."""
    return base64.urlsafe_b64encode(settings.WUZHA_CHANCE(PASSWORD_BYTES)).decode()


def _show_password(request: Request, username: str, password: str) -> None:
    words = _("Password of %(username)s, shown this once: %(password)s")
    messages.warning(request, words % {"username": username, "password": password})


def _words(error: BadValue | Refusal) -> str:
    return refusal_words(error.code)


urls: list[URLPattern] = [
    path("users/", users, name="users"),
    path("users/new/", user_new, name="user_new"),
    path("users/<int:number>/", user, name="user"),
    path("users/<int:number>/<slug:what>/", user_change, name="user_change"),
]
