"""Fates: what the truth says of people who are being deceived, and what a warning changes.

The truth drew beforehand whether a warning of each level would be heeded and how long it takes to
reach the person. A person who heeds stops: what the fraud had in store for them later does not
happen, and the payments that are not made are what was at stake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wuzha.simulate.truth import TIERS, Truth
from wuzha.vocabulary.clock import DAY, Instant

NEVER = np.iinfo(np.int64).max
"""The instant of what does not happen."""

LATER = 3 * DAY
"""A fraud is not over for its victim with its last event."""


@dataclass(frozen=True, slots=True)
class Payment:
    at: Instant
    amount: int


@dataclass
class Episode:
    """One fraud on one person. `heeds` and `reached_after` are by tier, in microseconds."""

    number: int
    person: str
    type: str
    contact_at: Instant
    ends_at: Instant
    loss: int
    heeds: Mapping[str, bool]
    reached_after: Mapping[str, int]
    payments: list[Payment] = field(default_factory=list)
    stopped_at: Instant = NEVER

    def paid_until(self, at: Instant) -> int:
        return sum(payment.amount for payment in self.payments if payment.at <= self._seen(at))

    def left_after(self, at: Instant) -> int:
        """What would still be paid after `at` if nobody stopped it, at most the whole loss."""
        left = sum(payment.amount for payment in self.payments if payment.at > self._seen(at))
        return min(left, self.loss)

    def next_payment(self, at: Instant) -> Instant | None:
        return min((payment.at for payment in self.payments if payment.at > at), default=None)

    @property
    def avoided(self) -> int:
        return 0 if self.stopped_at == NEVER else self.left_after(self.stopped_at)

    def _seen(self, at: Instant) -> Instant:
        return min(at, self.stopped_at)


class Fates:
    """Everybody's episodes from `since` on. `stops[e]` is when the person of episode e
    stopped; its last row is nobody's."""

    def __init__(self, truth: Truth, since: Instant) -> None:
        self.stops: NDArray[np.int64] = np.full(truth.episodes.num_rows + 1, NEVER)
        self._of: dict[str, list[Episode]] = {}
        live = pc.greater(pc.add(truth.episodes["ends_at"], LATER), since)
        for row in truth.episodes.filter(live).to_pylist():
            self._of.setdefault(row["person"], []).append(_episode(row))
        self._add_payments(truth.payments)
        self._blasts: dict[str, Instant] = {}

    def episode(self, person: str, at: Instant) -> Episode | None:
        """The fraud that is going on with a person; of several the one with most at stake."""
        now = [
            one for one in self._of.get(person, ()) if one.contact_at <= at < one.ends_at + LATER
        ]
        return max(now, key=lambda one: (one.left_after(at), one.contact_at), default=None)

    def heed(self, episode: Episode, at: Instant) -> None:
        """From `at` on the person does no more of what the fraudsters say."""
        episode.stopped_at = min(episode.stopped_at, at)
        self.stops[episode.number] = episode.stopped_at

    def warned(self, person: str, tier: str, reached_at: Instant) -> Episode | None:
        """A warning of that tier has reached a person; their episode if they heed it."""
        episode = self.episode(person, reached_at)
        if episode is None or not episode.heeds[tier]:
            return None
        self.heed(episode, reached_at)
        return episode

    def told_by_blast(self, persons: Iterable[str], at: Instant) -> None:
        """These persons were called or written to by a fraudulent campaign."""
        self._blasts.update(dict.fromkeys(persons, at))

    def met_blast(self, person: str, since: Instant) -> bool:
        return self._blasts.get(person, -1) >= since

    @property
    def avoided(self) -> int:
        """All that is not paid because somebody heeded, in minor units."""
        return sum(one.avoided for episodes in self._of.values() for one in episodes)

    def _add_payments(self, payments: pa.Table) -> None:
        by_number = {one.number: one for episodes in self._of.values() for one in episodes}
        columns = (payments[name].to_pylist() for name in ("episode", "at", "amount"))
        for number, at, amount in zip(*columns, strict=True):
            if number in by_number:
                by_number[number].payments.append(Payment(at, amount))


def _episode(row: Mapping[str, object]) -> Episode:
    return Episode(
        number=_whole(row["episode"]),
        person=str(row["person"]),
        type=str(row["type"]),
        contact_at=_whole(row["contact_at"]),
        ends_at=_whole(row["ends_at"]),
        loss=_whole(row["loss"]),
        heeds={tier: bool(row[f"heeds_{tier}"]) for tier in TIERS},
        reached_after={tier: _whole(row[f"reached_after_{tier}"]) for tier in TIERS},
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
