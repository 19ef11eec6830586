"""Alarms: users who opened persons in a way that their work does not explain."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wuzha.centre.audit.alarms import OPENED, Alarm, AlarmKind
from wuzha.centre.audit.alarms import alarms as alarms_of
from wuzha.centre.people.queries import handles_of
from wuzha.centre.units.queries import names_of, units_of
from wuzha.centre.units.roles import Permission
from wuzha.vocabulary.clock import DAY
from wuzha.web.console.audit.rows import address
from wuzha.web.console.audit.tabs import tabs
from wuzha.web.door import Request, page
from wuzha.web.names import unit_name

DAYS = (1, 7, 30)
USUAL = 7
SHOWN_MAX = 200


@page(Permission.SEE_AUDIT)
def alarms(request: Request) -> HttpResponse:
    """GET /audit/alarms/?days=: the alarms of the last 1, 7 or 30 days, the newest first."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, DAYS) else USUAL
    found = alarms_of(request.user, request.at - days * DAY, request.at + 1)
    newest = found[::-1][:SHOWN_MAX]
    names = names_of(int(alarm.user) for alarm in newest)
    units = units_of(alarm.place for alarm in newest)
    handles = handles_of(alarm.person for alarm in newest if alarm.person is not None)
    shown = {
        "tabs": tabs("alarms"),
        "periods": [
            (_period(each), f"{reverse('audit_alarms')}?days={each}", each == days) for each in DAYS
        ],
        "total": len(found),
        "rows": [
            {
                "alarm": alarm,
                "who": names.get(int(alarm.user), f"#{alarm.user}"),
                "unit": unit_name(units[alarm.place]) if alarm.place in units else "",
                "text": _text(alarm),
                "ask": _ask(alarm.kind),
                "person": handles.get(alarm.person, "") if alarm.person is not None else "",
                "url": address(actor=alarm.user, verb=OPENED, person=alarm.person),
            }
            for alarm in newest
        ],
    }
    return render(request, "console/audit/alarms.html", shown)


def _text(alarm: Alarm) -> str:
    count = alarm.count
    if alarm.kind is AlarmKind.MANY_PERSONS:
        return _("Opened %(count)s persons within an hour") % {"count": count}
    if alarm.kind is AlarmKind.SAME_PERSON:
        return ngettext(
            "Opened the same person %(count)s time",
            "Opened the same person %(count)s times",
            count,
        ) % {"count": count}
    return _("Opened a person who has no warning here")


def _ask(kind: AlarmKind) -> str:
    """What to find out: an alarm is a question and no finding."""
    return {
        AlarmKind.MANY_PERSONS: _(
            "Was there work for so many? Compare with the steps of that hour."
        ),
        AlarmKind.SAME_PERSON: _("Does one warning explain so many looks? Read the purposes."),
        AlarmKind.NO_WARNING: _("What was it for? Ask the officer and the supervisor."),
    }[kind]


def _period(days: int) -> str:
    return {1: _("24 hours"), 7: _("7 days"), 30: _("30 days")}[days]
