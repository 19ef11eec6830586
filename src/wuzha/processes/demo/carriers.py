"""Carriers of a demo: fakes, and the people who read what they bring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from wuzha.processes.demo.fates import Fates
from wuzha.testing.carrier import CarrierPlan, FakeCarrier
from wuzha.vocabulary.clock import SECOND, Clock, Instant
from wuzha.vocabulary.notice import Carrier, Channel, Notice, Receipt, ReceiptState

BY_PHONE = frozenset({Channel.MESSAGE, Channel.FLASH})
BY_NET = frozenset({Channel.APP, Channel.EMAIL})
TIER = "low"
"""A text alone, whatever the level of its warning, works no better than the weakest warning."""

Read = Callable[[Notice, Instant], None]


class ReadCarrier:
    """A carrier whose delivered notices are read by somebody."""

    def __init__(self, carrier: Carrier, read: Read) -> None:
        self._carrier, self._read = carrier, read
        self._under_way: dict[str, tuple[Notice, Instant]] = {}

    @property
    def channels(self) -> frozenset[Channel]:
        return self._carrier.channels

    def send(self, notices: Sequence[Notice]) -> list[Receipt]:
        receipts = self._carrier.send(notices)
        for notice, receipt in zip(notices, receipts, strict=True):
            if receipt.state is ReceiptState.ACCEPTED:
                self._under_way[notice.key] = notice, receipt.at
        return receipts

    def receipts(self) -> list[Receipt]:
        receipts = self._carrier.receipts()
        for receipt in receipts:
            found = self._under_way.pop(receipt.key, None)
            if found is not None and receipt.state is ReceiptState.DELIVERED:
                self._read(*found)
        return receipts

    def close(self) -> None:
        self._carrier.close()


def carriers_of(
    rules: Mapping[str, Any],
    fates: Fates,
    person_of: Mapping[str, str],
    clock: Clock,
    chance: np.random.Generator,
) -> list[Carrier]:
    """A message centre and a push service. `rules` is `carriers` of the pack's officers;
    `person_of` gives the token of who has a phone, by its digits."""
    shortest, longest = rules["report_seconds"]
    plan = CarrierPlan(
        refused=rules["refused"],
        undelivered=rules["undelivered"],
        delay=(round(shortest * SECOND), round(longest * SECOND)),
    )

    def read(notice: Notice, sent_at: Instant) -> None:
        person = person_of.get(notice.to.lstrip("+"))
        episode = fates.episode(person, sent_at) if person else None
        if episode is not None and person is not None:
            fates.warned(person, TIER, sent_at + episode.reached_after[TIER])

    return [
        ReadCarrier(FakeCarrier(channels, clock, chance, plan), read)
        for channels in (BY_PHONE, BY_NET)
    ]
