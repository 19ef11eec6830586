"""The way through the console: what stands in the rail, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

Allowed = Callable[[HttpRequest], bool]
Count = Callable[[HttpRequest], int]


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: the name of its route, what it says, its icon, its keys (`g q`).

    `allowed` says who sees it. `count` is a number worth a red dot, asked for once a page.
    """

    route: str
    label: str | Promise
    icon: str
    key: str
    allowed: Allowed
    count: Count | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as a page shows it."""

    url: str
    label: str | Promise
    icon: str
    key: str
    here: bool
    count: int


def links(items: Iterable[Item], request: HttpRequest) -> list[Link]:
    """The entries this person may follow, in order; `here` is the one whose address is the
    longest beginning of the page's own. A route that does not exist is left out."""
    open_to = [(item, url) for item in items if item.allowed(request) and (url := _url(item.route))]
    above = [url for _, url in open_to if _within(request.path, url)]
    here = max(above, key=len, default="")
    return [
        Link(
            url,
            item.label,
            item.icon,
            item.key,
            url == here,
            item.count(request) if item.count else 0,
        )
        for item, url in open_to
    ]


def _within(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def _url(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""
