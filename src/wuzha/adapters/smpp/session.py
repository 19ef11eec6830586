"""One connection to a message centre, from bind to unbind."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from wuzha.adapters.smpp.account import SmppAccount
from wuzha.adapters.smpp.decode import decode, decode_header
from wuzha.adapters.smpp.encode import HEAD, encode
from wuzha.adapters.smpp.message import Report, report_of
from wuzha.adapters.smpp.pdu import (
    BUSY,
    RESPONSE,
    Answer,
    Bind,
    Body,
    Command,
    Header,
    Pdu,
    ShortMessage,
    Status,
    status_name,
)
from wuzha.vocabulary.errors import BadValue

log = logging.getLogger(__name__)

OnReport = Callable[[Report], None]

_SEQUENCE_MAX = 0x7FFFFFFF
_GOODBYE_SECONDS_MAX = 1.0
_BUSY_SECONDS = 0.05
_BUSY_SECONDS_MAX = 1.0


class LinkLost(ConnectionError):
    """The message centre does not answer. `code` says how we know; never leaves the carrier."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@asynccontextmanager
async def bound(account: SmppAccount, on_report: OnReport) -> AsyncIterator[Session]:
    """A session bound as transceiver; unbound and closed at the end. Raises LinkLost."""
    try:
        async with asyncio.timeout(account.answer_seconds):
            reader, writer = await asyncio.open_connection(
                account.host, account.port, ssl=_trust(account)
            )
    except TimeoutError:
        raise LinkLost("no_answer") from None
    except (ssl.SSLError, FileNotFoundError) as error:
        raise LinkLost("tls") from error  # their certificate, or our file of certificates
    except (OSError, UnicodeError) as error:
        raise LinkLost("no_connection") from error
    session = Session(reader, writer, account, on_report)
    try:
        await session.bind()
        yield session
    finally:
        await session.close()


def _trust(account: SmppAccount) -> ssl.SSLContext | None:
    return ssl.create_default_context(cafile=account.ca or None) if account.tls else None


class Session:
    """Sends requests, pairs them with their answers, answers the peer's own."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        account: SmppAccount,
        on_report: OnReport,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._account = account
        self._on_report = on_report
        self._sequence = 0
        self._waiting: dict[int, asyncio.Future[Pdu | LinkLost]] = {}
        self._lost: str | None = None
        self._reading = asyncio.create_task(self._read())

    async def bind(self) -> None:
        """As transceiver; LinkLost with the status's name if refused."""
        account = self._account
        bind = Bind(account.system_id, account.password, account.system_type)
        answer = await self.request(Command.BIND_TRANSCEIVER, bind)
        if answer.status != Status.ESME_ROK:
            raise LinkLost(status_name(answer.status))

    async def submit(self, message: ShortMessage) -> Pdu:
        """The answer. A busy message centre is asked again until the time for answers is over."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + self._account.answer_seconds
        pause = _BUSY_SECONDS
        while True:
            answer = await self.request(Command.SUBMIT_SM, message)
            if answer.status not in BUSY or clock() + pause > deadline:
                return answer
            await asyncio.sleep(pause)
            pause = min(2 * pause, _BUSY_SECONDS_MAX)

    async def hold(self) -> None:
        """Until the link is lost; asks the peer from time to time whether it is still there."""
        while True:
            await asyncio.wait([self._reading], timeout=self._account.enquire_seconds)
            await self.request(Command.ENQUIRE_LINK)

    async def request(self, command: Command, body: Body = None) -> Pdu:
        """The answer to one command; LinkLost if there is none."""
        if self._lost:
            raise LinkLost(self._lost)
        self._sequence = self._sequence % _SEQUENCE_MAX + 1
        sequence = self._sequence
        answer: asyncio.Future[Pdu | LinkLost] = asyncio.get_running_loop().create_future()
        self._waiting[sequence] = answer
        try:
            async with asyncio.timeout(self._account.answer_seconds):
                self._write(Pdu(command, sequence, body))
                await self._writer.drain()
                outcome = await answer
        except TimeoutError:
            raise LinkLost("no_answer") from None
        except OSError as error:
            raise LinkLost("link_lost") from error
        finally:
            del self._waiting[sequence]
        if isinstance(outcome, LinkLost):
            raise outcome
        return outcome

    async def close(self) -> None:
        """Says goodbye if the link still stands."""
        try:
            async with asyncio.timeout(_GOODBYE_SECONDS_MAX):
                await self.request(Command.UNBIND)
        except (LinkLost, TimeoutError):
            log.debug("the message centre did not answer unbind")
        self._reading.cancel()
        await asyncio.wait([self._reading])
        self._writer.transport.abort()
        try:
            await self._writer.wait_closed()
        except OSError:
            log.debug("the link was lost before it was closed")

    def _write(self, pdu: Pdu) -> None:
        self._writer.write(encode(pdu))

    def _end(self, code: str) -> None:
        """Nothing more will be answered."""
        self._lost = self._lost or code
        for sequence in self._waiting:
            self._give(sequence, LinkLost(self._lost))

    def _give(self, sequence: int, outcome: Pdu | LinkLost) -> None:
        """To whoever waits for it; an answer that nobody waits for came too late."""
        answer = self._waiting.get(sequence)
        if answer is not None and not answer.done():
            answer.set_result(outcome)

    async def _read(self) -> None:
        code = "link_lost"
        try:
            while not self._lost:
                head = await self._reader.readexactly(HEAD.size)
                header = decode_header(head)
                rest = await self._reader.readexactly(header.length - HEAD.size)
                self._take(header, head + rest)
                await self._writer.drain()
        except BadValue as error:
            code = error.code
        except (OSError, EOFError):
            pass  # the peer is gone: those who wait are told below
        finally:
            self._end(code)

    def _take(self, header: Header, data: bytes) -> None:
        """One unit from the peer. What we cannot read gets a nack, unless it is an answer."""
        answers = bool(header.command & RESPONSE)
        try:
            pdu = decode(data)
        except BadValue as error:
            if answers:
                self._give(header.sequence, LinkLost(error.code))
            else:
                unknown = error.code == "smpp_command"
                self._nack(
                    header.sequence, Status.ESME_RINVCMDID if unknown else Status.ESME_RINVCMDLEN
                )
            return
        if answers:
            self._give(pdu.sequence, pdu)
        else:
            self._serve(pdu)

    def _serve(self, pdu: Pdu) -> None:
        """What the peer asks of us. A person's reply is taken and left: nobody may wait for it."""
        if isinstance(pdu.body, ShortMessage) and pdu.command is Command.DELIVER_SM:
            report = report_of(pdu.body)
            if report is not None:
                self._on_report(report)
            self._write(Pdu(Command.DELIVER_SM_RESP, pdu.sequence, Answer()))
        elif pdu.command is Command.ENQUIRE_LINK:
            self._write(Pdu(Command.ENQUIRE_LINK_RESP, pdu.sequence))
        elif pdu.command is Command.UNBIND:
            self._write(Pdu(Command.UNBIND_RESP, pdu.sequence))
            self._end("unbound")
        else:
            self._nack(pdu.sequence, Status.ESME_RINVCMDID)

    def _nack(self, sequence: int, status: Status) -> None:
        self._write(Pdu(Command.GENERIC_NACK, sequence, status=status))
