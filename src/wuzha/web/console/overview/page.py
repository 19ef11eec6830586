"""The page of the overview."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wuzha.centre.dissuade.overview import DAYS, Overview
from wuzha.centre.dissuade.overview import overview as overview_of
from wuzha.centre.units.access import may, sees
from wuzha.centre.units.queries import ancestors
from wuzha.centre.units.roles import Permission
from wuzha.centre.warn.figures import share
from wuzha.centre.warn.queries import QueueFilter
from wuzha.vocabulary.result import CODED_BY_OFFICER
from wuzha.web.console.overview.parts import contacts, tiles
from wuzha.web.console.overview.pictures import Links, pictures
from wuzha.web.door import Request, page
from wuzha.web.names import unit_name, word_choices

USUAL = 7


@page(Permission.SEE_OVERVIEW)
def overview(request: Request) -> HttpResponse:
    """GET /overview/?days=&unit=: days are 1, 7 or 30; the unit is one's own or one below it."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, DAYS) else USUAL
    top = request.GET.get("unit")
    seen = overview_of(request.user, request.at, days, top)
    links = _Links(days, seen.unit.code, may(request.user, Permission.SEE_WARNINGS))
    shown = {
        "seen": seen,
        "counted": bool(seen.whole.total("issued") or seen.whole.total("ended")),
        "name": unit_name(seen.unit),
        "trail": _trail(request, seen, days),
        "periods": [(_period(each), links.here(days=each), each == days) for each in DAYS],
        "tiles": tiles(seen, links),
        "contacts": contacts(seen, request.at),
        "pictures": pictures(seen, links),
        "below": _below(seen, links),
        "officers": _officers(seen),
        "results": CODED_BY_OFFICER,
        "queue": links.queue(),
    }
    return render(request, "console/overview/page.html", shown)


class _Links(Links):
    """Where the figures of one page lead."""

    def __init__(self, days: int, unit: str, to_queue: bool) -> None:
        self.days, self.unit, self.to_queue = days, unit, to_queue

    def here(self, unit: str | None = None, days: int | None = None) -> str:
        code = self.unit if unit is None else unit
        return f"{reverse('overview')}?{urlencode({'days': days or self.days, 'unit': code})}"

    def queue(self, **wanted: Any) -> str:
        if not self.to_queue:
            return ""
        query = QueueFilter(unit=self.unit, **wanted).to_query()
        return f"{reverse('queue')}?{query}" if query else reverse("queue")


def _period(days: int) -> str:
    return {1: _("Today"), 7: _("7 days"), 30: _("30 days")}[days]


def _trail(request: Request, seen: Overview, days: int) -> list[tuple[str, str]]:
    """The units from the user's own down to the one that is shown; none for the own."""
    above = [unit for unit in ancestors(seen.unit.code) if sees(request.user, unit.code)]
    if len(above) < 2:
        return []
    address = reverse("overview")
    links = [
        (f"{address}?{urlencode({'days': days, 'unit': unit.code})}", unit_name(unit))
        for unit in above[:-1]
    ]
    return [*links, ("", unit_name(above[-1]))]


def _officers(seen: Overview) -> list[dict[str, Any]]:
    """Officers who ended steps in this time, with how many by result."""
    names = dict(word_choices("result", CODED_BY_OFFICER))
    return [
        {
            "name": row.name,
            "unit": {"zh": row.unit_zh, "en": row.unit_en},
            "ended": row.ended,
            "spoken": row.spoken,
            "results": [(names[each], row.results.get(each, 0)) for each in CODED_BY_OFFICER],
        }
        for row in seen.officers or ()
        if row.ended
    ]


def _below(seen: Overview, links: _Links) -> list[dict[str, Any]]:
    return [
        {
            "name": unit_name(row.unit),
            "url": links.here(unit=row.unit.code),
            "row": row,
            "reached": share(row.reached, row.worked),
            "dissuaded": share(row.dissuaded, row.settled),
        }
        for row in seen.below
    ]
