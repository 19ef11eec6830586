"""The page of the ladder in force."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from wuzha.centre.units.access import may
from wuzha.centre.units.roles import Permission
from wuzha.centre.warn.ladders import in_force, releases, text_in_force
from wuzha.web.console.ladder.picture import levels_shown, rules_shown
from wuzha.web.door import Request, page


@page(Permission.SEE_LADDER)
def ladder(request: Request) -> HttpResponse:
    """GET /ladder/."""
    found = in_force(request.at)
    shown = {
        "ladder": found,
        "levels": levels_shown(found),
        "rules": rules_shown(found),
        "text": text_in_force(request.at),
        "releases": releases(),
        "proposes": may(request.user, Permission.PROPOSE),
        "decides": may(request.user, Permission.DECIDE),
    }
    return render(request, "console/ladder/page.html", shown)
