"""What is done with a warning: taken up, handed over, closed, its person opened.

Each form is a page of its own; where the browser can, it opens above the warning instead.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wuzha.centre.dissuade.access import warning_for as warning_or_step_for
from wuzha.centre.people.access import handle
from wuzha.centre.people.actions import open_person
from wuzha.centre.units.queries import near
from wuzha.centre.units.roles import Permission
from wuzha.centre.warn.access import warning_for
from wuzha.centre.warn.actions import acknowledge, close, hand_over
from wuzha.centre.warn.models import Warning
from wuzha.vocabulary.errors import KeyReused, NotThere, WrongState
from wuzha.vocabulary.result import Ending
from wuzha.web.console.warning.forms import CloseForm, HandOverForm, PurposeForm
from wuzha.web.door import Request, page
from wuzha.web.keys import fresh_key, key_of
from wuzha.web.words import refusal_words


@page(Permission.ACKNOWLEDGE, methods=("POST",))
def acknowledge_it(request: Request, number: int) -> HttpResponseBase:
    """POST /warnings/<number>/acknowledge/: one's unit takes it up."""
    try:
        acknowledge(number, user=request.user, at=request.at, key=key_of(request))
        messages.success(request, _("Taken up by your unit."))
    except (WrongState, KeyReused) as refusal:
        messages.warning(request, refusal_words(refusal.code))
    return redirect("warning", number)


@page(Permission.HAND_OVER, methods=("GET", "POST"))
def hand_it_over(request: Request, number: int) -> HttpResponseBase:
    """GET and POST /warnings/<number>/hand-over/: another unit takes it."""
    found = warning_for(request.user, number)
    form = HandOverForm(request.POST or None, units=near(found.place))
    if form.is_valid():
        said = form.cleaned_data
        key = key_of(request)
        try:
            hand_over(
                number, said["unit"], said["reason"], user=request.user, at=request.at, key=key
            )
            messages.success(request, _("Handed over: the other unit has to take it up now."))
        except (WrongState, KeyReused) as refusal:
            messages.warning(request, refusal_words(refusal.code))
        return _back(request, found)
    what = _("The other unit has to take it up anew; its clock begins again.")
    return _ask(request, found, form, _("Hand over"), what)


@page(Permission.CLOSE_WARNING, methods=("GET", "POST"))
def close_it(request: Request, number: int) -> HttpResponseBase:
    """GET and POST /warnings/<number>/close/: it ends without the result of a step."""
    found = warning_for(request.user, number)
    form = CloseForm(request.POST or None)
    if form.is_valid():
        ending, reason = Ending(form.cleaned_data["ending"]), form.cleaned_data["reason"]
        try:
            close(number, ending, reason, user=request.user, at=request.at, key=key_of(request))
            messages.success(request, _("Closed. Its open steps have ended with it."))
        except (WrongState, KeyReused) as refusal:
            messages.warning(request, refusal_words(refusal.code))
        return redirect("warning", number)
    what = _("Only for what no step can show. That somebody was dissuaded is coded with a step.")
    return _ask(request, found, form, _("Close the warning"), what, danger=True)


@page(Permission.OPEN_PERSON, methods=("GET", "POST"))
def open_its_person(request: Request, number: int) -> HttpResponseBase:
    """GET and POST /warnings/<number>/open/: says what for, and reads who it is for a while."""
    found = warning_or_step_for(request.user, number)
    form = PurposeForm(request.POST or None)
    if form.is_valid():
        purpose = form.cleaned_data["purpose"]
        open_person(request.user, found.person, purpose, request.at, key_of(request))
        return redirect(f"{reverse('warning', args=[number])}#person")
    what = _(
        "Name, numbers, address and contacts are shown to you for fifteen minutes. "
        "Your answer is kept with your name and the time, and is reviewed."
    )
    return _ask(request, found, form, _("Who is it?"), what)


def _ask(
    request: Request,
    found: Warning,
    form: forms.Form,
    title: str,
    what: str,
    danger: bool = False,
) -> HttpResponse:
    """The form: above the page that asked, or as a page; 422 if it was sent with mistakes."""
    shown: dict[str, Any] = {
        "warning": found,
        "handle": handle(found.person),
        "form": form,
        "title": title,
        "what": what,
        "danger": danger,
        "action": request.path,
        "key": request.POST.get("key") or fresh_key(),
    }
    part = bool(request.htmx) and not form.is_bound
    template = "console/warning/_dialog.html" if part else "console/warning/form.html"
    return render(request, template, shown, status=422 if form.is_bound else 200)


def _back(request: Request, found: Warning) -> HttpResponseBase:
    """To the warning, or to the queue if it may have left the user's sight."""
    try:
        warning_for(request.user, found.pk)
    except NotThere:
        return redirect("queue")
    return redirect("warning", found.pk)
