"""The fake carrier does what its plan says, and the same again with the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from wuzha.testing.carrier import CarrierPlan, FakeCarrier
from wuzha.vocabulary.clock import DAY, MINUTE, SECOND, Instant
from wuzha.vocabulary.notice import Channel, Notice, Receipt, ReceiptState

AT = 1_800_000_000 * SECOND
COUNT = 4_000


class Watch:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now: Instant = AT

    def __call__(self) -> Instant:
        return self.now


def notices(count: int = COUNT, expires_at: Instant = AT + DAY) -> list[Notice]:
    return [
        Notice(f"k{number}", Channel.MESSAGE, "8613900000000", "停止转账", expires_at)
        for number in range(count)
    ]


def fake(watch: Watch, plan: CarrierPlan, seed: int = 1) -> FakeCarrier:
    return FakeCarrier(frozenset({Channel.MESSAGE}), watch, np.random.default_rng(seed), plan)


def run(plan: CarrierPlan, seed: int = 1) -> tuple[list[Receipt], list[Receipt], FakeCarrier]:
    """All answers, and all reports once everything is over."""
    watch = Watch()
    carrier = fake(watch, plan, seed)
    answers = carrier.send(notices())
    watch.now += DAY
    return answers, carrier.receipts(), carrier


MIXED = CarrierPlan(refused=0.1, undelivered=0.2, silent=0.3, repeated=0.25)


def test_shares_are_as_planned() -> None:
    answers, reports, carrier = run(MIXED)
    accepted = [answer for answer in answers if answer.state is ReceiptState.ACCEPTED]
    assert len(accepted) / COUNT == pytest.approx(0.9, abs=0.03)
    assert [notice.key for notice in carrier.sent] == [answer.key for answer in accepted]
    once = {report.key: report for report in reports}
    assert len(once) / len(accepted) == pytest.approx(0.7, abs=0.03)
    assert len(reports) / len(once) == pytest.approx(1.25, abs=0.03)
    lost = [report for report in once.values() if report.state is ReceiptState.UNDELIVERED]
    assert len(lost) / len(once) == pytest.approx(0.2, abs=0.03)


def test_the_seed_decides() -> None:
    assert run(MIXED)[:2] == run(MIXED)[:2]
    assert run(MIXED)[:2] != run(MIXED, seed=2)[:2]


def test_reports_come_in_time_and_in_order() -> None:
    watch = Watch()
    carrier = fake(watch, CarrierPlan(delay=(2 * SECOND, 4 * SECOND)))
    carrier.send(notices())
    watch.now = AT + 2 * SECOND - 1
    assert carrier.receipts() == []
    watch.now = AT + 3 * SECOND
    some = carrier.receipts()
    watch.now = AT + 4 * SECOND
    rest = carrier.receipts()
    assert len(some) == pytest.approx(COUNT / 2, rel=0.1)
    instants = [report.at for report in some + rest]
    assert len(instants) == COUNT
    assert instants == sorted(instants)
    assert carrier.receipts() == []


def test_an_outage_is_unreachable_and_leaves_no_trace() -> None:
    watch = Watch()
    carrier = fake(watch, CarrierPlan(outages=((AT, AT + MINUTE),)))
    one = notices(1)
    assert [answer.state for answer in carrier.send(one)] == [ReceiptState.UNREACHABLE]
    assert carrier.sent == []
    watch.now = AT + MINUTE
    assert [answer.state for answer in carrier.send(one)] == [ReceiptState.ACCEPTED]
    assert carrier.sent == one


def test_what_is_too_late_expires() -> None:
    watch = Watch()
    carrier = fake(watch, CarrierPlan(delay=(MINUTE, MINUTE)))
    carrier.send(notices(1, expires_at=AT + SECOND))
    watch.now = AT + MINUTE
    (report,) = carrier.receipts()
    assert (report.state, report.code, report.at) == (
        ReceiptState.UNDELIVERED,
        "EXPIRED",
        AT + SECOND,
    )
