"""Asking the pages: whole requests through Django, with session, templates and all queries."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import connection
from django.test import Client
from django.urls import reverse

from wuzha.bench.console.questions import Asking
from wuzha.bench.house import HOST
from wuzha.centre.units.models import User
from wuzha.vocabulary.clock import Instant

WARM_UP = 20


@dataclass
class Times:
    """What the requests to one page came to. `wrong`: answered with anything but a page."""

    ms: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)
    wrong: int = 0

    def p95(self) -> float:
        """NaN if a request failed: its time says nothing."""
        return float(np.quantile(self.ms, 0.95)) if self.ms and not self.wrong else float("nan")

    def words(self, page: str) -> str:
        """What lies behind the figure, for people."""
        half, most = float(np.median(self.ms)), max(self.ms)
        wrong = f", {self.wrong} not answered with a page" if self.wrong else ""
        queries = f"{min(self.queries)} to {max(self.queries)} queries"
        return f"{page}: half within {half:.1f} ms, the slowest {most:.1f} ms, {queries}{wrong}"


class Browsers:
    """One signed-in browser for each user."""

    def __init__(self, users: Sequence[User]) -> None:
        self._clients = {user.pk: Client(SERVER_NAME=HOST) for user in users}
        for user in users:
            self._clients[user.pk].force_login(user)

    def of(self, user: User) -> Client:
        return self._clients[user.pk]


def ask_all(asking: Asking, count: int, at: Instant) -> dict[str, Times]:
    """So many requests to each page, by the page's name."""
    browsers = Browsers(asking.users)

    def queue(user: User, wanted: Any, after: str) -> Any:
        place = f"&after={after}" if after else ""
        return browsers.of(user).get(f"{reverse('queue')}?{wanted.to_query()}{place}")

    def search(user: User, text: str) -> Any:
        return browsers.of(user).post(reverse("search"), {"text": text})

    def warning(user: User, number: int) -> Any:
        return browsers.of(user).get(reverse("warning", args=[number]))

    more = count + WARM_UP
    return {
        "queue": measure(queue, asking.queue(more, at)),
        "search": measure(search, asking.search(more)),
        "warning": measure(warning, asking.warning(more)),
    }


def measure(page: Callable[..., Any], questions: Iterable[tuple[Any, ...]]) -> Times:
    """Milliseconds and queries of each request but the first WARM_UP."""
    times = Times()
    for turn, question in enumerate([*questions]):
        count = _Count()
        with connection.execute_wrapper(count):
            began = time.perf_counter()
            answer = page(*question)
            ms = (time.perf_counter() - began) * 1e3
        if turn >= WARM_UP:
            times.ms.append(ms)
            times.queries.append(count.queries)
            times.wrong += getattr(answer, "status_code", 200) != 200
    return times


class _Count:
    """Counts the queries that pass through it."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        self.queries += 1
        return execute(*args)
