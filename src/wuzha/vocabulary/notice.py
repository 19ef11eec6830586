"""Notices: what is sent to a person, by which channel, and what the carrier answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from wuzha.vocabulary.clock import Instant


class Channel(StrEnum):
    """How a person is reached, from the lightest touch to the heaviest."""

    MESSAGE = "message"
    EMAIL = "email"
    APP = "app"
    FLASH = "flash"
    CALL = "call"
    CONTACT = "contact"
    VISIT = "visit"


CHANNELS = tuple(Channel)

BY_CARRIER = frozenset({Channel.MESSAGE, Channel.EMAIL, Channel.APP, Channel.FLASH})
"""Channels that a machine serves; the others need an officer."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One text to one person.

    `key` is made and stored before the first try; a second notice of the same key is the same
    notice. `to` is what the channel needs: a phone as digits with country code, an address, a
    device token. A carrier gives up at `expires_at`.
    """

    key: str
    channel: Channel
    to: str
    text: str
    expires_at: Instant


class ReceiptState(StrEnum):
    """How far a notice has come. `DELIVERED`, `REFUSED` and `UNDELIVERED` are final."""

    ACCEPTED = "accepted"
    """The carrier has it and will report."""
    DELIVERED = "delivered"
    """It is on the person's device."""
    REFUSED = "refused"
    """The carrier will not take it: `code` says why."""
    UNDELIVERED = "undelivered"
    """The carrier took it and could not deliver it in time."""
    UNREACHABLE = "unreachable"
    """The carrier itself does not answer: try again later."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The carrier's word on the notice `key`; `reference` is its own number for it."""

    key: str
    state: ReceiptState
    at: Instant
    reference: str = ""
    code: str = ""


class Carrier(Protocol):
    """One way out of the house: an SMPP message centre, a mail server, a fake."""

    @property
    def channels(self) -> frozenset[Channel]: ...

    def send(self, notices: Sequence[Notice]) -> list[Receipt]:
        """One receipt per notice, in their order. Never raises for what the network does:
        that is `UNREACHABLE` or `REFUSED`."""
        ...

    def receipts(self) -> list[Receipt]:
        """The delivery reports that came in since the last call."""
        ...

    def close(self) -> None: ...
