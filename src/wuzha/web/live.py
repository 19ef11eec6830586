"""Live: tells open pages that something changed, so that they fetch what they show again.

One look at the audit chain's head per second and process, however many pages are open.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from wuzha.centre.audit.chain import head
from wuzha.web.door import page

PAUSE_SECONDS = 1.0
SILENCE_MAX = 15
"""Pauses without news after which a comment keeps the connection open."""


class Pulse:
    """The head's number, read once per pause for all who listen."""

    def __init__(self) -> None:
        self._number = 0
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()

    async def number(self) -> int:
        async with self._reading:
            now = asyncio.get_running_loop().time()
            if now - self._read_at >= PAUSE_SECONDS:
                self._number, _ = await sync_to_async(head)()
                self._read_at = now
            return self._number


_pulses: dict[int, Pulse] = {}


def _pulse() -> Pulse:
    """The pulse of this event loop: locks belong to one loop."""
    return _pulses.setdefault(id(asyncio.get_running_loop()), Pulse())


async def news() -> AsyncIterator[str]:
    """Server-sent events: `changed` with the new number, a comment now and then."""
    pulse, last, silent = _pulse(), -1, 0
    while True:
        number = await pulse.number()
        if number != last:
            last, silent = number, 0
            yield f"event: changed\nid: {number}\ndata: {number}\n\n"
        else:
            silent += 1
            if silent % SILENCE_MAX == 0:
                yield ": still here\n\n"
        await asyncio.sleep(PAUSE_SECONDS)


@page()
def live(request: HttpRequest) -> HttpResponseBase:
    """GET /live/: `text/event-stream`, as long as the page is open."""
    answer = StreamingHttpResponse(news(), content_type="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"
    return answer
