"""The page of a warning: who is deceived how, how far it has come, what was done, what can be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from wuzha.centre.audit.models import Entry
from wuzha.centre.audit.queries import EntryFilter, entries
from wuzha.centre.dissuade.access import warning_for
from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.queries import for_warning
from wuzha.centre.dissuade.states import ENDED, TAKEN
from wuzha.centre.people.access import handle, open_until, read
from wuzha.centre.units.access import may, sees
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Permission
from wuzha.centre.warn.models import Warning
from wuzha.centre.warn.queries import Moment, of_the_same_person, timeline, who_met_the_same
from wuzha.vocabulary.clock import SECOND
from wuzha.vocabulary.decision import STAGES
from wuzha.vocabulary.event import Kind
from wuzha.web.console.lines import lines_of
from wuzha.web.console.warning.story import SHOWN, story, with_days
from wuzha.web.door import Request, page
from wuzha.web.keys import fresh_key
from wuzha.web.names import type_name, unit_name

TRAIL = 20


@page(Permission.SEE_WARNINGS)
def warning(request: Request, number: int) -> HttpResponse:
    """GET /warnings/<number>/?order=oldest&all=1: the page, or its changing part alone.

    The part that changes by itself never reads who the person is: each reading is on record.
    """
    found = warning_for(request.user, number)
    until = open_until(request.user, found.person, request.at)
    opened = until is not None
    part = bool(request.htmx) and request.htmx.target == "warning"
    shown = _warning(request, found, opened) | {"until": until, "part": part}
    shown["seconds"] = (until - request.at) // SECOND + 1 if until is not None else 0
    if part:
        return render(request, "console/warning/_warning.html", shown)
    shown |= {
        "person": read(request.user, found.person, request.at) if opened else None,
        "others": lines_of(of_the_same_person(request.user, found), request.at),
        "met": lines_of(who_met_the_same(request.user, found), request.at),
        "trail": _trail(request.user, found),
        "searches": may(request.user, Permission.SEARCH),
    }
    return render(request, "console/warning/page.html", shown)


def _warning(request: Request, found: Warning, opened: bool) -> dict[str, Any]:
    user, steps = request.user, for_warning(found)
    moments = timeline(found, opened=opened)
    oldest_first, everything = request.GET.get("order") == "oldest", "all" in request.GET
    told = story(moments, steps, opened=opened, oldest_first=oldest_first)
    shown = told if everything else told[:SHOWN]
    return {
        "warning": found,
        "handle": handle(found.person),
        "type": type_name(found.type),
        "true_type": type_name(found.true_type),
        "unit": unit_name(found.unit),
        "key": fresh_key(),
        "steps": [(step, unit_name(step.unit)) for step in sorted(steps, key=_turn)],
        "next_step": _next_step(user, steps),
        "course": [(stage, STAGES.index(stage) - found.stage) for stage in STAGES],
        "money": _money(moments),
        "story": with_days(shown, request.at),
        "rest": len(told) - len(shown),
        "oldest_first": oldest_first,
        "address": request.get_full_path(),
        **_allowed(user, found),
    }


def _allowed(user: User, found: Warning) -> dict[str, bool]:
    """What the user can do with the warning as it is."""
    mine = sees(user, found.place) or (bool(found.person.place) and sees(user, found.person.place))
    acts = mine and found.ended_at is None
    return {
        "may_acknowledge": acts and found.state == "issued" and may(user, Permission.ACKNOWLEDGE),
        "may_hand_over": acts and may(user, Permission.HAND_OVER),
        "may_close": acts and may(user, Permission.CLOSE_WARNING),
        "may_open": may(user, Permission.OPEN_PERSON),
    }


def _turn(step: Step) -> tuple[bool, int]:
    """What is open first, then what ended last."""
    return step.state == ENDED, -step.pk


def _next_step(user: User, steps: Iterable[Step]) -> Step | None:
    """The step that an officer would do now: the one in one's own hands, else one that waits for
    one's unit."""
    if not may(user, Permission.WORK_STEPS):
        return None
    mine = [
        step for step in steps if step.by_officer and step.state != ENDED and sees(user, step.place)
    ]
    return min(
        mine, key=lambda step: step.state != TAKEN or step.officer_id != user.pk, default=None
    )


def _money(moments: Iterable[Moment]) -> dict[str, int]:
    """How much the person sent, or tried to, by the events of the warning."""
    amounts = [
        moment.amount
        for moment in moments
        if moment.joined and moment.what == Kind.TRANSFER and moment.amount
    ]
    return {"count": len(amounts), "sum": sum(amounts)}


def _trail(user: User, found: Warning) -> list[Entry]:
    """The newest entries of the audit chain about the warning, for who may read them."""
    if not may(user, Permission.SEE_AUDIT):
        return []
    wanted = EntryFilter(thing=found._meta.label_lower, thing_id=str(found.pk))
    return entries(user, wanted, limit=TRAIL).rows
