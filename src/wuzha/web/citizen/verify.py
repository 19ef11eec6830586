"""Is this officer real? The citizen's own way to find out, without ringing anybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from wuzha.centre.dissuade.proof import check
from wuzha.vocabulary.clock import Instant
from wuzha.web.door import public
from wuzha.web.limiting import Limit
from wuzha.web.proving import ProofForm, answer

TEMPLATE = "citizen/verify.html"

FROM_ANYWHERE = Limit("verify", times=600, seconds=60)
FROM_ADDRESS = Limit("verify-address", times=60, seconds=600)
"""Many people may share one address."""
IN_SESSION = Limit("verify-session", times=6, seconds=600)


@public(methods=("GET", "POST"))
def verify(request: HttpRequest) -> HttpResponse:
    """GET and POST /verify/: yes, with unit, badge and since when; or no, and what to do now.

    No answer tells which of the two was wrong, and nothing says who the citizen is.
    """
    if request.method != "POST":
        return answer(request, TEMPLATE, ProofForm())
    form = ProofForm(request.POST)
    if not form.is_valid():
        return answer(request, TEMPLATE, form, status=422)
    at: Instant = request.at  # type: ignore[attr-defined]  # set by the door
    if not _allows(request, at):
        return answer(request, TEMPLATE, form, status=429, too_many=True)
    found = check(form.cleaned_data["code"], form.cleaned_data["tail"], at)
    return answer(request, TEMPLATE, ProofForm(), answered=True, found=found)


def _allows(request: HttpRequest, at: Instant) -> bool:
    """By everybody, by address, by session: the first that is over keeps the next uncounted, so
    that nobody without cookies fills the table of sessions."""
    if not FROM_ANYWHERE.allows("", at):
        return False
    if not FROM_ADDRESS.allows(request.META.get("REMOTE_ADDR", ""), at):
        return False
    if request.session.session_key is None:
        request.session.create()
    return IN_SESSION.allows(request.session.session_key or "", at)


urls: list[URLPattern] = [path("verify/", verify, name="verify")]
