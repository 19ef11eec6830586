"""The list of proposals."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wuzha.centre.approve.queries import proposals as proposals_of
from wuzha.centre.approve.queries import to_decide
from wuzha.centre.units.access import may
from wuzha.centre.units.roles import Permission
from wuzha.vocabulary.errors import NotAllowed
from wuzha.web.console.proposals.telling import told
from wuzha.web.door import Request, page

ROWS = 30
MAY = (Permission.PROPOSE, Permission.DECIDE, Permission.MANAGE_USERS)
"""Who can have to do with a proposal: who makes one, and who decides."""


@page()
def proposals(request: Request) -> HttpResponse:
    """GET /approvals/?before=: what waits for the user, then everything in sight, newest first."""
    if not any(may(request.user, each) for each in MAY):
        raise NotAllowed("not_allowed", "this is for those who propose or decide")
    before = request.GET.get("before", "")
    known = before.isascii() and before.isdigit() and len(before) < 19
    found = proposals_of(request.user, int(before) if known else 0, ROWS)
    waiting = to_decide(request.user, request.at)
    ids = {row.pk for row in waiting}
    shown = {
        "waiting": told(waiting) if not known else [],
        "rows": told(row for row in found.rows if row.pk not in ids),
        "older": f"{reverse('proposals')}?before={found.older}" if found.older else "",
        "first": reverse("proposals") if known else "",
        "decides": may(request.user, Permission.DECIDE),
        "proposes": may(request.user, Permission.PROPOSE),
    }
    return render(request, "console/proposals/list.html", shown)
