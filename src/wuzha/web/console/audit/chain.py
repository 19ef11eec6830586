"""The chain itself: its head, to be written down elsewhere, and whether its newest part holds."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wuzha.centre.audit.chain import Break
from wuzha.centre.audit.queries import CHECKED_MAX, Checked, check_recent, head_for
from wuzha.centre.units.roles import Permission
from wuzha.web.console.audit.tabs import tabs
from wuzha.web.door import Request, page

GROUP = 8
"""Characters of a hash that are read at once."""


@page(Permission.SEE_AUDIT, methods=("GET", "POST"))
def chain(request: Request) -> HttpResponse:
    """GET /audit/chain/: the head. POST: looks through the newest part; changes nothing."""
    checked = check_recent(request.user) if request.method == "POST" else None
    number, digest = head_for(request.user)
    text = digest.hex()
    shown = {
        "tabs": tabs("chain"),
        "number": number,
        "groups": [text[start : start + GROUP] for start in range(0, len(text), GROUP)],
        "checked": checked,
        "looked_at": _looked_at(checked),
        "limit": CHECKED_MAX,
        "breaks": [(each.number, _why(each)) for each in checked.breaks] if checked else [],
    }
    return render(request, "console/audit/chain.html", shown)


def _looked_at(checked: Checked | None) -> int:
    return checked.last - checked.first + 1 if checked else 0


def _why(found: Break) -> str:
    known = {
        "gap": _("entries are missing from here on"),
        "changed": _("this entry is not as it was written"),
        "cut": _("the chain does not end as its head says"),
        "added": _("entries were added from here on that the head does not know"),
    }
    return known.get(found.why, found.why)
