"""Warnings: decisions folded into what an officer would have on the desk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wuzha.lab.columns import Flag, Whole, Words, objects, table_of, whole
from wuzha.lab.reading import AFTERMATH, Reading
from wuzha.simulate.plan import DAY
from wuzha.vocabulary.decision import LEVELS, STAGES
from wuzha.vocabulary.fraud_type import Taxonomy

QUIET = DAY
"""A warning is over when its person has given no cause for another for this long."""

WARNINGS = pa.schema(
    [
        ("by", pa.string()),  # tier, class, top, stage
        ("group", pa.string()),  # null where the policy named no type
        ("warnings", pa.int64()),
        ("right", pa.int64()),
        ("in_episode", pa.int64()),
        ("type_right", pa.int64()),
    ]
)
"""How many warnings of each tier, type and stage there were and how many were right.

`type_right` are those of `in_episode` whose type has the class of the episode's type.
"""


@dataclass(frozen=True)
class Warnings:
    """One row per warning of the evaluated time.

    Decisions of one person that warn are one warning, which escalates, as long as each comes
    within 24 hours of the one before. `first` is the row of the first decision among the
    sightings, `level` the highest level reached. A warning is `right` if its first decision came
    while the person was in a fraud; `episode` is then the row of the episode that it came in, the
    one that began last, or -1 (a campaign alone, or the person is a mule).
    """

    first: Whole
    level: Whole
    right: Flag
    episode: Whole

    def __len__(self) -> int:
        return len(self.first)


def warnings_of(reading: Reading) -> Warnings:
    """Folds the decisions that warn into warnings."""
    seen, time = reading.sightings, reading.time
    rows = np.flatnonzero(reading.warns & reading.evaluated)
    key = time.key(seen.person[rows], seen.at[rows])
    rows = rows[np.argsort(key, kind="stable")]
    person, at = seen.person[rows], seen.at[rows]
    begins = np.ones(len(rows), np.bool_)
    begins[1:] = (person[1:] != person[:-1]) | (at[1:] - at[:-1] >= QUIET)
    starts = np.flatnonzero(begins)
    first = rows[starts]
    level = np.maximum.reduceat(seen.level[rows], starts) if len(starts) else starts
    return Warnings(
        first, level.astype(np.int64), reading.in_fraud[first], _episodes(reading, first)
    )


def _episodes(reading: Reading, rows: Whole) -> Whole:
    """The episode that each decision came in: of its person's, the one that began last."""
    seen, time, table = reading.sightings, reading.time, reading.truth.episodes
    contact = time.key(reading.person, whole(table, "contact_at"))
    order = np.argsort(contact, kind="stable")
    key = time.key(seen.person[rows], seen.at[rows])
    last = np.append(order, -1)[np.searchsorted(contact[order], key, side="right") - 1]
    ends = np.append(whole(table, "ends_at") + AFTERMATH, -1)[last]
    person = np.append(reading.person, -2)[last]
    return np.where((person == seen.person[rows]) & (seen.at[rows] <= ends), last, -1)


def warning_table(reading: Reading, warnings: Warnings, taxonomy: Taxonomy) -> pa.Table:
    """The table WARNINGS of a reading."""
    seen = reading.sightings
    said = types_of(reading, warnings.first)
    episode_types = [*reading.truth.episodes["type"].to_pylist(), None]
    truth = objects([episode_types[row] for row in warnings.episode])
    type_right = same_class(said, truth, taxonomy)
    stages = [*STAGES, None]
    groups = {
        "tier": [LEVELS[level].value for level in warnings.level],
        "class": [taxonomy.rollup(code) for code in said],
        "top": [taxonomy.top(code) for code in said],
        "stage": [stages[stage] for stage in seen.stage[warnings.first]],
    }
    rows: list[tuple[object, ...]] = []
    for by, names in groups.items():
        group = objects([name or "" for name in names])
        for name in sorted({*group}):
            ours = group == name
            counts = [ours, ours & warnings.right, ours & (warnings.episode >= 0)]
            counts.append(ours & type_right)
            rows.append((by, name or None, *(int(part.sum()) for part in counts)))
    return table_of(rows, WARNINGS)


def types_of(reading: Reading, rows: Whole) -> Words:
    """The fraud type that each decision named; `""` if none. Row -1 names none."""
    types = objects([*reading.sightings.types, ""])
    found: Words = types[np.append(reading.sightings.type, -1)[rows]]
    return found


def same_class(said: Words, truth: Words, taxonomy: Taxonomy) -> Flag:
    """Whether both types roll up to the same class; no type, or an unknown one, never does."""
    pairs = zip(said, truth, strict=True)
    both = [(taxonomy.rollup(a or ""), taxonomy.rollup(b or "")) for a, b in pairs]
    return np.array([a is not None and a == b for a, b in both], np.bool_)
