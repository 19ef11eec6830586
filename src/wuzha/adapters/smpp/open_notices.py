"""Which notices still wait for their delivery reports, and under which ids.

A text in several parts has several ids: it is delivered when every part is, and failed when one is.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from wuzha.adapters.smpp.message import FAILED, MessageState, Report
from wuzha.vocabulary.clock import MINUTE, Instant
from wuzha.vocabulary.notice import Receipt, ReceiptState

OPEN_MAX = 500_000
"""Notices waited for; past that the oldest is forgotten: its report has not come for days."""

EARLY_MAX = 10_000
"""Reports of ids that nobody has told us yet: the report can overtake the answer."""

EARLY_FOR = 5 * MINUTE
"""Not longer: a message centre that starts again may give the same ids to others."""


@dataclass(slots=True)
class _Open:
    key: str
    ids: tuple[str, ...]
    missing: set[str]


class OpenNotices:
    """May be used from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._by_key: OrderedDict[str, _Open] = OrderedDict()
        self._by_id: dict[str, _Open] = {}
        self._early: OrderedDict[str, tuple[Report, Instant]] = OrderedDict()
        self._receipts: list[Receipt] = []

    def expect(self, key: str, reference: str, at: Instant) -> None:
        """`reference`: the ids of the notice's parts, comma separated."""
        ids = tuple(part for part in reference.split(",") if part)
        with self._lock:
            if not ids or key in self._by_key:
                return
            notice = _Open(key, ids, set(ids))
            self._by_key[key] = notice
            self._by_id.update(dict.fromkeys(ids, notice))
            for message_id in ids:
                early = self._early.pop(message_id, None)
                if early is not None and at - early[1] <= EARLY_FOR:
                    self._settle(*early)
            while len(self._by_key) > OPEN_MAX:
                self._forget(next(iter(self._by_key.values())))

    def reference(self, key: str) -> str | None:
        """The ids of a notice that is still open."""
        with self._lock:
            notice = self._by_key.get(key)
            return None if notice is None else ",".join(notice.ids)

    def report(self, report: Report, at: Instant) -> None:
        """One part's report, in any order and any number of times."""
        if report.state is not MessageState.DELIVERED and report.state not in FAILED:
            return
        with self._lock:
            if report.message_id in self._by_id:
                self._settle(report, at)
                return
            self._early[report.message_id] = (report, at)
            while len(self._early) > EARLY_MAX:
                self._early.popitem(last=False)

    def drain(self) -> list[Receipt]:
        """The final receipts since the last call."""
        with self._lock:
            receipts, self._receipts = self._receipts, []
            return receipts

    def _settle(self, report: Report, at: Instant) -> None:
        notice = self._by_id.get(report.message_id)
        if notice is None:
            return
        notice.missing.discard(report.message_id)
        failed = report.state in FAILED
        if not failed and notice.missing:
            return
        self._forget(notice)
        state = ReceiptState.UNDELIVERED if failed else ReceiptState.DELIVERED
        code = f"{report.state.name} {report.error}".strip() if failed else ""
        self._receipts.append(Receipt(notice.key, state, at, ",".join(notice.ids), code))

    def _forget(self, notice: _Open) -> None:
        self._by_key.pop(notice.key, None)
        for message_id in notice.ids:
            self._by_id.pop(message_id, None)


def reference_of(ids: Sequence[str]) -> str:
    """The ids as one text; a message centre that gives none leaves it empty."""
    return ",".join(part for part in ids if part)
