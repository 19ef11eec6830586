"""Bytes as protocol data units. Whatever comes in: a unit, or BadValue with a code."""

from __future__ import annotations

from wuzha.adapters.smpp.encode import HEAD, MESSAGE_ID_SIZE, SHORT_MESSAGE_OCTETS_MAX, TLV_HEAD
from wuzha.adapters.smpp.pdu import (
    BODIES,
    PDU_BYTES_MAX,
    Address,
    Answer,
    Bind,
    Command,
    Header,
    Pdu,
    ShortMessage,
    Tlvs,
)
from wuzha.vocabulary.errors import BadValue


def decode_header(data: bytes) -> Header:
    """The header at the beginning of `data`.

    BadValue `smpp_truncated` if it is not there yet, `smpp_length` if the length it states is
    impossible: then the stream has no further units, for nobody knows where they begin.
    """
    if len(data) < HEAD.size:
        raise BadValue("smpp_truncated", f"a header has {HEAD.size} bytes")
    header = Header(*HEAD.unpack_from(data))
    if not HEAD.size <= header.length <= PDU_BYTES_MAX:
        raise BadValue("smpp_length", f"a unit has {HEAD.size} to {PDU_BYTES_MAX} bytes")
    return header


def decode(data: bytes) -> Pdu:
    """Exactly one unit. BadValue `smpp_command`: its command is not of our subset."""
    header = decode_header(data)
    if header.length != len(data):
        raise BadValue("smpp_length", "the unit is longer or shorter than it says")
    try:
        command = Command(header.command)
    except ValueError:
        raise BadValue("smpp_command", f"unknown command 0x{header.command:08X}") from None
    rest = _Rest(data)
    body = _body(command, rest)
    if rest.left:
        raise BadValue("smpp_length", f"{rest.left} bytes follow the body")
    return Pdu(command, header.sequence, body, header.status)


def _body(command: Command, rest: _Rest) -> Bind | Answer | ShortMessage | None:
    kind = BODIES[command]
    if kind is Bind:
        return _bind(rest)
    if kind is ShortMessage:
        return _short_message(rest)
    if kind is Answer:
        # A peer that refuses leaves the body out.
        return Answer(rest.string(MESSAGE_ID_SIZE), rest.tlvs()) if rest.left else Answer()
    return None


def _bind(rest: _Rest) -> Bind:
    return Bind(
        system_id=rest.string(16),
        password=rest.string(9),
        system_type=rest.string(13),
        interface_version=rest.number(),
        addr_ton=rest.number(),
        addr_npi=rest.number(),
        address_range=rest.string(41),
    )


def _short_message(rest: _Rest) -> ShortMessage:
    return ShortMessage(
        service_type=rest.string(6),
        source=_address(rest),
        destination=_address(rest),
        esm_class=rest.number(),
        protocol_id=rest.number(),
        priority_flag=rest.number(),
        schedule_delivery_time=rest.string(17),
        validity_period=rest.string(17),
        registered_delivery=rest.number(),
        replace_if_present=rest.number(),
        data_coding=rest.number(),
        sm_default_msg_id=rest.number(),
        short_message=rest.octets(_text_length(rest)),
        tlvs=rest.tlvs(),
    )


def _text_length(rest: _Rest) -> int:
    length = rest.number()
    if length > SHORT_MESSAGE_OCTETS_MAX:
        raise BadValue("smpp_text_long", f"a text has at most {SHORT_MESSAGE_OCTETS_MAX} octets")
    return length


def _address(rest: _Rest) -> Address:
    return Address(rest.number(), rest.number(), rest.string(21))


class _Rest:
    """What of a unit has not been read yet."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = HEAD.size

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def octets(self, count: int) -> bytes:
        if count > self.left:
            raise BadValue("smpp_truncated", "the unit ends inside a field")
        self._at += count
        return self._data[self._at - count : self._at]

    def number(self) -> int:
        return self.octets(1)[0]

    def string(self, size: int) -> str:
        """A C-octet string of at most `size` octets, its zero included."""
        end = self._data.find(b"\0", self._at, self._at + size)
        if end < 0:
            raise BadValue("smpp_string_long", f"no end within {size} octets")
        text = self.octets(end - self._at + 1)[:-1]
        if not text.isascii():
            raise BadValue("smpp_string", "a string is plain ASCII")
        return text.decode("ascii")

    def tlvs(self) -> Tlvs:
        found = []
        while self.left:
            tag, length = TLV_HEAD.unpack(self.octets(TLV_HEAD.size))
            found.append((tag, self.octets(length)))
        return tuple(found)
