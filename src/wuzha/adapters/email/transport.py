"""The carrier for e-mail: one SMTP connection for each batch."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from wuzha.adapters.email.encode import address, message_id, message_of
from wuzha.vocabulary.clock import Clock
from wuzha.vocabulary.errors import BadValue, InputError
from wuzha.vocabulary.notice import Channel, Notice, Receipt, ReceiptState

CHANNELS = frozenset({Channel.EMAIL})

_PORTS = {"smtp": 587, "smtps": 465}
_PARAMETERS = {"from", "ca", "plain", "timeout_seconds"}
_YES = {"1": True, "0": False}


@dataclass(frozen=True, slots=True)
class EmailAccount:
    """One account at one mail server; `sender` is the address that people see.

    `tls` from the first byte, otherwise by STARTTLS, unless `plain`: then nothing is encrypted,
    and a password is not sent.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    plain: bool = False
    ca: str = ""
    timeout_seconds: float = 20.0

    def __post_init__(self) -> None:
        if not self.host:
            raise InputError("e-mail account: the host is missing")
        if self.plain and (self.tls or self.user):
            raise InputError("e-mail account: plain=1 goes without user, password and smtps")
        if not self.timeout_seconds > 0:
            raise InputError("e-mail account: timeout_seconds is above 0")
        try:
            address(self.sender)
        except BadValue as error:
            raise InputError(f"e-mail account: from: {error.detail}") from None


def account_of(url: str) -> EmailAccount:
    """The account in `smtps://user:password@host:port?from=warn@centre.example`.

    `smtp://` uses STARTTLS, `smtps://` TLS from the start. Further parameters: ca (a file of
    certificates to trust), plain=1 (a server on the same machine), timeout_seconds. InputError
    never repeats the URL.
    """
    scheme, _, rest = url.partition("://")
    if scheme not in _PORTS:
        raise InputError("e-mail account: write smtps://user:password@host:port?from=...")
    given = {name: values[-1] for name, values in parse_qs(rest.partition("?")[2]).items()}
    if not set(given) <= _PARAMETERS:
        raise InputError(f"e-mail account: there is only {', '.join(sorted(_PARAMETERS))}")
    try:
        parts = urlsplit(url)
        return EmailAccount(
            host=parts.hostname or "",
            port=parts.port or _PORTS[scheme],
            sender=given.get("from", ""),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=scheme == "smtps",
            plain=_YES[given.get("plain", "0")],
            ca=given.get("ca", ""),
            timeout_seconds=float(given.get("timeout_seconds", 20)),
        )
    except (ValueError, KeyError):
        raise InputError(
            "e-mail account: write numbers as digits, plain as 0 or 1, and encode special "
            "characters of the password (@ as %40)"
        ) from None


class EmailCarrier:
    """Sends e-mails. `ACCEPTED` is the last word on one: mail servers report nothing that could be
    trusted, so `receipts` is always empty and the ladder goes on by its deadline."""

    def __init__(self, account: EmailAccount, clock: Clock) -> None:
        self._account = account
        self._clock = clock

    @property
    def channels(self) -> frozenset[Channel]:
        return CHANNELS

    def send(self, notices: Sequence[Notice]) -> list[Receipt]:
        """A receipt's `reference` is the Message-ID; its `code` the server's three digits, or why
        there is no connection. A refusal for now (4xx) is `UNREACHABLE`: try again later."""
        if not notices:
            return []
        try:
            server = self._connected()
        except (OSError, UnicodeError, smtplib.SMTPException) as error:
            return [self._unreachable(notice, _code(error)) for notice in notices]
        try:
            return [self._send(server, notice) for notice in notices]
        finally:
            _say_goodbye(server)

    def receipts(self) -> list[Receipt]:
        return []

    def close(self) -> None:
        """Nothing stays open between two calls."""

    def _connected(self) -> smtplib.SMTP:
        account = self._account
        trust = ssl.create_default_context(cafile=account.ca or None)
        place = (account.host, account.port)
        server = (
            smtplib.SMTP_SSL(*place, timeout=account.timeout_seconds, context=trust)
            if account.tls
            else smtplib.SMTP(*place, timeout=account.timeout_seconds)
        )
        try:
            if not (account.tls or account.plain):
                server.starttls(context=trust)
            if account.user:
                server.login(account.user, account.password)
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
        return server

    def _send(self, server: smtplib.SMTP, notice: Notice) -> Receipt:
        at = self._clock()
        try:
            message = message_of(notice, self._account.sender, at)
            server.send_message(message, self._account.sender, [notice.to])
        except BadValue as error:
            return Receipt(notice.key, ReceiptState.REFUSED, at, code=error.code)
        except (OSError, smtplib.SMTPException) as error:
            code = _code(error)
            if code.startswith("5"):
                return Receipt(notice.key, ReceiptState.REFUSED, at, code=code)
            return self._unreachable(notice, code)
        reference = message_id(notice.key, self._account.sender)
        return Receipt(notice.key, ReceiptState.ACCEPTED, at, reference)

    def _unreachable(self, notice: Notice, code: str) -> Receipt:
        return Receipt(notice.key, ReceiptState.UNREACHABLE, self._clock(), code=code)


def _code(error: Exception) -> str:
    """The server's three digits; never its words, which may repeat the address."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return str(next(iter(error.recipients.values()))[0])
        case smtplib.SMTPResponseException():
            return str(error.smtp_code)
        case smtplib.SMTPNotSupportedError():
            return "not_supported"
        case ssl.SSLError() | FileNotFoundError():
            return "tls"  # their certificate, or our file of certificates
        case TimeoutError():
            return "no_answer"
        case _:
            return "no_connection"


def _say_goodbye(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()
