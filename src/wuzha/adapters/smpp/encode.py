"""Protocol data units as bytes."""

from __future__ import annotations

import struct

from wuzha.adapters.smpp.pdu import (
    BODIES,
    PDU_BYTES_MAX,
    Address,
    Answer,
    Bind,
    Pdu,
    ShortMessage,
    Tlvs,
)
from wuzha.vocabulary.errors import BadValue

HEAD = struct.Struct(">4I")
TLV_HEAD = struct.Struct(">2H")

SHORT_MESSAGE_OCTETS_MAX = 254
MESSAGE_ID_SIZE = 65

_TLV_OCTETS_MAX = 0xFFFF
_NUMBER_MAX = 0xFFFFFFFF


def encode(pdu: Pdu) -> bytes:
    """The bytes of one unit; BadValue if a field is longer or larger than the protocol has room."""
    kind = BODIES[pdu.command]
    if not isinstance(pdu.body, kind or type(None)):
        raise BadValue("smpp_body", f"{pdu.command.name} needs another body")
    body = _body(pdu)
    length = HEAD.size + len(body)
    if length > PDU_BYTES_MAX:
        raise BadValue("smpp_length", f"a unit has at most {PDU_BYTES_MAX} bytes")
    if not (0 <= pdu.status <= _NUMBER_MAX and 0 <= pdu.sequence <= _NUMBER_MAX):
        raise BadValue("smpp_number", "status and sequence have 32 bits")
    return HEAD.pack(length, pdu.command, pdu.status, pdu.sequence) + body


def _body(pdu: Pdu) -> bytes:
    match pdu.body:
        case Bind() as bind:
            return _bind(bind)
        case ShortMessage() as message:
            return _short_message(message)
        case Answer() as answer:
            return _string(answer.id, MESSAGE_ID_SIZE, "message_id") + _tlvs(answer.tlvs)
        case None:
            return b""


def _bind(bind: Bind) -> bytes:
    return b"".join(
        (
            _string(bind.system_id, 16, "system_id"),
            _string(bind.password, 9, "password"),
            _string(bind.system_type, 13, "system_type"),
            _numbers(bind.interface_version, bind.addr_ton, bind.addr_npi),
            _string(bind.address_range, 41, "address_range"),
        )
    )


def _short_message(message: ShortMessage) -> bytes:
    if len(message.short_message) > SHORT_MESSAGE_OCTETS_MAX:
        raise BadValue("smpp_text_long", "a longer text goes in parts or in message_payload")
    return b"".join(
        (
            _string(message.service_type, 6, "service_type"),
            _address(message.source, "source_addr"),
            _address(message.destination, "destination_addr"),
            _numbers(message.esm_class, message.protocol_id, message.priority_flag),
            _string(message.schedule_delivery_time, 17, "schedule_delivery_time"),
            _string(message.validity_period, 17, "validity_period"),
            _numbers(
                message.registered_delivery,
                message.replace_if_present,
                message.data_coding,
                message.sm_default_msg_id,
                len(message.short_message),
            ),
            message.short_message,
            _tlvs(message.tlvs),
        )
    )


def _address(address: Address, name: str) -> bytes:
    return _numbers(address.ton, address.npi) + _string(address.digits, 21, name)


def _string(text: str, size: int, name: str) -> bytes:
    """A C-octet string: ASCII, ended by a zero that counts towards `size`."""
    if not text.isascii() or "\0" in text:
        raise BadValue("smpp_string", f"{name} is plain ASCII")
    if len(text) >= size:
        raise BadValue("smpp_string_long", f"{name} has at most {size - 1} characters")
    return text.encode("ascii") + b"\0"


def _numbers(*numbers: int) -> bytes:
    try:
        return bytes(numbers)
    except ValueError:
        raise BadValue("smpp_number", "a number of one octet is 0 to 255") from None


def _tlvs(tlvs: Tlvs) -> bytes:
    for tag, value in tlvs:
        if not 0 <= tag <= 0xFFFF or len(value) > _TLV_OCTETS_MAX:
            raise BadValue("smpp_tlv", "tags and the lengths of their values have 16 bits")
    return b"".join(TLV_HEAD.pack(tag, len(value)) + value for tag, value in tlvs)
