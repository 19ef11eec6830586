"""What came of a step: a try that reached nobody, or the result of a talk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wuzha.centre.dissuade.access import step_for
from wuzha.centre.dissuade.actions import Miss, missed, record
from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.states import ENDED
from wuzha.centre.units.roles import Permission
from wuzha.vocabulary.errors import WrongState
from wuzha.vocabulary.result import Result
from wuzha.web.console.desk import to_next
from wuzha.web.console.step.forms import ResultForm
from wuzha.web.console.step.page import show
from wuzha.web.door import Request, page
from wuzha.web.keys import key_of
from wuzha.web.templatetags.wuzha import word
from wuzha.web.words import refusal_words


@page(Permission.WORK_STEPS, methods=("POST",))
def missed_try(request: Request, number: int) -> HttpResponseBase:
    """POST /steps/<number>/missed/: `code` says why nobody was reached; then the next task."""
    found = step_for(request.user, number)
    try:
        code = Miss(request.POST.get("code", ""))
    except ValueError:
        return redirect("step", found.pk)
    try:
        done = missed(found.pk, code, request.user, request.at, key_of(request))
    except WrongState as refusal:
        messages.warning(request, refusal_words(refusal.code))
        return redirect("desk")
    messages.success(request, _missed_words(done))
    return _onward(request)


@page(Permission.WORK_STEPS, methods=("POST",))
def record_result(request: Request, number: int) -> HttpResponseBase:
    """POST /steps/<number>/record/: ends the step, and goes on as the officer chose.

    If the step was ended meanwhile, the page shows what was typed: it is kept nowhere else.
    """
    found = step_for(request.user, number)
    form = ResultForm(request.POST)
    if not form.is_valid():
        return show(request, found, result=form, status=422)
    report = form.report()
    try:
        done = record(found.pk, report, request.user, request.at, key_of(request))
    except WrongState as refusal:
        found = step_for(request.user, number)
        why = refusal_words(refusal.code)
        return show(request, found, result=form, status=409, refused=why, unkept=report.note)
    messages.success(request, _("Recorded: %(result)s") % {"result": word("result", done.result)})
    if report.result is Result.ALREADY_PAID:
        return redirect("step", found.pk)
    return redirect("desk") if request.POST.get("then") == "desk" else _onward(request)


def _onward(request: Request) -> HttpResponseBase:
    """An officer on duty goes on to the next task."""
    return to_next(request) if request.user.on_duty else redirect("desk")


def _missed_words(done: Step) -> str:
    if done.state == ENDED:
        return _("Nobody was reached, and no try is left: the next step of the ladder follows.")
    return _("Noted. It comes back by itself when it is time for the next try.")
