"""Delivery: what has happened is followed up, notices go out, receipts come in."""

from __future__ import annotations

from collections.abc import Sequence

from wuzha.centre.dissuade.actions import due_notices, take_receipts
from wuzha.centre.flow import FLOW
from wuzha.centre.outbox.delivery import deliver
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.notice import Carrier

FACTS = 200
NOTICES = 200


def follow_up(at: Instant) -> int:
    """One round of facts; how many there were."""
    return deliver(FLOW, at, FACTS)


def post(carriers: Sequence[Carrier], at: Instant) -> int:
    """One round of notices and receipts with each carrier; how many there were.

    The attempt is on record before the carrier sees it, so a crash in between sends it again
    rather than losing it.
    """
    count = 0
    for carrier in carriers:
        notices = due_notices(carrier.channels, at, NOTICES)
        receipts = [*carrier.send(notices), *carrier.receipts()] if notices else carrier.receipts()
        if receipts:
            take_receipts(receipts, at)
        count += len(notices) + len(receipts)
    return count
