"""Units: the tree of offices below one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from wuzha.centre.units.access import unit_for
from wuzha.centre.units.actions import close_unit, make_unit, rename_unit, reopen_unit
from wuzha.centre.units.models import Unit
from wuzha.centre.units.queries import ancestors, children_of, members_of, on_duty
from wuzha.centre.units.roles import Permission
from wuzha.vocabulary.errors import BadValue, NotThere, Refusal
from wuzha.web.door import Request, page
from wuzha.web.keys import fresh_key, key_of
from wuzha.web.words import refusal_words

ROOT = "top"
"""Stands for the root's empty code in an address."""


@page(Permission.MANAGE_UNITS)
def units(request: Request) -> HttpResponseBase:
    """GET /units/: one's own unit."""
    return redirect("unit", request.user.unit.code or ROOT)


@page(Permission.MANAGE_UNITS)
def unit(request: Request, code: str) -> HttpResponse:
    """GET /units/<code>/: a unit, what lies right below it, its users, and what may be changed."""
    found = unit_for(request.user, _code(code))
    below = children_of(request.user, found.code)
    duty = on_duty([found.code, *(each.code for each in below)])
    members = members_of(found)
    trail = [each for each in ancestors(found.code) if each.code.startswith(request.user.unit.code)]
    shown = {
        "one": found,
        "trail": [(each, each.code or ROOT) for each in trail if each.code != found.code],
        "below": [(each, duty.get(each.code, 0)) for each in below],
        "members": members,
        "on_duty": duty.get(found.code, 0),
        "levels": Unit.LEVELS[Unit.LEVELS.index(found.level) + 1 :],
        "place": code,
        "key": fresh_key(),
    }
    return render(request, "console/units/page.html", shown)


@page(Permission.MANAGE_UNITS, methods=("POST",))
def unit_change(request: Request, code: str, what: str) -> HttpResponseBase:
    """POST /units/<code>/<what>/: one change; back to the unit."""
    if what not in CHANGES:
        raise NotThere("no_change", "there is no such change")
    found = unit_for(request.user, _code(code))
    try:
        messages.success(request, CHANGES[what](request, found))
    except NotThere:
        raise
    except (BadValue, Refusal) as error:
        messages.error(request, refusal_words(error.code))
    return redirect("unit", code)


def _rename(request: Request, found: Unit) -> str:
    zh, en = _names(request)
    rename_unit(found.code, zh, en, by=request.user, at=request.at, key=key_of(request))
    return _("The unit is renamed.")


def _add(request: Request, found: Unit) -> str:
    zh, en = _names(request)
    code = found.code + request.POST.get("code", "").strip()
    level = request.POST.get("level", "")
    make_unit(code, level, zh, en, by=request.user, at=request.at, key=key_of(request))
    return _("The unit is made.")


def _close(request: Request, found: Unit) -> str:
    reason = request.POST.get("reason", "")
    close_unit(found.code, reason, by=request.user, at=request.at, key=key_of(request))
    return _("The unit is closed.")


def _reopen(request: Request, found: Unit) -> str:
    reopen_unit(found.code, by=request.user, at=request.at, key=key_of(request))
    return _("The unit is open again.")


CHANGES: Mapping[str, Callable[[Request, Unit], str]] = {
    "rename": _rename,
    "add": _add,
    "close": _close,
    "reopen": _reopen,
}


def _names(request: Request) -> tuple[str, str]:
    return request.POST.get("zh", "").strip(), request.POST.get("en", "").strip()


def _code(place: str) -> str:
    return "" if place == ROOT else place


urls: list[URLPattern] = [
    path("units/", units, name="units"),
    path("units/<slug:code>/", unit, name="unit"),
    path("units/<slug:code>/<slug:what>/", unit_change, name="unit_change"),
]
