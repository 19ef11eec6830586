"""What else an officer does with a step: take it, read who it is, say why, give it away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wuzha.centre.dissuade.access import may_put_back, needs_basis, step_for
from wuzha.centre.dissuade.actions import justify, move, put_back, take
from wuzha.centre.dissuade.states import TAKEN
from wuzha.centre.units.roles import Permission
from wuzha.vocabulary.errors import NotThere, WrongState
from wuzha.web.console.desk import open_for_step
from wuzha.web.console.step.forms import BackForm, BasisForm
from wuzha.web.console.step.page import move_form, show
from wuzha.web.door import Request, page
from wuzha.web.keys import key_of
from wuzha.web.words import refusal_words


@page(Permission.WORK_STEPS, methods=("POST",))
def take_this(request: Request, number: int) -> HttpResponseBase:
    """POST /steps/<number>/take/: this step, not the most urgent one."""
    try:
        taken = take(number, request.user, request.at)
    except WrongState as refusal:
        return _refused(request, refusal, "desk")
    open_for_step(request.user, taken, request.at)
    return redirect("step", number)


@page(Permission.WORK_STEPS, methods=("POST",))
def open_again(request: Request, number: int) -> HttpResponseBase:
    """POST /steps/<number>/open/: shows who it is to the officer who has the step, once more."""
    found = step_for(request.user, number)
    if found.state != TAKEN or found.officer_id != request.user.pk:
        raise NotThere("no_step", "only the officer who has this step opens its person here")
    open_for_step(request.user, found, request.at)
    return redirect("step", number)


@page(Permission.WORK_STEPS, methods=("POST",))
def basis(request: Request, number: int) -> HttpResponseBase:
    """POST /steps/<number>/basis/: why a contact is asked who has not consented."""
    found = step_for(request.user, number)
    if not needs_basis(found):
        return redirect("step", number)
    form = BasisForm(request.POST)
    if not form.is_valid():
        return show(request, found, basis=form, status=422)
    try:
        justify(number, form.cleaned_data["basis"], request.user, request.at, key_of(request))
    except WrongState as refusal:
        return _refused(request, refusal, "desk")
    return redirect("step", number)


@page(Permission.SEE_WARNINGS, methods=("POST",))
def give_back(request: Request, number: int) -> HttpResponseBase:
    """POST /steps/<number>/back/: by who has it, or who assigns work there."""
    found = step_for(request.user, number)
    form = BackForm(request.POST, auto_id="back_%s")
    if not form.is_valid() and may_put_back(request.user, found):
        return show(request, found, back=form, status=422)
    mine = found.officer_id == request.user.pk
    try:
        put_back(number, form.cleaned_data.get("reason", ""), request.user, request.at)
    except WrongState as refusal:
        return _refused(request, refusal, "step", number)
    messages.success(request, _("Given back: it is ready for somebody else."))
    return redirect("desk") if mine else redirect("step", number)


@page(Permission.ASSIGN, methods=("POST",))
def move_on(request: Request, number: int) -> HttpResponseBase:
    """POST /steps/<number>/move/: another unit does it."""
    found = step_for(request.user, number)
    form = move_form(request.user, found, request.POST)
    if form is None:
        messages.warning(request, _("This step cannot be moved now."))
        return redirect("step", number)
    if not form.is_valid():
        return show(request, found, move=form, status=422)
    said = form.cleaned_data
    try:
        move(number, said["unit"], said["reason"], request.user, request.at, key_of(request))
    except WrongState as refusal:
        return _refused(request, refusal, "step", number)
    messages.success(request, _("Moved: the other unit sees it now."))
    return redirect("step", number)


def _refused(request: Request, refusal: WrongState, route: str, *numbers: int) -> HttpResponseBase:
    """It has moved on meanwhile: says so where there is something to go on with."""
    messages.warning(request, refusal_words(refusal.code))
    return redirect(route, *numbers)
