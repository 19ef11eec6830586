"""A town of a few people whose truth is written by hand, and what a policy saw in it.

Times are hours from the first midnight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from wuzha.lab.outcome import Outcome, measure
from wuzha.lab.reading import Reading, read
from wuzha.lab.sightings import KINDS, Sightings
from wuzha.packs import pack
from wuzha.simulate.plan import HOUR, START, CityPlan
from wuzha.simulate.truth import TABLES, TIERS, Truth
from wuzha.vocabulary.decision import ACTIONS, LEVELS, STAGES, Level

TAXONOMY = pack("cn").taxonomy
PLAN = CityPlan(people=4, days=10, seed=1)
THRESHOLDS = {"none": 0, "low": 20, "medium": 40, "high": 60, "critical": 80}
TYPES = ("lost_parcel", "refund", "likes_follows")
RULES = ("call", "visit", "pay")
Entry = dict[str, Any]


def at(hours: float) -> int:
    return START + round(hours * HOUR)


def truth(
    *episodes: tuple[Entry, Sequence[tuple[float, int]]],
    people: Sequence[Entry] = (),
    **tables: Sequence[Entry],
) -> Truth:
    """Episodes as made by `episode`; four residents p-0 to p-3, unless others are given."""
    residents = people or [{"age_band": "18_40", "education": "higher"}] * PLAN.people
    rows: dict[str, Sequence[Entry]] = {
        "people": [
            {"person": f"p-{n}", "job": "office", "station": "10.01.01.001", **resident}
            for n, resident in enumerate(residents)
        ],
        "episodes": [{"episode": n, **entry} for n, (entry, _) in enumerate(episodes)],
        "payments": [
            {"episode": n, "at": at(hours), "amount": amount}
            for n, (_, payments) in enumerate(episodes)
            for hours, amount in payments
        ],
        **tables,
    }
    return Truth(**{name: _table(rows.get(name, ()), schema) for name, schema in TABLES.items()})


def _table(rows: Sequence[Entry], schema: pa.Schema) -> pa.Table:
    assert all({*row} <= {*schema.names} for row in rows)
    return pa.Table.from_pylist([*rows], schema=schema)


def episode(
    person: int, contact: float, *payments: tuple[float, int], **other: Any
) -> tuple[Entry, Sequence[tuple[float, int]]]:
    """An episode with its payments (hours, amount); none: the person drops out at contact."""
    hours = [hour for hour, _ in payments]
    entry = {
        "person": f"p-{person}",
        "playbook": "shop_service",
        "type": "refund",
        "script": "s",
        "paid": bool(payments),
        "contact_at": at(contact),
        "first_payment_at": at(hours[0]) if payments else None,
        "last_payment_at": at(hours[-1]) if payments else None,
        "ends_at": at(hours[-1] if payments else contact),
        "loss": sum(amount for _, amount in payments),
        **{f"heeds_{tier}": False for tier in TIERS},
        **{f"reached_after_{tier}": 0 for tier in TIERS},
        **other,
    }
    return entry, payments


def saw(person: int, hours: float, level: str = "medium", **other: Any) -> Entry:
    """A decision; the score is the lowest of its level."""
    return {
        "person": person,
        "at": at(hours),
        "kind": "call",
        "score": THRESHOLDS[level],
        "level": level,
        "type": "refund",
        "stage": "contact",
        "action": "label",
        "rules": ("call",),
        "episode": -1,
        "twin": -1,
        "campaign": -1,
        **other,
    }


def sightings(
    *rows: Mapping[str, Any], reached: Sequence[tuple[int, float]] = (), policy: str = "p@1#0"
) -> Sightings:
    """What a policy saw; `number` is the row unless given. `reached` are campaign events."""

    def whole(name: str, dtype: type[np.generic], words: Sequence[str] = ()) -> Any:
        values = [row.get(name, n) for n, row in enumerate(rows)]
        return np.array([words.index(v) if isinstance(v, str) else v for v in values], dtype)

    fired = [RULES.index(rule) for row in rows for rule in row["rules"]]
    return Sightings(
        policy=policy,
        keep_from=1,
        rules=RULES,
        types=TYPES,
        counts={"call": 1_000},
        number=whole("number", np.int64),
        at=whole("at", np.int64),
        person=whole("person", np.int32),
        kind=whole("kind", np.int8, KINDS),
        score=whole("score", np.int16),
        level=whole("level", np.int8, LEVELS),
        type=whole("type", np.int16, TYPES),
        stage=whole("stage", np.int8, STAGES),
        action=whole("action", np.int8, ACTIONS),
        fired=np.array([len(row["rules"]) for row in rows], np.int16),
        reasons=np.array(fired, np.int16),
        episode=whole("episode", np.int32),
        twin=whole("twin", np.int32),
        campaign=whole("campaign", np.int32),
        reached_person=np.array([person for person, _ in reached], np.int32),
        reached_at=np.array([at(hours) for _, hours in reached], np.int64),
    )


def reading(
    seen: Sightings, facts: Truth, *, warn_at: Level | int = Level.MEDIUM, warm_up_days: int = 0
) -> Reading:
    return read(seen, facts, PLAN, warn_at=warn_at, warm_up_days=warm_up_days)


def outcome(seen: Sightings, facts: Truth, **options: Any) -> Outcome:
    return measure(seen, facts, PLAN, taxonomy=TAXONOMY, **options)


def figure(name: str, seen: Sightings, facts: Truth, **options: Any) -> float:
    return outcome(seen, facts, **options).figures[name]


def wrong_days(seen: Sightings, facts: Truth, **options: Any) -> int:
    """Wrong person-days, from the figure per million."""
    days = PLAN.days - options.get("warm_up_days", 0)
    per_million = figure("wrong_per_million_people_days", seen, facts, **options)
    return round(per_million * PLAN.people * days / 1e6)
