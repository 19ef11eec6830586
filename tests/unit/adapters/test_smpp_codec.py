"""SMPP units as bytes: what the specification shows, and what is refused."""

from __future__ import annotations

import pytest

from wuzha.adapters.smpp.decode import decode, decode_header
from wuzha.adapters.smpp.encode import encode
from wuzha.adapters.smpp.pdu import (
    PDU_BYTES_MAX,
    Address,
    Answer,
    Bind,
    Command,
    Pdu,
    ShortMessage,
    Status,
    Tag,
    status_name,
)
from wuzha.vocabulary.errors import BadValue

# The example of SMPP 3.4, section 3.2.2.
BIND_TRANSMITTER = bytes.fromhex(
    "0000002F 00000002 00000000 00000001"
    "534D50503354455354 00 7365637265743038 00 5355424D495431 00 00 01 01 00"
)

SUBMIT = Pdu(
    Command.SUBMIT_SM,
    7,
    ShortMessage(
        Address(5, 0, "WUZHA"),
        Address(1, 1, "8613900000000"),
        b"\x53\xcd",
        data_coding=0x18,
        registered_delivery=1,
        validity_period="000000001000000R",
        tlvs=((Tag.DEST_ADDR_SUBUNIT, b"\x01"), (0x1501, b"")),
    ),
)


def test_the_example_of_the_specification() -> None:
    bind = Bind("SMPP3TEST", "secret08", "SUBMIT1", 0, 1, 1)
    expected = Pdu(Command.BIND_TRANSMITTER, 1, bind)
    assert decode(BIND_TRANSMITTER) == expected
    assert encode(expected) == BIND_TRANSMITTER


def test_a_flash_message_on_the_wire() -> None:
    assert encode(SUBMIT).hex() == (
        "0000004e" + "00000004" + "00000000" + "00000007"
        "00" + "0500" + b"WUZHA".hex() + "00" + "0101" + b"8613900000000".hex() + "00"
        "000000" + "00" + b"000000001000000R".hex() + "00" + "01001800" + "02" + "53cd"
        "0005000101" + "15010000"
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "smpp_truncated"),
        (bytes(15), "smpp_truncated"),
        (bytes(16), "smpp_length"),
        ((PDU_BYTES_MAX + 1).to_bytes(4) + bytes(12), "smpp_length"),
        (b"\xff" * 16, "smpp_length"),
        (BIND_TRANSMITTER + b"\0", "smpp_length"),
        (bytes.fromhex("00000010 00000103 00000000 00000001"), "smpp_command"),
        (bytes.fromhex("00000011 00000015 00000000 00000001 00"), "smpp_length"),
        (bytes.fromhex("00000010 00000004 00000000 00000001"), "smpp_string_long"),
        (bytes.fromhex("00000012 80000004 00000000 00000001 ff00"), "smpp_string"),
        (bytes.fromhex("00000014 80000004 00000000 00000001 00 001e00"), "smpp_truncated"),
        (bytes.fromhex("00000016 80000004 00000000 00000001 00 001e0002 41"), "smpp_truncated"),
    ],
)
def test_what_is_no_unit_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        decode(data)
    assert refused.value.code == code


def test_a_string_that_does_not_end_in_its_room_is_refused() -> None:
    long = BIND_TRANSMITTER.replace(b"SMPP3TEST", b"SMPP3TEST" * 2)
    with pytest.raises(BadValue) as refused:
        decode(len(long).to_bytes(4) + long[4:])
    assert refused.value.code == "smpp_string_long"


def test_a_refusing_peer_may_leave_the_body_out() -> None:
    refusal = bytes.fromhex("00000010 80000004 00000058 00000009")
    assert decode(refusal) == Pdu(Command.SUBMIT_SM_RESP, 9, Answer(), Status.ESME_RTHROTTLED)


def test_an_unknown_command_still_shows_its_number() -> None:
    header = decode_header(bytes.fromhex("00000010 00000103 00000000 00000005"))
    assert (header.command, header.sequence) == (0x103, 5)


def test_a_long_text_is_found_in_its_parameter() -> None:
    payload = ShortMessage(Address(), Address(), tlvs=((Tag.MESSAGE_PAYLOAD, b"x" * 65_535),))
    found = decode(encode(Pdu(Command.DELIVER_SM, 1, payload))).body
    assert isinstance(found, ShortMessage)
    assert found.octets == b"x" * 65_535


@pytest.mark.parametrize(
    ("pdu", "code"),
    [
        (Pdu(Command.SUBMIT_SM, 1), "smpp_body"),
        (Pdu(Command.UNBIND, 1, Answer()), "smpp_body"),
        (Pdu(Command.ENQUIRE_LINK, 1 << 32), "smpp_number"),
        (Pdu(Command.BIND_RECEIVER, 1, Bind("name", "nine-long")), "smpp_string_long"),
        (Pdu(Command.BIND_RECEIVER, 1, Bind("名", "")), "smpp_string"),
        (Pdu(Command.BIND_RECEIVER, 1, Bind("a\0b", "")), "smpp_string"),
        (Pdu(Command.SUBMIT_SM, 1, ShortMessage(Address(256), Address())), "smpp_number"),
        (
            Pdu(Command.SUBMIT_SM, 1, ShortMessage(Address(), Address(), b"x" * 255)),
            "smpp_text_long",
        ),
        (Pdu(Command.SUBMIT_SM_RESP, 1, Answer("", ((1 << 16, b""),))), "smpp_tlv"),
        (Pdu(Command.SUBMIT_SM_RESP, 1, Answer("", ((1, bytes(1 << 16)),))), "smpp_tlv"),
        (Pdu(Command.SUBMIT_SM_RESP, 1, Answer("", ((1, bytes(65_535)),) * 2)), "smpp_length"),
    ],
)
def test_what_the_protocol_has_no_room_for_is_not_sent(pdu: Pdu, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        encode(pdu)
    assert refused.value.code == code


def test_neither_password_nor_phone_nor_text_is_shown() -> None:
    shown = repr(SUBMIT) + repr(decode(BIND_TRANSMITTER))
    assert "secret08" not in shown
    assert "8613900000000" not in shown
    assert "53cd" not in shown
    assert "short_message" not in shown


def test_statuses_have_the_names_of_the_specification() -> None:
    assert status_name(0x58) == "ESME_RTHROTTLED"
    assert status_name(0x0B) == "ESME_RINVDSTADR"
    assert status_name(0x40A) == "0x0000040A"
