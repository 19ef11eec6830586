"""Search: warnings by an identifier. What is typed comes by POST and stays out of addresses and
logs."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from wuzha.centre.people.identifiers import OF_OTHERS, OF_PERSONS, normal
from wuzha.centre.units.roles import Permission
from wuzha.centre.warn.queries import FOUND_MAX
from wuzha.centre.warn.queries import search as search_for
from wuzha.vocabulary.errors import BadValue
from wuzha.web.console.lines import lines_of
from wuzha.web.door import Request, page

CHARACTERS_MAX = 200

ANYTHING = ("sender", "device")
"""Kinds that most texts could be."""

ICONS = {"sender": "message"}
"""Where the icon is not called as the kind is."""

Understood = list[tuple[str, str]]
"""Icon and name of each thing that a text can be."""


@page(Permission.SEARCH, methods=("GET", "POST"))
def search(request: Request) -> HttpResponse:
    """GET /search/: the form. POST: what was found for the field `text`."""
    typed = request.POST.get("text", "").strip()[:CHARACTERS_MAX]
    shown: dict[str, object] = {"typed": typed}
    if typed:
        rows = search_for(request.user, typed, request.at)
        shown |= {
            "lines": lines_of(rows, request.at),
            "understood": understood(typed, found=bool(rows)),
            "found_max": FOUND_MAX,
        }
    return render(request, "console/search/page.html", shown)


def understood(text: str, *, found: bool) -> Understood:
    """What the text can be: a warning's number, or each kind of identifier that it is one of.

    A text that could be anything is something only if it found somebody.
    """
    number = text.removeprefix("#")
    if text != number and number.isascii() and number.isdigit():
        return [("queue", _("Number"))]
    names = {
        "phone": _("Phone"),
        "account": _("Account"),
        "domain": _("Site"),
        "email": _("E-mail address"),
        "device": _("Device"),
        "sender": _("Sender"),
        "wallet": _("Wallet"),
    }
    kinds = [kind for kind in names if _is(kind, text)]
    telling = [kind for kind in kinds if kind not in ANYTHING]
    if telling or not found:
        return [(kind, names[kind]) for kind in telling]
    return [(ICONS.get(kind, kind), names[kind]) for kind in kinds] + [("person", _("Token"))]


def _is(kind: str, text: str) -> bool:
    if kind not in OF_PERSONS + OF_OTHERS or (kind == "domain" and "." not in text):
        return False
    try:
        normal(kind, text)
    except BadValue:
        return False
    return True


urls: list[URLPattern] = [path("search/", search, name="search")]
