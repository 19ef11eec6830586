"""One's own page: who one is here, language and theme, duty, sign-in, saved filters."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from wuzha.centre.units.access import may
from wuzha.centre.units.actions import delete_filter, set_language
from wuzha.centre.units.queries import filters_of
from wuzha.centre.units.roles import Permission
from wuzha.vocabulary.errors import BadValue
from wuzha.web.door import Request, page
from wuzha.web.keys import fresh_key, key_of
from wuzha.web.names import unit_name


@page()
def me(request: Request) -> HttpResponse:
    """GET /me/."""
    shown = {
        "unit": unit_name(request.user.unit),
        "works": may(request.user, Permission.WORK_STEPS),
        "languages": settings.LANGUAGES,
        "filters": filters_of(request.user),
        "key": fresh_key(),
    }
    return render(request, "console/me/page.html", shown)


@page(methods=("POST",))
def language(request: Request) -> HttpResponseBase:
    """POST /me/language/: one's own language from now on, on every machine.

    The choice of this browser goes: it would hide the new one.
    """
    answer = redirect("me")
    try:
        set_language(request.POST.get("language", ""), user=request.user, at=request.at)
    except BadValue:
        return answer
    answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return answer


@page(methods=("POST",))
def drop_filter(request: Request, number: int) -> HttpResponseBase:
    """POST /me/filters/<number>/delete/: one of one's own filters; NotThere for others'."""
    delete_filter(number, user=request.user, at=request.at, key=key_of(request))
    return redirect("me")


urls: list[URLPattern] = [
    path("me/", me, name="me"),
    path("me/language/", language, name="me_language"),
    path("me/filters/<int:number>/delete/", drop_filter, name="me_filter_delete"),
]
