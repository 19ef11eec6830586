"""E-mail: what a mail server gets, what it may answer, what is never sent."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from unit.adapters.mail_server import mail_server
from wuzha.adapters.email import EmailAccount, EmailCarrier, account_of
from wuzha.adapters.email.encode import message_of
from wuzha.vocabulary.clock import MINUTE, SECOND
from wuzha.vocabulary.errors import BadValue, InputError
from wuzha.vocabulary.notice import Channel, Notice, ReceiptState

AT = 1_800_000_000 * SECOND
SENDER = "warn@centre.example"
TEXT = "【反诈中心】请立即停止转账\n.如有疑问请致电本中心核实。\n"


def notice(to: str = "person@mail.example", text: str = TEXT, key: str = "k") -> Notice:
    return Notice(key, Channel.EMAIL, to, text, AT + MINUTE)


def carrier(port: int) -> EmailCarrier:
    return EmailCarrier(EmailAccount("127.0.0.1", port, SENDER, plain=True), lambda: AT)


def test_a_mail_arrives_as_plain_text() -> None:
    with mail_server() as server:
        (receipt,) = carrier(server.port).send([notice()])
        (mail,) = server.mails
    assert (receipt.state, receipt.reference) == (ReceiptState.ACCEPTED, mail["Message-ID"])
    assert (mail["From"], mail["To"]) == (SENDER, "person@mail.example")
    assert mail["Subject"] == "【反诈中心】请立即停止转账"
    assert mail["Date"].datetime.timestamp() * SECOND == AT
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().splitlines() == TEXT.splitlines()


def test_each_recipient_has_their_own_answer() -> None:
    names = ["one", "gone", "later", "two", "hangup", "three"]
    with mail_server() as server:
        answers = carrier(server.port).send([notice(f"{name}@mail.example") for name in names])
        taken = [mail["To"].partition("@")[0] for mail in server.mails]
    assert [(answer.state, answer.code) for answer in answers] == [
        (ReceiptState.ACCEPTED, ""),
        (ReceiptState.REFUSED, "550"),
        (ReceiptState.UNREACHABLE, "451"),
        (ReceiptState.ACCEPTED, ""),
        (ReceiptState.UNREACHABLE, "no_connection"),
        (ReceiptState.UNREACHABLE, "no_connection"),
    ]
    assert taken == ["one", "two"]


def test_without_encryption_nothing_is_sent_unless_that_is_asked_for() -> None:
    with mail_server() as server:
        secure = EmailAccount("127.0.0.1", server.port, SENDER, "user", "secret")
        (answer,) = EmailCarrier(secure, lambda: AT).send([notice()])
        assert server.mails == []
    assert (answer.state, answer.code) == (ReceiptState.UNREACHABLE, "not_supported")


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (notice("a@b.example\r\nBcc: c@d.example"), "not_an_address"),
        (notice("a@b.example\n"), "not_an_address"),
        (notice("a@b.example, c@d.example"), "not_an_address"),
        (notice("A <a@b.example>"), "not_an_address"),
        (notice("a@b@c.example"), "not_an_address"),
        (notice("甲@b.example"), "not_an_address"),
        (notice("a@" + "b" * 300), "not_an_address"),
        (notice(text=" \n "), "text_empty"),
        (notice(text="\ud83d"), "text_surrogate"),
        (Notice("k", Channel.EMAIL, "a@b.example", "x", AT), "expired"),
        (Notice("k", Channel.MESSAGE, "a@b.example", "x", AT + 1), "channel"),
    ],
)
def test_what_is_no_mail_is_refused_before_it_is_sent(bad: Notice, code: str) -> None:
    with mail_server() as server:
        (answer,) = carrier(server.port).send([bad])
        assert (answer.state, answer.code) == (ReceiptState.REFUSED, code)
        assert server.mails == []


@pytest.mark.parametrize("text", ["Stop\rBcc: c@d.example", "Stop\x0bBcc: x", "\n\nStop\x00it"])
def test_a_text_cannot_add_headers(text: str) -> None:
    mail = message_of(notice(text=text), SENDER, AT)
    raw = mail.as_bytes()
    head = raw.partition(b"\r\n\r\n")[0]
    assert b"Bcc" not in head
    assert mail["Subject"].startswith("Stop")


def test_a_long_first_line_is_cut_for_the_subject_only() -> None:
    mail = message_of(notice(text="诈" * 100), SENDER, AT)
    assert mail["Subject"] == "诈" * 59 + "…"
    assert mail.get_content().splitlines() == ["诈" * 100]


def test_the_same_key_has_the_same_message_id() -> None:
    def message_id(key: str, text: str) -> str:
        mail: EmailMessage = message_of(notice(key=key, text=text), SENDER, AT)
        return str(mail["Message-ID"])

    assert message_id("k", "one") == message_id("k", "two")
    assert message_id("k", "one") != message_id("l", "one")
    assert message_id("\r\nBcc: x", "one").endswith("@centre.example>")


def test_an_account_is_one_url() -> None:
    account = account_of("smtps://user:p%40ss@mail.example?from=warn@centre.example")
    assert account == EmailAccount("mail.example", 465, SENDER, "user", "p@ss", tls=True)
    assert account_of("smtp://mail.example:25?from=a@b.example&plain=1").plain
    assert account_of("smtp://mail.example?from=a@b.example").port == 587
    assert "p@ss" not in repr(account)


@pytest.mark.parametrize(
    "url",
    [
        "http://user:hidden@mail.example?from=a@b.example",
        "smtp://user:hidden@mail.example",
        "smtp://user:hidden@?from=a@b.example",
        "smtp://user:hidden@mail.example?from=nobody",
        "smtp://user:hidden@mail.example?from=a@b.example&plain=1",
        "smtp://user:hidden@mail.example?from=a@b.example&plain=maybe",
        "smtp://user:hidden@mail.example:x?from=a@b.example",
        "smtp://user:hidden@mail.example?from=a@b.example&colour=red",
        "smtp://user:hidden@mail.example?from=a@b.example&timeout_seconds=0",
    ],
)
def test_a_wrong_account_is_refused_without_showing_the_password(url: str) -> None:
    with pytest.raises(InputError) as refused:
        account_of(url)
    assert "hidden" not in str(refused.value)


def test_a_sender_that_is_no_address_is_refused() -> None:
    with pytest.raises(BadValue, match="not_an_address"):
        message_of(notice(), "warn@centre.example\r\nBcc: x@y.example", AT)
