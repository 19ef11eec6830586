"""A proposal: exactly what is decided, and deciding it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuzha.centre.approve.access import proposal_for
from wuzha.centre.approve.actions import REASON_CHARACTERS, decide, withdraw
from wuzha.centre.approve.kinds import LADDER_RELEASE, USER_GRANT
from wuzha.centre.approve.models import Proposal
from wuzha.centre.units.access import may, roles_of, user_for
from wuzha.centre.units.roles import Permission, Role
from wuzha.centre.warn.ladders import checked_ladder, in_force
from wuzha.packs.ladder import parse_ladder
from wuzha.vocabulary.errors import BadValue, InputError, NotAllowed, NotThere, WrongState
from wuzha.web.console.ladder.changes import changes
from wuzha.web.console.ladder.picture import levels_shown
from wuzha.web.console.ladder.proposing import findings_of
from wuzha.web.console.proposals.telling import told
from wuzha.web.door import Request, page
from wuzha.web.keys import fresh_key, key_of
from wuzha.web.names import unit_name
from wuzha.web.roles import ROLE_NAMES
from wuzha.web.words import refusal_words


class AnswerForm(forms.Form):
    """What is said to who proposed it; a refusal needs it."""

    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        required=False,
        max_length=REASON_CHARACTERS[1],
        help_text=gettext_lazy("A refusal says why; with an approval it may stay empty."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@page()
def proposal(request: Request, number: int) -> HttpResponse:
    """GET /approvals/<number>/: one's own, or one that one may decide on."""
    return _show(request, proposal_for(request.user, number))


@page(Permission.DECIDE, methods=("POST",))
def decide_it(request: Request, number: int) -> HttpResponseBase:
    """POST /approvals/<number>/decide/: `decision` is `approve` or `refuse`."""
    found = proposal_for(request.user, number)
    form = AnswerForm(request.POST)
    approving = request.POST.get("decision") == "approve"
    if not form.is_valid():
        return _show(request, found, form)
    if approving and _findings(found):
        return _show(request, found, form)
    answer = form.cleaned_data["answer"]
    user, at, key = request.user, request.at, key_of(request)
    try:
        decide(number, approving, answer, user=user, at=at, key=key)
    except BadValue:
        form.add_error("answer", _("Say why in a few words."))
        return _show(request, found, form)
    except (WrongState, NotAllowed) as refusal:
        messages.warning(request, refusal_words(refusal.code))
        return redirect("proposal", number)
    messages.success(
        request, _("Approved: it takes effect by itself.") if approving else _("Refused.")
    )
    return redirect("proposals")


@page(methods=("POST",))
def withdraw_it(request: Request, number: int) -> HttpResponseBase:
    """POST /approvals/<number>/withdraw/: one's own."""
    try:
        withdraw(number, user=request.user, at=request.at, key=key_of(request))
        messages.success(request, _("Withdrawn: nobody decides on it any more."))
    except WrongState as refusal:
        messages.warning(request, refusal_words(refusal.code))
    return redirect("proposal", number)


def _show(request: Request, found: Proposal, form: AnswerForm | None = None) -> HttpResponse:
    (said,) = told([found])
    own = found.proposed_by_id == request.user.pk
    waits = found.state == "pending" and request.at < found.expires_at
    about_oneself = found.kind == USER_GRANT.name and found.body["user"] == request.user.pk
    findings = _findings(found) if waits else []
    shown: dict[str, Any] = {
        "said": said,
        "proposal": found,
        "proposer_unit": unit_name(found.proposed_by.unit),
        "own": own,
        "about_oneself": about_oneself,
        "waits": waits,
        "decides": waits and not own and not about_oneself and may(request.user, Permission.DECIDE),
        "findings": findings,
        "form": form or AnswerForm(),
        "key": fresh_key(),
    }
    shown |= _about_role(request, found) | _about_ladder(request, found)
    return render(request, "console/proposals/page.html", shown, status=422 if form else 200)


def _about_role(request: Request, found: Proposal) -> dict[str, Any]:
    """Who shall get which role, and what they have."""
    if found.kind != USER_GRANT.name:
        return {}
    given = {"role": ROLE_NAMES[Role(found.body["role"])]}
    try:
        subject = user_for(request.user, found.body["user"])
    except NotThere:
        return {"grant": given}
    has = [ROLE_NAMES[role] for role in Role if role in roles_of(subject)]
    return {"grant": given | {"subject": subject, "unit": unit_name(subject.unit), "has": has}}


def _about_ladder(request: Request, found: Proposal) -> dict[str, Any]:
    """What the ladder would change, as long as it can be approved; then only what it says."""
    if found.kind != LADDER_RELEASE.name:
        return {}
    text = found.body["text"]
    try:
        ladder = parse_ladder(text)
    except InputError:
        return {"text": text}
    differs = changes(in_force(request.at), ladder) if found.state == "pending" else []
    return {"text": text, "changes": differs, "levels": levels_shown(ladder)}


def _findings(found: Proposal) -> list[Any]:
    """Why a ladder cannot be released, by now."""
    if found.kind != LADDER_RELEASE.name:
        return []
    try:
        checked_ladder(found.body["text"])
    except InputError as error:
        return findings_of(str(error), found.body["text"])
    return []
