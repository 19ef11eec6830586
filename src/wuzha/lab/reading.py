"""A reading: one policy's sightings held against the truth. All figures of the lab start here.

The definitions on this page are the contract of the figures.

**Decision that warns.** A decision about a resident at or above the level `warn_at` (or, if
`warn_at` is a whole number, of at least that score).

**Evaluated time.** From `start + warm_up_days` to the end of the city; before, the windows of the
policy are still filling.

**Episodes that count.** Those that paid, with all payments in the evaluated time. Decisions of the
warm-up about them do count: they were made.

**In a fraud.** A person is in a fraud from an episode's contact (whether they would pay or not)
until seven days after its last event; for 24 hours after each event of a fraud campaign at them,
the event itself included; while they are a mule, caller or other member of a gang. All bounds
included. A decision that warns at any other time is *wrong*, benign twins and all.

**Wrong person-day.** A day of the city on which a resident got at least one wrong decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.lab.columns import (
    NEVER,
    Flag,
    Intervals,
    PersonTime,
    Whole,
    rows_of,
    whole,
)
from wuzha.lab.episodes import Counted, Warned, counted_episodes
from wuzha.lab.sightings import KINDS, Sightings
from wuzha.simulate.plan import DAY, CityPlan
from wuzha.simulate.truth import Truth
from wuzha.vocabulary.decision import ACTIONS, LEVELS, Action, Level
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.event import Kind

AFTERMATH = 7 * DAY
"""How long after an episode's last event its person still counts as being in a fraud."""

REACHED = DAY
"""How long a campaign's message or call keeps its receiver in a fraud."""

ASKING = ACTIONS.index(Action.CHALLENGE)
"""From this action on the payer is asked before the money moves."""

TRANSFER = KINDS.index(Kind.TRANSFER)


@dataclass(frozen=True)
class Reading:
    """One policy's sightings and the truth of the city they were made in."""

    sightings: Sightings
    truth: Truth
    plan: CityPlan
    warn_at: Level | int
    warm_up_days: int

    @property
    def begins(self) -> int:
        """The first evaluated instant."""
        return self.plan.start + self.warm_up_days * DAY

    @property
    def people_days(self) -> int:
        return int(self.truth.people.num_rows) * (self.plan.days - self.warm_up_days)

    @cached_property
    def time(self) -> PersonTime:
        return PersonTime.of(self.plan)

    @cached_property
    def person(self) -> Whole:
        """Each episode's person, also of those that do not count, as a row of the people."""
        return rows_of(self.truth.people, self.truth.episodes["person"])

    @cached_property
    def counted(self) -> Counted:
        return counted_episodes(self.truth, self.person, self.begins, self.plan.end)

    @cached_property
    def warns(self) -> Flag:
        """Which decisions warn."""
        return self.at_least(self.warn_at)

    def at_least(self, warn_at: Level | int) -> Flag:
        """Which decisions about residents reach a level or a score."""
        seen = self.sightings
        if isinstance(warn_at, Level):
            reach: Flag = seen.level >= LEVELS.index(warn_at)
        else:
            reach = seen.score >= warn_at
        return reach & (seen.person >= 0)

    @cached_property
    def evaluated(self) -> Flag:
        """Which decisions fall into the evaluated time and are about a resident."""
        found: Flag = (self.sightings.at >= self.begins) & (self.sightings.person >= 0)
        return found

    @cached_property
    def in_fraud(self) -> Flag:
        """Which decisions came while their person was in a fraud."""
        return self.fraud_times.hold(self.time, self.sightings.person, self.sightings.at)

    @cached_property
    def fraud_times(self) -> Intervals:
        seen, truth = self.sightings, self.truth
        episodes = Intervals(
            self.person,
            whole(truth.episodes, "contact_at"),
            whole(truth.episodes, "ends_at") + AFTERMATH,
        )
        reached = Intervals(
            seen.reached_person.astype(np.int64), seen.reached_at, seen.reached_at + REACHED
        )
        members = truth.roles.filter(pc.equal(truth.roles["form"], "person"))
        return Intervals.together(
            episodes,
            reached,
            self._membership(members, "identifier"),
            self._membership(truth.recruits, "person"),
        )

    def _membership(self, table: pa.Table, name: str) -> Intervals:
        """From `from` to `to`, or to the end of the city where that is null."""
        person = rows_of(self.truth.people, table[name])
        return Intervals(person, whole(table, "from"), whole(table, "to", self.plan.end))

    @cached_property
    def wrong(self) -> Flag:
        """Which decisions of the evaluated time warned a person who was in no fraud."""
        return self.warns & self.evaluated & ~self.in_fraud

    def wrong_person_days(self, wrong: Flag | None = None) -> tuple[Whole, Whole]:
        """Person and day of each wrong person-day, once each; of some wrong decisions only."""
        some = self.wrong if wrong is None else wrong
        person, day = self.sightings.person[some], self._day[some]
        both = np.unique(person.astype(np.int64) * self.plan.days + day)
        return np.divmod(both, self.plan.days)

    @cached_property
    def by_person(self) -> Whole:
        """Rows of decisions about residents, person by person, each in the order of time."""
        rows = np.flatnonzero(self.sightings.person >= 0)
        order = np.argsort(self._key_of(rows), kind="stable")
        found: Whole = rows[order]
        return found

    @cached_property
    def keys(self) -> Whole:
        """The place on the residents' time line (`PersonTime`) of each row of `by_person`."""
        return self._key_of(self.by_person)

    def _key_of(self, rows: Whole) -> Whole:
        return self.time.key(self.sightings.person[rows], self.sightings.at[rows])

    @cached_property
    def asking(self) -> Whole:
        """Rows of decisions that ask the payer of an episode's transfer before it is made."""
        seen = self.sightings
        asks = (seen.episode >= 0) & (seen.kind == TRANSFER) & (seen.action >= ASKING)
        return np.flatnonzero(asks)

    @cached_property
    def _day(self) -> Whole:
        return (self.sightings.at - self.plan.start) // DAY

    @cached_property
    def warned(self) -> Warned:
        """When the people of the counted episodes were warned."""
        return self.warned_if(self.warns)

    def warned_if(self, warns: Flag) -> Warned:
        return _warned(self, warns)


def read(
    sightings: Sightings,
    truth: Truth,
    plan: CityPlan,
    *,
    warn_at: Level | int = Level.MEDIUM,
    warm_up_days: int = 0,
) -> Reading:
    """Holds sightings against the truth of their city.

    InputError if the warm-up leaves no day, or if decisions below `sightings.keep_from`, which
    were not kept, would count as warnings.
    """
    if not 0 <= warm_up_days < plan.days:
        raise InputError(
            f"a warm-up of {warm_up_days} days leaves nothing of a city of {plan.days} days; "
            "make the city longer or the warm-up shorter"
        )
    if not isinstance(warn_at, Level) and warn_at < sightings.keep_from:
        raise InputError(
            f"scores below {sightings.keep_from} were not kept, so {warn_at} cannot be the "
            "threshold; watch the city with a smaller keep_from"
        )
    return Reading(sightings, truth, plan, warn_at, warm_up_days)


def _warned(reading: Reading, warns: Flag) -> Warned:
    seen, counted, time = reading.sightings, reading.counted, reading.time
    some = warns[reading.by_person]
    rows, key = np.append(reading.by_person[some], -1), reading.keys[some]
    row = rows[np.searchsorted(key, time.key(counted.person, counted.contact_at))]
    missed = (row < 0) | (np.append(seen.person, -1)[row] != counted.person)
    row = np.where(missed, -1, row)
    at = np.where(missed, NEVER, np.append(seen.at, NEVER)[row])
    return Warned(row, at, _asked(reading, warns, at), counted)


def _asked(reading: Reading, warns: Flag, at: Whole) -> Flag:
    """For each counted episode whether a payment of its own was asked about at that instant."""
    seen, counted = reading.sightings, reading.counted
    rows = reading.asking[warns[reading.asking]]
    place = np.full(reading.truth.episodes.num_rows, -1)
    place[counted.number] = np.arange(len(counted))
    own = place[seen.episode[rows]]
    rows, own = rows[own >= 0], own[own >= 0]
    now = (seen.at[rows] == at[own]) & (seen.person[rows] == counted.person[own])
    asked = np.zeros(len(counted), np.bool_)
    asked[own[now]] = True
    return asked
