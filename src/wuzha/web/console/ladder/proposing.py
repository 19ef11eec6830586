"""Proposing another ladder: written as text, checked, compared, given to a second person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuzha.centre.approve.actions import BODY_CHARACTERS_MAX, REASON_CHARACTERS, propose
from wuzha.centre.approve.kinds import LADDER_RELEASE
from wuzha.centre.units.roles import Permission
from wuzha.centre.warn.ladders import checked_ladder, in_force, text_in_force
from wuzha.packs.ladder import Ladder
from wuzha.vocabulary.errors import InputError
from wuzha.web.console.ladder.changes import changes
from wuzha.web.console.ladder.picture import levels_shown
from wuzha.web.door import Request, page
from wuzha.web.keys import fresh_key, key_of

_PLACE = re.compile(r"ladder\.yaml:(\d+): (.*)")


class LadderForm(forms.Form):
    """The whole text, and why; the reason is asked for when it is proposed."""

    text = forms.CharField(
        label=gettext_lazy("The ladder as text"),
        max_length=BODY_CHARACTERS_MAX,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 28, "class": "mono", "spellcheck": "false", "wrap": "off"}
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it shall change"),
        min_length=REASON_CHARACTERS[0],
        max_length=REASON_CHARACTERS[1],
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: the line, from 1 (0 for the whole), how it stands there, and what to do."""

    line: int
    source: str
    words: str


@page(Permission.PROPOSE, methods=("GET", "POST"))
def propose_ladder(request: Request) -> HttpResponseBase:
    """GET and POST /ladder/propose/: `do` is `check`, or `propose` for what was checked."""
    if request.method != "POST":
        text = text_in_force(request.at)
        return _show(request, LadderForm(initial={"text": text}, use_required_attribute=False))
    proposing = request.POST.get("do") == "propose"
    form = LadderForm(request.POST, use_required_attribute=False)
    form.fields["reason"].required = proposing
    if not form.is_valid():
        return _show(request, form, status=422)
    form.fields["reason"].required = True
    text = form.cleaned_data["text"].replace("\r\n", "\n")
    try:
        checked = checked_ladder(text)
    except InputError as error:
        return _show(request, form, status=422, findings=findings_of(str(error), text))
    if not proposing:
        return _show(request, form, checked=checked)
    proposal = propose(
        LADDER_RELEASE.name,
        {"text": text},
        form.cleaned_data["reason"],
        user=request.user,
        at=request.at,
        key=key_of(request),
    )
    messages.success(request, _("Proposed: somebody else decides now."))
    return redirect("proposal", proposal.pk)


def findings_of(words: str, text: str) -> list[Finding]:
    """The lines of an InputError about a ladder, each with the line of the text it is about."""
    lines = text.splitlines()
    found = []
    for said in words.splitlines():
        match = _PLACE.fullmatch(said)
        if match is None:
            found.append(Finding(0, "", said))
            continue
        number = int(match[1])
        source = lines[number - 1].strip() if number <= len(lines) else ""
        found.append(Finding(number, source, match[2]))
    return found


def _show(
    request: Request,
    form: LadderForm,
    *,
    status: int = 200,
    findings: list[Finding] | None = None,
    checked: Ladder | None = None,
) -> HttpResponse:
    shown: dict[str, Any] = {
        "form": form,
        "findings": findings,
        "checked": checked,
        "changes": changes(in_force(request.at), checked) if checked else [],
        "levels": levels_shown(checked) if checked else [],
        "key": fresh_key(),
    }
    return render(request, "console/ladder/propose.html", shown, status=status)
