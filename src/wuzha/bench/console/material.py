"""Portions of warnings, made as columns: each with its steps, evidence, attempt and audit entry."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.bench.console.loading import load
from wuzha.bench.console.plan import (
    COUNTERPARTIES,
    DAYS,
    HOT,
    Bools,
    Filling,
    Ints,
    counterparty,
    person_of,
    sealed,
)
from wuzha.centre.audit.models import Entry
from wuzha.centre.dissuade.models import Attempt, Step
from wuzha.centre.people.identifiers import index_of
from wuzha.centre.warn.models import EPISODE, Evidence, Warning
from wuzha.packs import pack
from wuzha.vocabulary.clock import DAY, HOUR, MINUTE
from wuzha.vocabulary.decision import LEVELS, Level
from wuzha.vocabulary.result import Ending, Result

SHARES = {Level.LOW: 0.70, Level.MEDIUM: 0.20, Level.HIGH: 0.08, Level.CRITICAL: 0.02}
STEPS = (("message", "message", False), ("call", "call", True), ("visit", "visit", True))


@dataclass(frozen=True)
class Material:
    """What every portion is made from. Units and officers by the row of the person's station."""

    filling: Filling
    units: dict[str, Ints]
    codes: dict[str, pa.Array]
    users: dict[str, Ints]
    types: pa.Array
    told: pa.Array
    marks: pa.Array

    @classmethod
    def of(cls, filling: Filling) -> Material:
        tree = filling.tree
        stations = len(tree["station"])
        rows = {
            level: np.arange(stations) * len(tree[level]) // stations
            for level in ("city", "county", "station")
        }
        told = {
            "counterparty": counterparty(0),
            "form": "phone",
            "facts": {"answered": True, "duration_s": 340},
            "reasons": [
                {
                    "rule": "bench_pace",
                    "points": 50,
                    "zh": "通话异常频繁",
                    "en": "unusually many calls",
                }
            ],
        }
        text = json.dumps(told, ensure_ascii=False)
        return cls(
            filling,
            {level: np.array([one.pk for one in tree[level]])[at] for level, at in rows.items()},
            {
                level: pa.array([one.code for one in tree[level]]).take(at)
                for level, at in rows.items()
            },
            {
                level: np.array([user.pk for user in filling.officers[level]])[rows[level]]
                for level in filling.officers
            },
            pa.array(list(pack("cn").taxonomy.types)),
            pa.array([sealed(Evidence, "told", text) for _ in range(1_000)]),
            pa.array([index_of("phone", counterparty(k)) for k in range(COUNTERPARTIES)]),
        )

    def portion(self, numbers: Ints) -> None:
        """The warnings of these numbers and all that belongs to them."""
        filling, rows = self.filling, len(numbers)
        chance = np.random.default_rng([int(numbers[0]), 4])
        person = person_of(numbers, filling.persons)
        station = person % len(self.codes["station"])
        level = chance.choice([LEVELS.index(one) for one in SHARES], rows, p=list(SHARES.values()))
        ended = numbers < filling.open_from
        issued = filling.now - (DAYS * DAY * (filling.warnings - numbers)) // filling.warnings
        common = Common(numbers, person + 1, station, level, ended, issued, chance)
        load(Warning, rows, self._warnings(common))
        load(Evidence, rows, self._evidence(common))
        for place, (rung, channel, by_officer) in enumerate(STEPS):
            load(Step, rows, self._steps(common, place, rung, channel, by_officer))
        load(Attempt, rows, self._attempts(common))
        load(Entry, rows, self._entries(common))

    def _warnings(self, row: Common) -> dict[str, object]:
        now, count = self.filling.now, len(row.number)
        low = row.level == LEVELS.index(Level.LOW)
        acknowledged = row.ended | (row.chance.random(count) < 0.5)
        states = np.where(row.ended, "ended", np.where(acknowledged, "acknowledged", "issued"))
        open_due = now + row.chance.integers(-HOUR, 24 * HOUR, count)
        return {
            "id": row.number,
            "person_id": row.person,
            "campaign": EPISODE,
            "source": "bench",
            "policy": "bench@1",
            "unit_id": np.where(
                low, self.units["city"][row.station], self.units["county"][row.station]
            ),
            "place": _either(low, self.codes["city"], self.codes["county"], row.station),
            "state": states,
            "level": row.level,
            "score": 20 * row.level + 10,
            "type": self.types.take(row.person % len(self.types)),
            "type_share": 80,
            "stage": row.chance.integers(0, 3, count),
            "evidence_count": 1,
            "first_at": row.issued - MINUTE,
            "last_at": row.issued - MINUTE,
            "issued_at": row.issued,
            "due_at": np.where(row.ended, row.issued + HOUR, open_due),
            "expires_at": np.where(row.ended, row.issued + DAY, now + DAY),
            "acknowledged_at": pa.array(row.issued + MINUTE, mask=~acknowledged),
            "ended_at": pa.array(row.issued + 2 * HOUR, mask=~row.ended),
            "ending": _choice(row, list(Ending)),
            "grade": _choice(row, ["a", "b", "c"]),
            "verify_at": pa.array(row.issued + 7 * DAY, mask=~row.ended),
            "verified": pa.array(
                np.ones(count, bool), mask=~row.ended | (row.issued > now - 7 * DAY)
            ),
        }

    def _evidence(self, row: Common) -> dict[str, object]:
        count = len(row.number)
        hot = row.chance.random(count) < 0.05
        other = row.chance.integers(0, np.where(hot, HOT, COUNTERPARTIES), count)
        return {
            "id": row.number,
            "person_id": row.person,
            "warning_id": row.number,
            "source": "bench",
            "event": [f"bench-{number}" for number in row.number.tolist()],
            "at": row.issued - MINUTE,
            "received_at": row.issued,
            "kind": "call",
            "score": 20 * row.level + 10,
            "level": row.level,
            "type": self.types.take(row.person % len(self.types)),
            "stage": 1,
            "action": "label",
            "counterparty": self.marks.take(other),
            "policy": "bench@1",
            "told": self.told.take(row.number % len(self.told)),
        }

    def _steps(
        self, row: Common, place: int, rung: str, channel: str, by_officer: bool
    ) -> dict[str, object]:
        """The message has ended with every warning; of the open ones the call is in somebody's
        hands or ready, and the visit ready."""
        count, at = len(row.number), "station" if channel == "visit" else "city"
        ended = row.ended | (not by_officer)
        taken = ~ended & (row.chance.random(count) < 0.3) & (channel == "call")
        worked = (ended | taken) & by_officer
        results = (
            [Result.BELIEVED, Result.DOUBTED, Result.UNREACHABLE]
            if by_officer
            else [Result.DELIVERED]
        )
        result = pa.array(np.where(ended, row.chance.choice(results, count), ""))
        return {
            "id": 3 * (row.number - 1) + 1 + place,
            "warning_id": row.number,
            "level": row.level,
            "rung": rung,
            "channel": channel,
            "by_officer": by_officer,
            "unit_id": self.units[at][row.station],
            "place": self.codes[at].take(row.station),
            "state": np.where(ended, "ended", np.where(taken, "taken", "ready")),
            "officer_id": pa.array(self.users[at][row.station], mask=~worked),
            "created_at": row.issued,
            "wake_at": row.issued,
            "due_at": np.where(ended, row.issued + HOUR, self.filling.now + HOUR),
            "taken_at": pa.array(row.issued + 5 * MINUTE, mask=~worked),
            "ended_at": pa.array(row.issued + 10 * MINUTE, mask=~ended),
            "tries": np.where(ended, 1, 0),
            "result": result,
            "note": None,
        }

    def _attempts(self, row: Common) -> dict[str, object]:
        return {
            "id": row.number,
            "step_id": 3 * (row.number - 1) + 1,
            "number": 1,
            "key": [f"bench-{number}" for number in row.number.tolist()],
            "at": row.issued,
            "state": "delivered",
            "text": "【反诈预警】您可能正在遭遇冒充客服的诈骗，请勿转账，勿共享屏幕。",
            "ended_at": row.issued + MINUTE,
        }

    def _entries(self, row: Common) -> dict[str, object]:
        return {
            "id": row.number,
            "number": row.number,
            "at": row.issued,
            "actor_kind": "process",
            "actor": "receiving",
            "place": "",
            "verb": "warning.issued",
            "thing": "warn.warning",
            "thing_id": [str(number) for number in row.number.tolist()],
            "person_id": row.person,
            "hash": bytes(32),
        }


@dataclass(frozen=True)
class Common:
    """Some warnings: their numbers, persons (keys), rows of stations and levels, which of them have
    ended, and when they were issued."""

    number: Ints
    person: Ints
    station: Ints
    level: Ints
    ended: Bools
    issued: Ints
    chance: np.random.Generator


def _either(which: Bools, yes: pa.Array, no: pa.Array, rows: Ints) -> pa.Array:
    return pc.if_else(pa.array(which), yes.take(rows), no.take(rows))


def _choice(row: Common, values: list[str]) -> pa.Array:
    """One of the values for each that has ended, else empty."""
    drawn = row.chance.choice(np.array([str(value) for value in values]), len(row.number))
    return pa.array(np.where(row.ended, drawn, ""))
