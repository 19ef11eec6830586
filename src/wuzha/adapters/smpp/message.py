"""Notices as short messages, and short messages as reports of what became of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from wuzha.adapters.smpp.account import SmppAccount
from wuzha.adapters.smpp.alphabet import CLASS_0, parts_of
from wuzha.adapters.smpp.pdu import Address, EsmClass, ShortMessage, Tag
from wuzha.vocabulary.clock import SECOND, Instant
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.notice import Channel, Notice

CHANNELS = frozenset({Channel.MESSAGE, Channel.FLASH})

_TON_INTERNATIONAL = 1
_NPI_PHONE = 1
_PHONE_DIGITS_MAX = 20
_SUBUNIT_DISPLAY = b"\x01"
_FINAL_REPORT = 1
_VALIDITY_SECONDS_MAX = 30 * 24 * 3600


def messages_of(
    notice: Notice, account: SmppAccount, at: Instant, reference: int
) -> list[ShortMessage]:
    """One short message for each part of the text; `reference` joins them at the handset.

    BadValue: `channel`, `not_a_phone`, `expired`, and those of `parts_of`.
    """
    if notice.channel not in CHANNELS:
        raise BadValue("channel", "a message centre takes messages and flash messages")
    digits = notice.to
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _PHONE_DIGITS_MAX):
        raise BadValue("not_a_phone", "a phone is digits with the country code")
    flash = notice.channel is Channel.FLASH
    alphabet, parts = parts_of(notice.text, reference)
    return [
        ShortMessage(
            source=Address(account.source_ton, account.source_npi, account.source_address),
            destination=Address(_TON_INTERNATIONAL, _NPI_PHONE, digits),
            short_message=part,
            data_coding=alphabet | CLASS_0 if flash else alphabet,
            esm_class=EsmClass.HEADER if len(parts) > 1 else 0,
            registered_delivery=_FINAL_REPORT,
            validity_period=validity(notice.expires_at - at),
            tlvs=((Tag.DEST_ADDR_SUBUNIT, _SUBUNIT_DISPLAY),) if flash else (),
        )
        for part in parts
    ]


def validity(span: int) -> str:
    """Microseconds as relative time, `YYMMDDhhmmss000R` (7.1.1.2); at most 30 days.

    BadValue `expired` if less than a second is left.
    """
    seconds = min(span // SECOND, _VALIDITY_SECONDS_MAX)
    if seconds < 1:
        raise BadValue("expired", "there is no time left to deliver it")
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    return f"0000{days:02}{hour:02}{minute:02}{second:02}000R"


class MessageState(IntEnum):
    """What became of a message (5.2.28)."""

    ENROUTE = 1
    DELIVERED = 2
    EXPIRED = 3
    DELETED = 4
    UNDELIVERABLE = 5
    ACCEPTED = 6
    UNKNOWN = 7
    REJECTED = 8


FAILED = frozenset(
    {
        MessageState.EXPIRED,
        MessageState.DELETED,
        MessageState.UNDELIVERABLE,
        MessageState.REJECTED,
    }
)

_STATE_OF_WORD = {
    b"ENROUTE": MessageState.ENROUTE,
    b"DELIVRD": MessageState.DELIVERED,
    b"EXPIRED": MessageState.EXPIRED,
    b"DELETED": MessageState.DELETED,
    b"UNDELIV": MessageState.UNDELIVERABLE,
    b"ACCEPTD": MessageState.ACCEPTED,
    b"UNKNOWN": MessageState.UNKNOWN,
    b"REJECTD": MessageState.REJECTED,
}
_ID = re.compile(rb"\bid:([\x21-\x7e]{1,64})", re.IGNORECASE)
_STATE = re.compile(rb"\bstat:\s*([A-Z]{1,10})", re.IGNORECASE)
_ERROR = re.compile(rb"\berr:\s*([0-9A-Za-z]{1,10})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Report:
    """The message centre's word on one short message; `error` is the network's own number."""

    message_id: str
    state: MessageState
    error: str = ""


def report_of(message: ShortMessage) -> Report | None:
    """The delivery receipt in a deliver_sm, or None if it is none.

    Parameters come first (4.6.1), then the text that most message centres write (appendix B):
    `id:... sub:... dlvrd:... submit date:... done date:... stat:DELIVRD err:000 text:...`.
    """
    if message.esm_class & EsmClass.TYPE_MASK != EsmClass.DELIVERY_RECEIPT:
        return None
    message_id = _tlv_id(message) or _word(_ID, message)
    state = _tlv_state(message) or _STATE_OF_WORD.get(_word(_STATE, message).upper())
    if not message_id or state is None:
        return None
    return Report(message_id.decode("ascii"), state, _error(message))


def _tlv_id(message: ShortMessage) -> bytes:
    value = (message.tlv(Tag.RECEIPTED_MESSAGE_ID) or b"").partition(b"\0")[0]
    return value if value.isascii() else b""


def _tlv_state(message: ShortMessage) -> MessageState | None:
    value = message.tlv(Tag.MESSAGE_STATE)
    if value is None or len(value) != 1 or value[0] not in MessageState._value2member_map_:
        return None
    return MessageState(value[0])


def _error(message: ShortMessage) -> str:
    value = message.tlv(Tag.NETWORK_ERROR_CODE)
    if value is not None and len(value) == 3:
        return str(int.from_bytes(value[1:]))
    return _word(_ERROR, message).decode("ascii").lstrip("0")


def _word(pattern: re.Pattern[bytes], message: ShortMessage) -> bytes:
    found = pattern.search(message.octets)
    return found[1] if found else b""
