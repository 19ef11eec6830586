"""The carrier for messages and flash messages: an SMPP client in a thread of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError
from threading import Lock, Thread

from wuzha.adapters.smpp.account import SmppAccount
from wuzha.adapters.smpp.link import Link
from wuzha.adapters.smpp.message import CHANNELS, Report, messages_of
from wuzha.adapters.smpp.open_notices import OpenNotices, reference_of
from wuzha.adapters.smpp.pdu import BUSY, Answer, Status, status_name
from wuzha.adapters.smpp.session import LinkLost
from wuzha.vocabulary.clock import SECOND, Clock
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.notice import Channel, Notice, Receipt, ReceiptState

SEND_SECONDS_MAX = 60.0
"""One call of `send` takes no longer: what has no answer by then is `UNREACHABLE`."""


class SmppCarrier:
    """A transceiver at one message centre, from the first moment to `close`.

    A notice is accepted when the message centre took each of its parts. While it is open (accepted,
    no final receipt yet), the same key is not sent again. `UNREACHABLE` may hide that some parts
    were taken: who tries again promises "at least once". Notices leave in their order, but for
    those that a busy message centre put off.
    """

    def __init__(self, account: SmppAccount, clock: Clock) -> None:
        self._clock = clock
        self._account = account
        self._open = OpenNotices()
        self._link = Link(account, self._report)
        self._texts = clock() // SECOND  # so that a new process does not begin with the same
        self._gate = Lock()
        self._closed = False
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._loop = self._runner.get_loop()
        self._thread = Thread(target=self._live, name="smpp", daemon=True)
        self._thread.start()

    @property
    def channels(self) -> frozenset[Channel]:
        return CHANNELS

    def send(self, notices: Sequence[Notice]) -> list[Receipt]:
        """Blocks until each notice has its receipt, at most SEND_SECONDS_MAX.

        A receipt's `reference` has the ids that the message centre gave to the parts; its `code`
        the name of the status, or why the link is down.
        """
        work = self._send(notices)
        with self._gate:
            if self._closed:
                work.close()
                return [self._receipt(notice, "closed") for notice in notices]
            future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except CancelledError:
            return [self._receipt(notice, "closed") for notice in notices]

    def expect(self, references: Mapping[str, str]) -> None:
        """After a restart: the references of accepted receipts whose notices (the keys) are still
        open, so that their reports are understood."""
        at = self._clock()
        for key, reference in references.items():
            self._open.expect(key, reference, at)

    def receipts(self) -> list[Receipt]:
        return self._open.drain()

    def close(self) -> None:
        """Unbinds. What is being sent in another thread is answered `UNREACHABLE`."""
        with self._gate:
            if self._closed:
                return
            self._closed = True
            self._loop.call_soon_threadsafe(self._link.stop)
        self._thread.join()

    def _live(self) -> None:
        with self._runner:
            self._runner.run(self._link.run())

    def _report(self, report: Report) -> None:
        self._open.report(report, self._clock())

    async def _send(self, notices: Sequence[Notice]) -> list[Receipt]:
        if not notices:
            return []
        tasks: dict[str, asyncio.Task[Receipt]] = {}
        for notice in notices:
            if notice.key not in tasks:
                tasks[notice.key] = asyncio.create_task(self._send_one(notice))
        _, late = await asyncio.wait(tasks.values(), timeout=SEND_SECONDS_MAX)
        for task in late:
            task.cancel()
        await asyncio.wait(tasks.values())
        return [
            self._receipt(notice, "no_time") if task.cancelled() else task.result()
            for notice in notices
            for task in (tasks[notice.key],)
        ]

    async def _send_one(self, notice: Notice) -> Receipt:
        known = self._open.reference(notice.key)
        if known is not None:
            return Receipt(notice.key, ReceiptState.ACCEPTED, self._clock(), known)
        self._texts += 1
        try:
            messages = messages_of(notice, self._account, self._clock(), self._texts)
        except BadValue as error:
            return self._receipt(notice, error.code, ReceiptState.REFUSED)
        ids = []
        for message in messages:
            try:
                answer = await self._link.submit(message)
            except LinkLost as lost:
                return self._receipt(notice, lost.code)
            if answer.status != Status.ESME_ROK:
                busy = answer.status in BUSY
                state = ReceiptState.UNREACHABLE if busy else ReceiptState.REFUSED
                return self._receipt(notice, status_name(answer.status), state)
            if isinstance(answer.body, Answer):
                ids.append(answer.body.id)
        reference = reference_of(ids)
        at = self._clock()
        self._open.expect(notice.key, reference, at)
        return Receipt(notice.key, ReceiptState.ACCEPTED, at, reference)

    def _receipt(
        self, notice: Notice, code: str, state: ReceiptState = ReceiptState.UNREACHABLE
    ) -> Receipt:
        return Receipt(notice.key, state, self._clock(), code=code)
