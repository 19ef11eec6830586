"""SMPP: what is encoded is decoded; what is broken is refused and nothing else happens."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from wuzha.adapters.smpp.alphabet import Alphabet, parts_of, place_of, text_of
from wuzha.adapters.smpp.decode import decode
from wuzha.adapters.smpp.encode import encode
from wuzha.adapters.smpp.message import MessageState, Report, report_of
from wuzha.adapters.smpp.open_notices import OpenNotices
from wuzha.adapters.smpp.pdu import BODIES, Address, Answer, Bind, Body, Command, Pdu, ShortMessage
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.notice import ReceiptState

MALFORMED = 100_000


def strings(size: int) -> st.SearchStrategy[str]:
    letters = st.characters(min_codepoint=1, max_codepoint=127)
    return st.text(letters, max_size=size - 1)


OCTET = st.integers(0, 255)
WORD = st.integers(0, 0xFFFFFFFF)
TLVS = st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=20)), max_size=4).map(tuple)
ADDRESSES = st.builds(Address, OCTET, OCTET, strings(21))
BIND = st.builds(Bind, strings(16), strings(9), strings(13), OCTET, OCTET, OCTET, strings(41))
ANSWER = st.builds(Answer, strings(65), TLVS)
MESSAGE = st.builds(
    ShortMessage,
    source=ADDRESSES,
    destination=ADDRESSES,
    short_message=st.binary(max_size=254),
    data_coding=OCTET,
    esm_class=OCTET,
    registered_delivery=OCTET,
    validity_period=strings(17),
    schedule_delivery_time=strings(17),
    service_type=strings(6),
    protocol_id=OCTET,
    priority_flag=OCTET,
    replace_if_present=OCTET,
    sm_default_msg_id=OCTET,
    tlvs=TLVS,
)
BODY: dict[object, st.SearchStrategy[Body]] = {
    Bind: BIND,
    Answer: ANSWER,
    ShortMessage: MESSAGE,
    None: st.none(),
}
PDUS = st.sampled_from(list(Command)).flatmap(
    lambda command: st.builds(Pdu, st.just(command), WORD, BODY[BODIES[command]], WORD)
)

SAMPLES = [
    Pdu(Command.BIND_TRANSCEIVER, 1, Bind("name", "secret")),
    Pdu(Command.BIND_TRANSCEIVER_RESP, 1, Answer("centre", ((0x0210, b"\x34"),))),
    Pdu(Command.ENQUIRE_LINK, 3),
    Pdu(Command.SUBMIT_SM_RESP, 2, Answer("0a1b2c3d")),
    Pdu(
        Command.SUBMIT_SM,
        2,
        ShortMessage(Address(5, 0, "WUZHA"), Address(1, 1, "8613900000000"), b"\x05\0\x03abc" * 9),
    ),
    Pdu(
        Command.DELIVER_SM,
        4,
        ShortMessage(
            Address(1, 1, "8613900000000"),
            Address(0, 1, "12381"),
            b"id:0a1b2c3d stat:DELIVRD err:000",
            esm_class=0x44,
            tlvs=((0x001E, b"0a1b2c3d\0"), (0x0427, b"\x02"), (0x0424, b"text")),
        ),
    ),
]


@given(PDUS)
def test_a_unit_survives_the_wire(pdu: Pdu) -> None:
    assert decode(encode(pdu)) == pdu


def read_all(data: bytes) -> None:
    """Everything that we would do with what a peer sends."""
    pdu = decode(data)
    assert encode(replace(pdu)) is not None
    if isinstance(pdu.body, ShortMessage):
        report_of(pdu.body)
        text_of(place_of(pdu.body.octets)[1], pdu.body.data_coding)


def malformed(chance: Random, whole: bytes) -> bytes:
    """Bytes changed, cut, doubled or made up, half of them with a length that is right."""
    data = bytearray(whole)
    match chance.randrange(4):
        case 0:
            for _ in range(chance.randint(1, 8)):
                data[chance.randrange(len(data))] = chance.randrange(256)
        case 1:
            del data[chance.randrange(len(data)) :]
        case 2:
            at = chance.randrange(len(data))
            data[at:at] = data[chance.randrange(len(data)) :]
        case _:
            data[8:] = chance.randbytes(chance.randrange(200))
    if chance.random() < 0.5:
        data[:4] = len(data).to_bytes(4)
    return bytes(data)


def test_malformed_units_are_refused_and_nothing_else() -> None:
    chance = Random(3)
    frames = [encode(pdu) for pdu in SAMPLES]
    refused = 0
    for _ in range(MALFORMED):
        try:
            read_all(malformed(chance, chance.choice(frames)))
        except BadValue:
            refused += 1
    assert MALFORMED // 2 < refused < MALFORMED


@given(st.text(min_size=1, max_size=900), st.integers(0, 1000))
def test_parts_join_to_the_text(text: str, reference: int) -> None:
    alphabet, parts = parts_of(text, reference)
    longest = 160 if alphabet is Alphabet.GSM else 140
    assert all(len(part) <= longest for part in parts)
    if len(parts) == 1:
        assert text_of(parts[0], alphabet) == text
        return
    places, bodies = zip(*map(place_of, parts), strict=True)
    assert [place.number for place in places] == list(range(1, len(parts) + 1))
    assert {(place.total, place.reference) for place in places} == {(len(parts), reference % 256)}
    assert "".join(text_of(body, alphabet) for body in bodies) == text


IDS = st.sampled_from("abcd")
WORDS = st.tuples(IDS, st.sampled_from(list(MessageState)))


@given(st.lists(WORDS, max_size=12), st.integers(0, 12))
def test_receipts_do_not_depend_on_when_the_ids_are_known(
    words: list[tuple[str, MessageState]], known_after: int
) -> None:
    """Each notice ends at most once, and as its parts say, even if the reports come first."""
    parts = {"k1": "a,b", "k2": "c"}
    opened = OpenNotices()
    for number, (message_id, state) in enumerate(words):
        if number == known_after:
            for key, reference in parts.items():
                opened.expect(key, reference, 0)
        opened.report(Report(message_id, state), 0)
    if known_after >= len(words):
        for key, reference in parts.items():
            opened.expect(key, reference, 0)
    receipts = opened.drain()
    assert len({receipt.key for receipt in receipts}) == len(receipts)
    for receipt in receipts:
        heard = {state for message_id, state in words if message_id in parts[receipt.key]}
        if receipt.state is ReceiptState.DELIVERED:
            assert MessageState.DELIVERED in heard
        else:
            assert heard & {3, 4, 5, 8}
    delivered = {message_id for message_id, state in words if state is MessageState.DELIVERED}
    failed = {message_id for message_id, state in words if state in {3, 4, 5, 8}}
    for key, reference in parts.items():
        if set(reference.split(",")) <= delivered and not failed & set(reference):
            assert (key, ReceiptState.DELIVERED) in [(one.key, one.state) for one in receipts]
