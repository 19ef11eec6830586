"""The desk: what an officer has in hand, what comes next, and what today came to."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from wuzha.centre.dissuade.actions import take_next
from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.queries import desk as desk_of
from wuzha.centre.people.access import handle
from wuzha.centre.people.actions import open_person
from wuzha.centre.units.access import may
from wuzha.centre.units.actions import set_duty
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Permission
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.errors import WrongState
from wuzha.vocabulary.result import CODED_BY_OFFICER, Result
from wuzha.web.door import Request, page
from wuzha.web.keys import fresh_key, key_of
from wuzha.web.names import type_name, unit_name
from wuzha.web.words import refusal_words

PURPOSE = "step"
"""What the person of a step is opened for, as it stands on record."""


@page(Permission.WORK_STEPS)
def desk(request: Request) -> HttpResponse:
    """GET /desk/: the officer's own page; only its changing part when it is loaded again."""
    found = desk_of(request.user, request.at)
    shown = {
        "desk": found,
        "in_hand": found.in_hand and row_of(found.in_hand),
        "next": [row_of(step) for step in found.next],
        "done": [
            (result, found.done[result]) for result in CODED_BY_OFFICER if result in found.done
        ],
        "done_total": _handled(found.done),
        "unit": unit_name(request.user.unit),
        "takes_proof": may(request.user, Permission.TAKE_PROOF),
        "key": fresh_key(),
    }
    part = bool(request.htmx) and request.htmx.target == "desk"
    return render(request, "console/desk/_desk.html" if part else "console/desk/page.html", shown)


@page(Permission.WORK_STEPS, methods=("POST",))
def next_task(request: Request) -> HttpResponseBase:
    """POST /desk/next/: the most urgent step of the unit, and its page."""
    return to_next(request, key_of(request))


@page(Permission.WORK_STEPS, methods=("POST",))
def duty(request: Request) -> HttpResponseBase:
    """POST /desk/duty/: on duty (`on` is 1) or off; back to the page that asked."""
    on = request.POST.get("on") == "1"
    try:
        set_duty(request.user.pk, on, by=request.user, at=request.at, key=key_of(request))
    except WrongState as refusal:
        messages.warning(request, _duty_words(refusal.code))
    return redirect("me" if request.POST.get("next") == "me" else "desk")


def to_next(request: Request, key: str = "") -> HttpResponseBase:
    """Takes what an officer should do now and goes to it; to the desk if there is nothing."""
    step = take_next(request.user, request.at, key)
    if step is None:
        return redirect("desk")
    open_for_step(request.user, step, request.at)
    return redirect("step", step.pk)


def open_for_step(user: User, step: Step, at: Instant) -> None:
    """Lets who took a step read who the person is: they have to be spoken to."""
    open_person(user, step.warning.person, PURPOSE, at)


def row_of(step: Step) -> Mapping[str, object]:
    """A step in a list, its person by handle."""
    warning = step.warning
    return {
        "id": step.pk,
        "handle": handle(warning.person),
        "level": step.level_code,
        "stage": warning.stage_code,
        "type": type_name(warning.type),
        "channel": step.channel,
        "due_at": step.due_at,
        "taken_at": step.taken_at,
        "tries": step.tries,
    }


def _handled(done: Mapping[Result, int]) -> int:
    return sum(number for result, number in done.items() if result in CODED_BY_OFFICER)


def _duty_words(code: str) -> str:
    if code == "no_badge":
        return _("You need a badge number first: a citizen must be able to check who is speaking.")
    return refusal_words(code)


urls: list[URLPattern] = [
    path("desk/", desk, name="desk"),
    path("desk/next/", next_task, name="desk_next"),
    path("desk/duty/", duty, name="desk_duty"),
]
