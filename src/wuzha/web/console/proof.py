"""Proof at the hotline: a citizen rings and asks whether it was really us."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import URLPattern, path

from wuzha.centre.dissuade.proof import check
from wuzha.centre.units.access import actor_of
from wuzha.centre.units.roles import Permission
from wuzha.web.door import Request, page
from wuzha.web.limiting import Limit
from wuzha.web.proving import ProofForm, answer

TEMPLATE = "console/proof/page.html"

BY_OPERATOR = Limit("proof", times=60, seconds=600)


@page(Permission.TAKE_PROOF, methods=("GET", "POST"))
def proof(request: Request) -> HttpResponse:
    """GET and POST /proof/: real or not, which unit, which badge."""
    if request.method != "POST":
        return answer(request, TEMPLATE, ProofForm())
    form = ProofForm(request.POST)
    if not form.is_valid():
        return answer(request, TEMPLATE, form, status=422)
    if not BY_OPERATOR.allows(str(request.user.pk), request.at):
        return answer(request, TEMPLATE, form, status=429, too_many=True)
    said = form.cleaned_data
    found = check(said["code"], said["tail"], request.at, by=actor_of(request.user))
    return answer(request, TEMPLATE, ProofForm(), answered=True, found=found)


urls: list[URLPattern] = [path("proof/", proof, name="proof")]
