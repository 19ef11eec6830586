"""Every carrier keeps the contract of wuzha.vocabulary.notice, whatever is behind it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import numpy as np
import pytest

import wuzha.adapters
import wuzha.testing
from parts.parts import message_centre
from unit.adapters.mail_server import mail_server
from wuzha.adapters.email import EmailAccount, EmailCarrier
from wuzha.adapters.smpp import SmppAccount, SmppCarrier
from wuzha.testing.carrier import CarrierPlan, FakeCarrier
from wuzha.vocabulary.clock import HOUR, system_clock
from wuzha.vocabulary.notice import Carrier, Channel, Notice, ReceiptState

SENDER = "warn@centre.example"
DEAD_PORT = 1
"""Nothing listens there."""


@dataclass
class Tried:
    """A carrier, whom it reaches, and how many notices have come out at the other end."""

    carrier: Carrier
    to: str
    arrived: Callable[[], int]


@contextmanager
def fake() -> Iterator[Tried]:
    channels = frozenset({Channel.MESSAGE})
    carrier = FakeCarrier(channels, system_clock, np.random.default_rng(1))
    yield Tried(carrier, "8613900000000", lambda: len(carrier.sent))


@contextmanager
def smpp() -> Iterator[Tried]:
    with message_centre() as centre:
        carrier = SmppCarrier(centre.account(), system_clock)
        to, last = "8613900009010", "8613900000000"

        def arrived() -> int:
            """Counted when a last message has come, for others cannot come after it."""
            end = system_clock() + HOUR
            carrier.send([Notice("last", Channel.MESSAGE, last, "x", end)])
            centre.wait("submit", to=last)
            return len(centre.submitted(to))

        yield Tried(carrier, to, arrived)
        carrier.close()


@contextmanager
def email() -> Iterator[Tried]:
    with mail_server() as server:
        account = EmailAccount("127.0.0.1", server.port, SENDER, plain=True)
        carrier = EmailCarrier(account, system_clock)
        yield Tried(carrier, "person@mail.example", lambda: len(server.mails))


def dead_fake() -> Carrier:
    outage = CarrierPlan(outages=((0, 1 << 62),))
    return FakeCarrier(frozenset({Channel.MESSAGE}), system_clock, np.random.default_rng(1), outage)


def dead_smpp() -> Carrier:
    account = SmppAccount("127.0.0.1", DEAD_PORT, "wuzha", "secret", "12381", answer_seconds=0.2)
    return SmppCarrier(account, system_clock)


def dead_email() -> Carrier:
    return EmailCarrier(EmailAccount("127.0.0.1", DEAD_PORT, SENDER, plain=True), system_clock)


ALIVE: dict[str, Callable[[], AbstractContextManager[Tried]]] = {
    "FakeCarrier": fake,
    "SmppCarrier": smpp,
    "EmailCarrier": email,
}
DEAD = {"FakeCarrier": dead_fake, "SmppCarrier": dead_smpp, "EmailCarrier": dead_email}


def carriers() -> set[str]:
    """The names of all classes in adapters and testing that look like a carrier."""
    names = set()
    for room in (wuzha.adapters, wuzha.testing):
        for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
            for name, member in vars(importlib.import_module(module.name)).items():
                methods = ("send", "receipts", "close", "channels")
                if isinstance(member, type) and all(hasattr(member, one) for one in methods):
                    names.add(name)
    return names - {"Carrier"}


def notices(tried: Tried, *keys: str) -> list[Notice]:
    (channel,) = tried.carrier.channels - {Channel.FLASH}
    end = system_clock() + HOUR
    return [Notice(key, channel, tried.to, f"停止转账 {key}", end) for key in keys]


def test_every_carrier_is_tried() -> None:
    assert carriers() == set(ALIVE) == set(DEAD)


@pytest.mark.parametrize("name", ALIVE)
def test_one_receipt_for_each_notice_in_their_order(name: str) -> None:
    with ALIVE[name]() as tried:
        good = notices(tried, "a", "b", "c", "d")
        wrong = Notice("wrong", Channel.VISIT, tried.to, "x", system_clock() + HOUR)
        answers = tried.carrier.send([*good[:2], wrong, *good[2:]])
        assert [answer.key for answer in answers] == ["a", "b", "wrong", "c", "d"]
        assert [answer.state for answer in answers] == [
            ReceiptState.ACCEPTED,
            ReceiptState.ACCEPTED,
            ReceiptState.REFUSED,
            ReceiptState.ACCEPTED,
            ReceiptState.ACCEPTED,
        ]
        assert all(answer.reference for answer in answers if not answer.code)
        assert tried.carrier.send([]) == []
        assert tried.arrived() == 4


@pytest.mark.parametrize("name", ["FakeCarrier", "SmppCarrier"])
def test_a_repeated_key_does_not_arrive_twice(name: str) -> None:
    """While the notice is open. A mail server cannot promise it: the Message-ID is the same."""
    with ALIVE[name]() as tried:
        (first,) = tried.carrier.send(notices(tried, "a"))
        again = tried.carrier.send(notices(tried, "a", "a"))
        assert {answer.reference for answer in again} == {first.reference}
        tried.carrier.send(notices(tried, "b"))
        assert tried.arrived() == 2


@pytest.mark.parametrize("name", DEAD)
def test_a_dead_line_is_unreachable_and_never_raises(name: str) -> None:
    carrier = DEAD[name]()
    channel = next(iter(carrier.channels))
    to = "a@b.example" if channel is Channel.EMAIL else "8613900000000"
    sent = [Notice(key, channel, to, "x", system_clock() + HOUR) for key in "ab"]
    answers = carrier.send(sent)
    assert [(answer.key, answer.state) for answer in answers] == [
        ("a", ReceiptState.UNREACHABLE),
        ("b", ReceiptState.UNREACHABLE),
    ]
    assert all(answer.code for answer in answers)
    assert carrier.receipts() == []
    carrier.close()


@pytest.mark.parametrize("name", ALIVE)
def test_close_may_be_called_again(name: str) -> None:
    with ALIVE[name]() as tried:
        tried.carrier.close()
        tried.carrier.close()
        states = {answer.state for answer in tried.carrier.send(notices(tried, "a"))}
        assert states <= {ReceiptState.UNREACHABLE, ReceiptState.ACCEPTED}
        assert tried.carrier.receipts() == []
