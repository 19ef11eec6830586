"""The door: closed unless a page says whom it is for. Every request passes here.

A view without `page` or `public` is answered 404, so a route that somebody forgot to guard is shut
and not open. What the centre refuses becomes the right page here, once for all views.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol, cast

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation

from wuzha.centre.units.access import may, roles_of
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Permission, Role
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.errors import BadValue, NotAllowed, NotThere, Refusal
from wuzha.web.words import refusal_words

log = logging.getLogger(__name__)

SECOND_FACTOR = frozenset({Role.SUPERVISOR, Role.MINISTRY, Role.ADMINISTRATOR, Role.AUDITOR})
"""Roles that decide over others sign in with a second factor."""

LIBRARY_PREFIXES = ("/account/", "/i18n/")
"""Pages of django-allauth and the language switch, which guard themselves."""

CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


class Request(HttpRequest):
    """A request that passed the door: somebody signed in, at an instant."""

    user: User
    at: Instant
    htmx: Any


class View(Protocol):
    """What Django calls for a request."""

    def __call__(self, request: Any, /, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


@dataclass(frozen=True, slots=True)
class Door:
    """Who may pass: anybody if `public`, else who is signed in, with `permission` if any."""

    public: bool
    permission: Permission | None
    methods: tuple[str, ...]


def page(
    permission: Permission | None = None, methods: tuple[str, ...] = ("GET",)
) -> Callable[[View], View]:
    """A page for those who have the permission; None: for all who are signed in."""
    return _with_door(Door(False, permission, methods))


def public(methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """A page for anybody."""
    return _with_door(Door(True, None, methods))


def _with_door(door: Door) -> Callable[[View], View]:
    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in (*door.methods, "HEAD", "OPTIONS"):
                return HttpResponse(status=405, headers={"Allow": ", ".join(door.methods)})
            return view(request, *args, **kwargs)

        guarded.door = door  # type: ignore[attr-defined]  # read by Closed and by the access matrix
        return cast(View, guarded)

    return wrap


class Closed:
    """The middleware. Gives the request its instant, language and guard, the answer its headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.at = settings.WUZHA_CLOCK()  # type: ignore[attr-defined]
        _speak(request)
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        door: Door | None = getattr(view, "door", None)
        if door is None:
            if request.path.startswith(LIBRARY_PREFIXES):
                return None
            log.error("a route without a door: %s", getattr(view, "__module__", "?"))
            raise Http404
        if door.public:
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        user = request.user
        prefetch_related_objects([user], "unit", "grants")
        if needs_second_factor(user):
            return redirect("mfa_activate_totp")
        if door.permission is not None and not may(user, door.permission):
            return render(request, "403.html", status=403)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotThere):
            return render(request, "404.html", status=404)
        if isinstance(error, NotAllowed):
            return render(request, "403.html", status=403)
        if isinstance(error, Refusal | BadValue):
            status = 409 if isinstance(error, Refusal) else 400
            words = refusal_words(error.code)
            return render(request, "refused.html", {"words": words}, status=status)
        return None


def needs_second_factor(user: User) -> bool:
    """Whether this user must set up a second factor before anything else."""
    asked: bool = settings.WUZHA_SECOND_FACTOR
    return asked and bool(SECOND_FACTOR & roles_of(user)) and not is_mfa_enabled(user)


def _speak(request: HttpRequest) -> None:
    """The user's own language, unless this browser chose another."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return
    if request.user.is_authenticated:
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language() or ""


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page and back; a fragment tells the whole page to go."""
    answer: HttpResponseRedirect = redirect("account_login")
    target = f"{answer.url}?next={request.path}"
    if getattr(request, "htmx", False):
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
