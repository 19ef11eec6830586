"""Reports: a victim says what they lost. Their warning is over, and the account they paid is known.

Whoever else paid into that account within three days is warned, and whoever pays meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from wuzha.centre.actor import process
from wuzha.centre.change import change
from wuzha.centre.warn.actions import end, locked, receive, taint
from wuzha.centre.warn.decision import Decision
from wuzha.centre.warn.models import OPEN_STATES, Warning
from wuzha.processes.receiving import PAYMENTS_KEPT, Payments
from wuzha.vocabulary.clock import DAY, Instant
from wuzha.vocabulary.decision import Level, Stage
from wuzha.vocabulary.event import Form, Kind
from wuzha.vocabulary.result import Ending

BY = process("reports")
SOURCE = "screening"
WATCHED = 30 * DAY
"""How long an account is watched after a report."""


def settle(events: pa.Table, payments: Payments, protected: Set[str], at: Instant) -> int:
    """Follows up the reports in a batch of events; how many victims there were. `protected` are
    the tokens of those whom this centre protects: the others are warned elsewhere."""
    reports = [one for one in _losses(events) if one["person"] in protected]
    for report in reports:
        _end_warnings(report["person"], report["amount"], at)
        if report["payee"] is not None:
            others = protected - {report["person"]}
            warn_payers(report["payee"], others, payments, at)
    return len(reports)


def warn_payers(account: str, persons: Set[str], payments: Payments, at: Instant) -> None:
    """Warns those of the persons who paid into an account lately."""
    taint(account, "report", at + WATCHED, by=BY, at=at)
    paid = [
        Decision(
            event=event,
            source=SOURCE,
            at=when,
            kind=Kind.TRANSFER,
            person=person,
            score=0,
            level=Level.NONE,
            stage=Stage.PAYMENT,
            counterparty=account,
            counterparty_form=Form.ACCOUNT,
            amount=amount,
            policy="",
        )
        for when, person, event, amount in payments.to(account, at - PAYMENTS_KEPT)
        if person in persons
    ]
    if paid:
        receive(paid, at, BY)


def _losses(events: pa.Table) -> Iterator[dict[str, Any]]:
    """Person, account and amount of the reports of a loss."""
    if "amount" not in events.column_names:
        return
    lost = pc.and_(pc.equal(events["kind"], Kind.REPORT.value), pc.is_valid(events["amount"]))
    lost = pc.and_(lost, pc.is_valid(events["person"]))
    yield from events.filter(lost).select(["person", "payee", "amount"]).to_pylist()


def _end_warnings(person: str, amount: int, at: Instant) -> None:
    with change(BY, at):
        warnings = Warning.objects.filter(person__token=person, state__in=OPEN_STATES)
        for number in warnings.values_list("pk", flat=True):
            end(locked(number), Ending.ALREADY_PAID, by=BY, at=at, paid=amount)
