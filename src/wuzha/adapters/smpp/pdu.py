"""What SMPP 3.4 peers say to each other: commands, statuses, tags and bodies as plain data.

The subset that a client, an inline proxy and a message centre need. Source: SMPP Protocol
Specification v3.4, issue 1.2; section numbers below are its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

PDU_BYTES_MAX = 70_000
"""The longest text that a tag can carry (65,535) and the rest; SMPP itself sets no limit."""

RESPONSE = 0x80000000
"""The bit that makes a command the answer to it."""


class Command(IntEnum):
    """The command ids of this subset (5.1.2.1)."""

    BIND_RECEIVER = 0x01
    BIND_TRANSMITTER = 0x02
    SUBMIT_SM = 0x04
    DELIVER_SM = 0x05
    UNBIND = 0x06
    BIND_TRANSCEIVER = 0x09
    ENQUIRE_LINK = 0x15

    GENERIC_NACK = RESPONSE
    BIND_RECEIVER_RESP = RESPONSE | 0x01
    BIND_TRANSMITTER_RESP = RESPONSE | 0x02
    SUBMIT_SM_RESP = RESPONSE | 0x04
    DELIVER_SM_RESP = RESPONSE | 0x05
    UNBIND_RESP = RESPONSE | 0x06
    BIND_TRANSCEIVER_RESP = RESPONSE | 0x09
    ENQUIRE_LINK_RESP = RESPONSE | 0x15

    @property
    def response(self) -> Command:
        """The command that answers this one."""
        return Command(self | RESPONSE)


class Status(IntEnum):
    """Command statuses (5.1.3) that we give ourselves or act upon."""

    ESME_ROK = 0x00
    ESME_RINVCMDLEN = 0x02
    ESME_RINVCMDID = 0x03
    ESME_RMSGQFUL = 0x14
    ESME_RTHROTTLED = 0x58


BUSY = frozenset({Status.ESME_RMSGQFUL, Status.ESME_RTHROTTLED})
"""The message centre would take the message a little later."""

_STATUS_NAMES = {
    0x01: "ESME_RINVMSGLEN",
    0x04: "ESME_RINVBNDSTS",
    0x05: "ESME_RALYBND",
    0x06: "ESME_RINVPRTFLG",
    0x07: "ESME_RINVREGDLVFLG",
    0x08: "ESME_RSYSERR",
    0x0A: "ESME_RINVSRCADR",
    0x0B: "ESME_RINVDSTADR",
    0x0C: "ESME_RINVMSGID",
    0x0D: "ESME_RBINDFAIL",
    0x0E: "ESME_RINVPASWD",
    0x0F: "ESME_RINVSYSID",
    0x15: "ESME_RINVSERTYP",
    0x43: "ESME_RINVESMCLASS",
    0x45: "ESME_RSUBMITFAIL",
    0x48: "ESME_RINVSRCTON",
    0x49: "ESME_RINVSRCNPI",
    0x50: "ESME_RINVDSTTON",
    0x51: "ESME_RINVDSTNPI",
    0x53: "ESME_RINVSYSTYP",
    0x61: "ESME_RINVSCHED",
    0x62: "ESME_RINVEXPIRY",
    0x64: "ESME_RX_T_APPN",
    0x65: "ESME_RX_P_APPN",
    0x66: "ESME_RX_R_APPN",
    0xC0: "ESME_RINVOPTPARSTREAM",
    0xC1: "ESME_ROPTPARNOTALLWD",
    0xC2: "ESME_RINVPARLEN",
    0xC3: "ESME_RMISSINGOPTPARAM",
    0xC4: "ESME_RINVOPTPARAMVAL",
    0xFE: "ESME_RDELIVERYFAILURE",
    0xFF: "ESME_RUNKNOWNERR",
} | {status.value: status.name for status in Status}


def status_name(status: int) -> str:
    """The name in the specification, or for a vendor's own status its number: `0x0000040A`."""
    return _STATUS_NAMES.get(status, f"0x{status:08X}")


class Tag(IntEnum):
    """Optional parameters (5.3.2) that we write or read; others pass through as they are."""

    DEST_ADDR_SUBUNIT = 0x0005
    RECEIPTED_MESSAGE_ID = 0x001E
    NETWORK_ERROR_CODE = 0x0423
    MESSAGE_PAYLOAD = 0x0424
    MESSAGE_STATE = 0x0427


Tlvs = tuple[tuple[int, bytes], ...]
"""Tags and values in their order on the wire."""


@dataclass(frozen=True, slots=True)
class Address:
    """Whom a message is from or for: type of number, numbering plan, and at most 20 characters."""

    ton: int = 0
    npi: int = 0
    digits: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Bind:
    """The body of the three binds (4.1)."""

    system_id: str
    password: str = field(repr=False)
    system_type: str = ""
    interface_version: int = 0x34
    addr_ton: int = 0
    addr_npi: int = 0
    address_range: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of an answer: the peer's system id after a bind, else the id of the message."""

    id: str = ""
    tlvs: Tlvs = ()


class EsmClass(IntEnum):
    """Bits and fields of `esm_class` (5.2.12)."""

    DELIVERY_RECEIPT = 0x04
    TYPE_MASK = 0x3C
    HEADER = 0x40
    """The text begins with a user data header."""


@dataclass(frozen=True, slots=True)
class ShortMessage:
    """Body of submit_sm and deliver_sm (4.4.1, 4.6.1); `short_message` has at most 254 octets."""

    source: Address
    destination: Address
    short_message: bytes = field(default=b"", repr=False)
    data_coding: int = 0
    esm_class: int = 0
    registered_delivery: int = 0
    validity_period: str = ""
    schedule_delivery_time: str = ""
    service_type: str = ""
    protocol_id: int = 0
    priority_flag: int = 0
    replace_if_present: int = 0
    sm_default_msg_id: int = 0
    tlvs: Tlvs = field(default=(), repr=False)

    def tlv(self, tag: int) -> bytes | None:
        """The value of the first parameter of this tag."""
        return next((value for known, value in self.tlvs if known == tag), None)

    @property
    def octets(self) -> bytes:
        """The user data, wherever the sender has put it."""
        return self.short_message or self.tlv(Tag.MESSAGE_PAYLOAD) or b""


Body = Bind | Answer | ShortMessage | None

BODIES: dict[Command, type[Bind] | type[Answer] | type[ShortMessage] | None] = {
    Command.BIND_RECEIVER: Bind,
    Command.BIND_TRANSMITTER: Bind,
    Command.BIND_TRANSCEIVER: Bind,
    Command.BIND_RECEIVER_RESP: Answer,
    Command.BIND_TRANSMITTER_RESP: Answer,
    Command.BIND_TRANSCEIVER_RESP: Answer,
    Command.SUBMIT_SM: ShortMessage,
    Command.DELIVER_SM: ShortMessage,
    Command.SUBMIT_SM_RESP: Answer,
    Command.DELIVER_SM_RESP: Answer,
    Command.UNBIND: None,
    Command.UNBIND_RESP: None,
    Command.ENQUIRE_LINK: None,
    Command.ENQUIRE_LINK_RESP: None,
    Command.GENERIC_NACK: None,
}
"""What body each command has."""


@dataclass(frozen=True, slots=True)
class Header:
    """The sixteen octets before every body; `command` may be one that we do not know."""

    length: int
    command: int
    status: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Pdu:
    """One protocol data unit. `sequence` pairs an answer with what it answers."""

    command: Command
    sequence: int
    body: Body = None
    status: int = Status.ESME_ROK
