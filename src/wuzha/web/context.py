"""What every page knows: the time, the theme, the rail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from wuzha.vocabulary.clock import Clock, moment_of
from wuzha.web.look import theme_of
from wuzha.web.navigation import Item, links


def house(request: HttpRequest) -> dict[str, Any]:
    """A context processor.

    Settings it reads: `WUZHA_CLOCK`, `WUZHA_SPEED` (how many seconds it counts per second of the
    machine), `WUZHA_NAVIGATION` (dotted name of a tuple of `Item`), `WUZHA_LIVE` (address of the
    event stream, "" for none).
    """
    clock: Clock = settings.WUZHA_CLOCK
    items: Iterable[Item] = import_string(settings.WUZHA_NAVIGATION)
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "now": moment_of(clock()),
        "speed": settings.WUZHA_SPEED(),
        "theme": theme_of(request),
        "navigation": links(items, request) if signed_in else [],
        "live": settings.WUZHA_LIVE if signed_in else "",
    }
