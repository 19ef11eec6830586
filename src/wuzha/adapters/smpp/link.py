"""The link to a message centre: bound again whenever it is lost, with growing pauses."""

from __future__ import annotations

import asyncio
import logging

from wuzha.adapters.smpp.account import SmppAccount
from wuzha.adapters.smpp.pdu import Pdu, ShortMessage
from wuzha.adapters.smpp.session import LinkLost, OnReport, Session, bound

log = logging.getLogger(__name__)

PAUSE_SECONDS_MIN = 0.1
PAUSE_SECONDS_MAX = 60.0
STEADY_SECONDS = 30.0
"""A link that stood so long was a good one: the next pause is short again."""


class Link:
    """Lives in one event loop: `run` keeps it, `submit` uses it, `stop` ends it."""

    def __init__(self, account: SmppAccount, on_report: OnReport) -> None:
        self._account = account
        self._on_report = on_report
        self._window = asyncio.Semaphore(account.window)
        self._stopped = asyncio.Event()
        self._up = asyncio.Event()
        self._session: Session | None = None
        self._down_at: float | None = None  # not tried yet
        self._why = "no_connection"

    async def submit(self, message: ShortMessage) -> Pdu:
        """The answer to one short message, sent when the window has room. Raises LinkLost."""
        async with self._window:
            session = await self._bound_session()
            return await session.submit(message)

    async def run(self) -> None:
        """Keeps the link until `stop` is called."""
        keeping = asyncio.create_task(self._keep())
        await self._stopped.wait()
        keeping.cancel()
        await asyncio.wait([keeping])

    def stop(self) -> None:
        self._stopped.set()

    async def _bound_session(self) -> Session:
        """Waits for a lost link only until it has been lost for `answer_seconds`: what is sent
        while a message centre is down for long does not wait at all."""
        now = _now()
        since = now if self._down_at is None else self._down_at
        patience = since + self._account.answer_seconds - now
        while self._session is None:
            try:
                async with asyncio.timeout(max(patience, 0)):
                    await self._up.wait()
            except TimeoutError:
                raise LinkLost(self._why) from None
        return self._session

    async def _keep(self) -> None:
        self._down_at = _now()
        pause = PAUSE_SECONDS_MIN
        while True:
            began = _now()
            try:
                async with bound(self._account, self._on_report) as session:
                    log.info("bound to %s:%d", self._account.host, self._account.port)
                    self._session = session
                    self._up.set()
                    await session.hold()
            except LinkLost as lost:
                self._why = lost.code
                log.warning(
                    "no link to %s:%d: %s", self._account.host, self._account.port, lost.code
                )
            finally:
                self._take_down()
            steady = _now() - began >= STEADY_SECONDS
            pause = PAUSE_SECONDS_MIN if steady else min(2 * pause, PAUSE_SECONDS_MAX)
            await asyncio.sleep(pause)

    def _take_down(self) -> None:
        if self._session is not None:
            self._session = None
            self._down_at = _now()
        self._up.clear()


def _now() -> float:
    return asyncio.get_running_loop().time()
