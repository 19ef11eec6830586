"""Notices as e-mails (RFC 5322): plain text, UTF-8."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from wuzha.vocabulary.clock import Instant, moment_of
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.notice import Channel, Notice

ADDRESS_CHARACTERS_MAX = 254
SUBJECT_CHARACTERS_MAX = 60

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*"
)


def address(text: str) -> str:
    """One plain address, `name@host` in ASCII; BadValue `not_an_address` for anything else: names,
    lists of addresses, quotes and line breaks could smuggle in headers or recipients."""
    if len(text) > ADDRESS_CHARACTERS_MAX or not _ADDRESS.fullmatch(text):
        raise BadValue("not_an_address", "an address is name@host in plain letters")
    return text


def message_of(notice: Notice, sender: str, at: Instant) -> EmailMessage:
    """The e-mail. Its subject is the first line of the text, its Message-ID depends on the key
    alone: a mail program shows a notice that was sent twice once.

    BadValue: `channel`, `expired`, `not_an_address`, `text_empty`, `text_surrogate`.
    """
    if notice.channel is not Channel.EMAIL:
        raise BadValue("channel", "a mail server takes e-mails")
    if notice.expires_at <= at:
        raise BadValue("expired", "there is no time left to deliver it")
    lines = notice.text.split()
    if not lines:
        raise BadValue("text_empty", "an e-mail needs a text")
    if any("\ud800" <= letter <= "\udfff" for letter in notice.text):
        raise BadValue("text_surrogate", "half of a character stands alone")
    message = EmailMessage(policy=SMTP)
    message["From"] = address(sender)
    message["To"] = address(notice.to)
    message["Subject"] = _subject(notice.text)
    message["Date"] = format_datetime(moment_of(at))
    message["Message-ID"] = message_id(notice.key, sender)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notes in return
    message.set_content(notice.text, charset="utf-8")
    return message


def message_id(key: str, sender: str) -> str:
    """`<digest@host>`: the host of the sender, SHA-256 of the key."""
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{sender.rpartition('@')[2]}>"


def _subject(text: str) -> str:
    first = next(line for line in text.splitlines() if line.strip())
    letters = "".join(letter for letter in first if letter.isprintable()).strip()
    short = len(letters) <= SUBJECT_CHARACTERS_MAX
    return letters if short else letters[: SUBJECT_CHARACTERS_MAX - 1] + "…"
