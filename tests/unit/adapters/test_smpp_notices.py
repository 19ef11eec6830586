"""Notices become short messages, delivery reports become receipts, URLs become accounts."""

from __future__ import annotations

import pytest

from wuzha.adapters.smpp import SmppAccount, account_of
from wuzha.adapters.smpp.message import MessageState, Report, messages_of, report_of, validity
from wuzha.adapters.smpp.open_notices import EARLY_FOR, OpenNotices
from wuzha.adapters.smpp.pdu import Address, ShortMessage, Tag
from wuzha.vocabulary.clock import DAY, HOUR, MINUTE, SECOND
from wuzha.vocabulary.errors import BadValue, InputError
from wuzha.vocabulary.notice import Channel, Notice, Receipt, ReceiptState

AT = 1_800_000_000 * SECOND
ACCOUNT = SmppAccount("smsc.example", 2775, "wuzha", "secret", "12381")


def message(text: bytes = b"", esm_class: int = 0x04, *tlvs: tuple[int, bytes]) -> ShortMessage:
    return ShortMessage(Address(), Address(), text, esm_class=esm_class, tlvs=tlvs)


def test_a_notice_asks_for_a_report_and_gives_up_in_time() -> None:
    notice = Notice("k", Channel.MESSAGE, "8613900000000", "诈" * 100, AT + HOUR + 5 * SECOND)
    first, second = messages_of(notice, ACCOUNT, AT, 9)
    assert (first.registered_delivery, first.esm_class, first.data_coding) == (1, 0x40, 0x08)
    assert first.validity_period == second.validity_period == "000000010005000R"
    assert first.destination == Address(1, 1, "8613900000000")
    assert first.short_message[3] == second.short_message[3] == 9


@pytest.mark.parametrize(
    ("channel", "to", "left", "code"),
    [
        (Channel.EMAIL, "8613900000000", MINUTE, "channel"),
        (Channel.MESSAGE, "+8613900000000", MINUTE, "not_a_phone"),
        (Channel.MESSAGE, "", MINUTE, "not_a_phone"),
        (Channel.MESSAGE, "１３９", MINUTE, "not_a_phone"),
        (Channel.MESSAGE, "1" * 21, MINUTE, "not_a_phone"),
        (Channel.FLASH, "8613900000000", SECOND - 1, "expired"),
    ],
)
def test_what_cannot_be_sent_says_why(channel: Channel, to: str, left: int, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        messages_of(Notice("k", channel, to, "x", AT + left), ACCOUNT, AT, 1)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (SECOND, "000000000001000R"),
        (DAY + 23 * HOUR + 59 * MINUTE, "000001235900000R"),
        (400 * DAY, "000030000000000R"),
    ],
)
def test_validity_is_relative_time(span: int, text: str) -> None:
    assert validity(span) == text


def test_a_report_is_read_from_parameters_and_from_text() -> None:
    text = b"id:0a1B sub:001 dlvrd:000 submit date:2601010000 done date:2601010001 stat:UNDELIV "
    tags = ((Tag.RECEIPTED_MESSAGE_ID, b"77\0"), (Tag.MESSAGE_STATE, b"\x02"))
    assert report_of(message(text + b"err:027 text:hi")) == Report(
        "0a1B", MessageState.UNDELIVERABLE, "27"
    )
    assert report_of(message(b"", 0x04, *tags)) == Report("77", MessageState.DELIVERED)
    assert report_of(message(text, 0x04, *tags)) == Report("77", MessageState.DELIVERED)
    network = (Tag.NETWORK_ERROR_CODE, b"\x03\x01\x02")
    assert report_of(message(b"", 0x04, *tags, network)) == Report(
        "77", MessageState.DELIVERED, "258"
    )
    payload = message(b"", 0x04, (Tag.MESSAGE_PAYLOAD, b"ID:5 STAT:delivrd"))
    assert report_of(payload) == Report("5", MessageState.DELIVERED)


@pytest.mark.parametrize(
    "other",
    [
        message(b"id:1 stat:DELIVRD", 0x00),
        message(b"id:1 stat:DELIVRD", 0x08),
        message(b"hello"),
        message(b"id:1 stat:NONSENSE"),
        message(b"id: stat:DELIVRD"),
        message(b"", 0x04, (Tag.RECEIPTED_MESSAGE_ID, b"\xff\0"), (Tag.MESSAGE_STATE, b"\x02")),
        message(b"", 0x04, (Tag.RECEIPTED_MESSAGE_ID, b"1\0"), (Tag.MESSAGE_STATE, b"\x09")),
        message(b"", 0x04, (Tag.RECEIPTED_MESSAGE_ID, b"1\0"), (Tag.MESSAGE_STATE, b"")),
    ],
)
def test_other_messages_are_no_reports(other: ShortMessage) -> None:
    assert report_of(other) is None


def delivered(message_id: str) -> Report:
    return Report(message_id, MessageState.DELIVERED)


def test_a_text_is_delivered_when_every_part_is() -> None:
    opened = OpenNotices()
    opened.expect("k", "a,b", AT)
    opened.report(delivered("b"), AT + 1)
    opened.report(delivered("b"), AT + 2)
    opened.report(Report("a", MessageState.ENROUTE), AT + 3)
    assert opened.drain() == []
    opened.report(delivered("a"), AT + 4)
    assert opened.drain() == [Receipt("k", ReceiptState.DELIVERED, AT + 4, "a,b")]
    opened.report(delivered("a"), AT + 5)
    assert opened.drain() == []


def test_one_failed_part_fails_the_text_once() -> None:
    opened = OpenNotices()
    opened.expect("k", "a,b", AT)
    opened.report(Report("b", MessageState.REJECTED, "5"), AT + 1)
    opened.report(Report("a", MessageState.EXPIRED), AT + 2)
    expected = Receipt("k", ReceiptState.UNDELIVERED, AT + 1, "a,b", "REJECTED 5")
    assert opened.drain() == [expected]
    assert opened.reference("k") is None


def test_a_report_may_overtake_the_answer_but_not_by_long() -> None:
    opened = OpenNotices()
    opened.report(delivered("a"), AT)
    opened.report(delivered("z"), AT)
    opened.expect("k", "a", AT + SECOND)
    assert [receipt.key for receipt in opened.drain()] == ["k"]
    opened.expect("later", "z", AT + EARLY_FOR + 1)
    assert opened.drain() == []
    assert opened.reference("later") == "z"


def test_an_account_is_one_url() -> None:
    account = account_of("smpp://wuzha:p%40ss@smsc.example?source=12381&tls=1&window=20&ton=3")
    assert account == SmppAccount(
        "smsc.example", 3550, "wuzha", "p@ss", "12381", source_ton=3, tls=True, window=20
    )
    named = account_of("smpp://w:p@smsc.example:2776?source=WUZHA&system_type=x")
    assert (named.port, named.source_ton, named.source_npi) == (2776, 5, 0)
    assert "p@ss" not in repr(account) + str(account)


@pytest.mark.parametrize(
    "url",
    [
        "http://wuzha:hidden@smsc.example?source=1",
        "smpp://wuzha:hidden@smsc.example",
        "smpp://wuzha:hidden@?source=1",
        "smpp://:hidden@smsc.example?source=1",
        "smpp://wuzha:hidden@smsc.example:99999?source=1",
        "smpp://wuzha:hidden@smsc.example?source=1&tls=yes",
        "smpp://wuzha:hidden@smsc.example?source=1&window=many",
        "smpp://wuzha:hidden@smsc.example?source=1&window=0",
        "smpp://wuzha:hidden@smsc.example?source=1&answer_seconds=nan",
        "smpp://wuzha:hidden@smsc.example?source=1&ton=256",
        "smpp://wuzha:hidden@smsc.example?source=1&colour=red",
        "smpp://wuzha:hidden-and-long@smsc.example?source=1",
        "smpp://wuzha:hidden@smsc.example?source=" + "1" * 21,
        "smpp://wuzha:hidden@[smsc?source=1",
    ],
)
def test_a_wrong_account_is_refused_without_showing_the_password(url: str) -> None:
    with pytest.raises(InputError) as refused:
        account_of(url)
    assert "hidden" not in str(refused.value)
