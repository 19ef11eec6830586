"""A carrier that goes nowhere: it takes notices, loses its link, refuses, reports late or never."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from wuzha.vocabulary.clock import SECOND, Clock, Instant
from wuzha.vocabulary.notice import Channel, Notice, Receipt, ReceiptState


@dataclass(frozen=True, slots=True)
class CarrierPlan:
    """How a fake carrier behaves. Shares are of all notices, 0 to 1, drawn for each one apart.

    `refused` are not taken; of those taken `undelivered` come to nothing and `silent` are delivered
    and never reported; `repeated` reports come twice. A report comes after `delay`, shortest and
    longest in microseconds. In `outages`, from the first instant up to before the second, the
    carrier does not answer.
    """

    refused: float = 0.0
    undelivered: float = 0.0
    silent: float = 0.0
    repeated: float = 0.0
    delay: tuple[Instant, Instant] = (1 * SECOND, 5 * SECOND)
    outages: tuple[tuple[Instant, Instant], ...] = ()


class FakeCarrier:
    """The shipped fake: the same seed and the same calls give the same answers.

    `sent` has every notice it took, in their order, each key once. A key that it knows is answered
    as the first time.
    """

    def __init__(
        self,
        channels: frozenset[Channel],
        clock: Clock,
        chance: np.random.Generator,
        plan: CarrierPlan | None = None,
    ) -> None:
        self.sent: list[Notice] = []
        self._channels = channels
        self._clock = clock
        self._chance = chance
        self._plan = plan or CarrierPlan()
        self._answers: dict[str, Receipt] = {}
        self._reports: list[tuple[Instant, int, Receipt]] = []
        self._planned = 0
        self._closed = False

    @property
    def channels(self) -> frozenset[Channel]:
        return self._channels

    def send(self, notices: Sequence[Notice]) -> list[Receipt]:
        return [self._send(notice) for notice in notices]

    def receipts(self) -> list[Receipt]:
        """The reports whose time has come, in the order of their instants."""
        now = self._clock()
        due = []
        while self._reports and self._reports[0][0] <= now:
            due.append(heappop(self._reports)[2])
        return due

    def close(self) -> None:
        """From now on it does not answer; reports that are under way still come."""
        self._closed = True

    def _send(self, notice: Notice) -> Receipt:
        now = self._clock()
        if self._closed or any(start <= now < end for start, end in self._plan.outages):
            return Receipt(notice.key, ReceiptState.UNREACHABLE, now, code="no_connection")
        if notice.key not in self._answers:
            self._answers[notice.key] = self._first(notice, now)
        return self._answers[notice.key]

    def _first(self, notice: Notice, now: Instant) -> Receipt:
        # The same draws for every notice, so that one share does not shift the others.
        refused, undelivered, silent, repeated, late, again = self._chance.random(6)
        code = self._objection(notice, now, refused)
        if code:
            return Receipt(notice.key, ReceiptState.REFUSED, now, code=code)
        self.sent.append(notice)
        reference = f"fake-{len(self.sent)}"
        if silent >= self._plan.silent:
            report = self._report(notice, now, reference, undelivered, late)
            self._plan_report(report)
            if repeated < self._plan.repeated:
                self._plan_report(report, after=int(again * self._plan.delay[1]))
        return Receipt(notice.key, ReceiptState.ACCEPTED, now, reference)

    def _objection(self, notice: Notice, now: Instant, drawn: float) -> str:
        if notice.channel not in self._channels:
            return "channel"
        if notice.expires_at <= now:
            return "expired"
        return "refused" if drawn < self._plan.refused else ""

    def _report(
        self, notice: Notice, now: Instant, reference: str, undelivered: float, late: float
    ) -> Receipt:
        shortest, longest = self._plan.delay
        at = now + shortest + int(late * (longest - shortest))
        if at >= notice.expires_at:
            state, at, code = ReceiptState.UNDELIVERED, notice.expires_at, "EXPIRED"
        elif undelivered < self._plan.undelivered:
            state, code = ReceiptState.UNDELIVERED, "UNDELIVERABLE"
        else:
            state, code = ReceiptState.DELIVERED, ""
        return Receipt(notice.key, state, at, reference, code)

    def _plan_report(self, report: Receipt, after: int = 0) -> None:
        self._planned += 1
        heappush(self._reports, (report.at + after, self._planned, report))
