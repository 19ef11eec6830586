"""Receiving: what the screening plane decided comes to the centre, with what it was about.

An event and its decision become one `Decision` of the centre. Only what scored goes across, so the
centre knows nothing of people whom nothing happened to. Payments are remembered for three days, by
account, so that those who paid an account can be warned when it turns out to be the fraudsters'.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from wuzha.centre.actor import process
from wuzha.centre.warn.actions import Received, receive
from wuzha.centre.warn.decision import Decision, Reason
from wuzha.policy.tree import Policy
from wuzha.screen.naming import Naming, signs_of
from wuzha.vocabulary.clock import DAY, Clock, Instant
from wuzha.vocabulary.decision import Action, Level, Stage
from wuzha.vocabulary.event import Form, Kind

BY = process("receiving")
BATCH = 200
SCORE_MIN = 1
"""Decisions below this stay in the screening plane; the centre keeps what is worth it."""

PAYMENTS_KEPT = 3 * DAY
FACTS = {
    Kind.CALL: ("incoming", "answered", "duration_s", "foreign_trunk", "attestation"),
    Kind.MESSAGE: ("incoming", "text", "domain", "channel"),
    Kind.VISIT: ("page_kind", "domain_age_days", "referral", "offers_app"),
    Kind.TRANSFER: ("incoming", "first_time_payee", "payee_kind", "on_call", "overseas", "channel"),
    Kind.APP: ("package", "app_action", "permission", "sideloaded", "remote_control", "on_call"),
    Kind.REPORT: ("text",),
}
"""What of an event an officer has to see, by kind."""


class Engine(Protocol):
    """What decides, as backends.contract.Engine promises."""

    @property
    def policy(self) -> Policy: ...

    def decide(self, events: pa.Table) -> pa.Table: ...


@dataclass(frozen=True)
class Screen:
    """What decides, and what names the class of a fraud; without `naming` single rules do."""

    engine: Engine
    naming: Naming | None = None


class Payments:
    """Who paid which account in the last three days."""

    def __init__(self) -> None:
        self._by_payee: dict[str, deque[tuple[Instant, str, str, int]]] = {}

    def add(self, events: pa.Table) -> None:
        """Remembers the outgoing transfers of a batch."""
        if "payee" not in events.column_names or "amount" not in events.column_names:
            return
        paid = pc.and_(pc.equal(events["kind"], Kind.TRANSFER.value), pc.is_valid(events["payee"]))
        if "incoming" in events.column_names:
            paid = pc.and_(paid, pc.invert(pc.fill_null(events["incoming"], False)))
        some = events.filter(pc.and_(paid, pc.is_valid(events["person"])))
        columns = (some[name].to_pylist() for name in ("at", "payee", "person", "id", "amount"))
        for at, payee, person, event, amount in zip(*columns, strict=True):
            line = self._by_payee.setdefault(payee, deque())
            line.append((at, person, event, amount))
            while line[0][0] <= at - PAYMENTS_KEPT:
                line.popleft()

    def forget(self, before: Instant) -> None:
        """Drops accounts that nobody has paid since `before`."""
        old = [payee for payee, line in self._by_payee.items() if line[-1][0] < before]
        for payee in old:
            del self._by_payee[payee]

    def to(self, payee: str, since: Instant) -> list[tuple[Instant, str, str, int]]:
        """(at, person, event, amount) of the payments to an account, in the order of time."""
        return [one for one in self._by_payee.get(payee, ()) if one[0] >= since]


class Receiving:
    """Lets an engine decide on ordered events and hands what it says to the centre."""

    def __init__(
        self,
        screen: Screen,
        clock: Clock,
        about: Callable[[pa.Table], pa.Table] = lambda events: events,
    ) -> None:
        """`about` keeps the events of persons whom this centre protects."""
        self._engine, self._naming = screen.engine, screen.naming
        self._clock, self._about = clock, about
        rules = self._engine.policy.rules.items()
        self._types = {} if self._naming else {name: rule.type for name, rule in rules}
        self.payments = Payments()

    def take(self, events: pa.Table) -> Received:
        """Decides on a batch; what the centre made of it."""
        decided = self._engine.decide(events)
        self.payments.add(events)
        keep = pc.fill_null(pc.greater_equal(decided["score"], SCORE_MIN), False)
        keep = pc.and_(keep, pc.is_valid(decided["person"]))
        rows = list(self._decisions(self._about(events.filter(keep)), decided.filter(keep)))
        parts = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
        return total([receive(part, at=self._clock(), by=BY) for part in parts])

    def _decisions(self, events: pa.Table, decided: pa.Table) -> Iterator[Decision]:
        about = dict(zip(events["id"].to_pylist(), events.to_pylist(), strict=True))
        for row in decided.to_pylist():
            if row["id"] in about:
                decision = decision_of(about[row["id"]], row, self._types)
                yield decision if self._naming is None else named(decision, self._naming)


def total(parts: Sequence[Received]) -> Received:
    """What became of several batches together."""
    names = [one.name for one in fields(Received)]
    return Received(**{name: sum(getattr(part, name) for part in parts) for name in names})


def decision_of(
    event: dict[str, Any], row: dict[str, Any], types: Mapping[str, str | None]
) -> Decision:
    """The centre's decision of an event and what was decided on it."""
    kind = Kind(event["kind"])
    counterparty, form = counterparty_of(kind, event)
    return Decision(
        event=event["id"],
        source=event.get("source") or "screening",
        at=event["at"],
        kind=kind,
        person=row["person"],
        score=row["score"],
        level=Level(row["level"]),
        type=row["type"],
        stage=None if row["stage"] is None else Stage(row["stage"]),
        action=Action(row["action"]),
        reasons=tuple(_reasons(row["reasons"] or (), types)),
        counterparty=counterparty,
        counterparty_form=form,
        amount=event.get("amount"),
        facts={name: event[name] for name in FACTS[kind] if event.get(name) is not None},
        policy=row["policy"],
    )


COUNTERPARTIES: Mapping[tuple[Kind, bool], Sequence[tuple[str, Form]]] = {
    (Kind.CALL, True): (("caller", Form.PHONE),),
    (Kind.CALL, False): (("callee", Form.PHONE),),
    (Kind.MESSAGE, True): (("sender", Form.SENDER),),
    (Kind.MESSAGE, False): (("receiver", Form.PHONE),),
    (Kind.VISIT, False): (("domain", Form.DOMAIN),),
    (Kind.TRANSFER, True): (("payer", Form.ACCOUNT),),
    (Kind.TRANSFER, False): (("payee", Form.ACCOUNT), ("wallet", Form.WALLET)),
    (Kind.REPORT, False): (
        ("payee", Form.ACCOUNT),
        ("caller", Form.PHONE),
        ("domain", Form.DOMAIN),
    ),
}
"""Which fields hold the other side, by kind and whether the person receives."""


def named(decision: Decision, naming: Naming) -> Decision:
    """The decision with the class that all its signs speak for, or with none."""
    rules = [reason.rule for reason in decision.reasons]
    return replace(decision, type=naming.named(signs_of(decision.kind, rules)))


def counterparty_of(kind: Kind, event: dict[str, Any]) -> tuple[str | None, Form | None]:
    """The other side of an event and what it is."""
    for field, form in COUNTERPARTIES.get((kind, bool(event.get("incoming"))), ()):
        if event.get(field) is not None:
            return str(event[field]), form
    return None, None


def _reasons(
    reasons: Iterable[dict[str, Any]], types: Mapping[str, str | None]
) -> Iterator[Reason]:
    for one in reasons:
        yield Reason(one["rule"], one["points"], one["zh"], one["en"], types.get(one["rule"]))
