"""Groups: the same counts for every age, job, region, type and playbook, and their gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan, sqrt
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.lab.columns import Flag, Whole, Words, objects, words
from wuzha.lab.reading import Reading
from wuzha.vocabulary.decision import LEVELS, Level
from wuzha.vocabulary.fraud_type import Taxonomy

EPISODES_MIN = 50
"""A group with fewer episodes, over all seeds together, says nothing about a gap."""

CONFIDENCE = 1.959964
"""Standard deviations on each side of a 95 % interval."""

_COUNT = pa.int64()
GROUPS = pa.schema(
    [
        ("by", pa.string()),
        ("group", pa.string()),
        ("episodes", _COUNT),
        ("warned_before_last_payment", _COUNT),
        ("warned_before_first_payment", _COUNT),
        ("loss", _COUNT),
        ("loss_warned_before_last_payment", _COUNT),
        ("people_days", _COUNT),
        ("wrong_person_days", _COUNT),
    ]
)
"""Counts of the episodes that count, and of wrong person-days, by group.

`by` is age_band, education, job, region (the station without its last part), class, top or
playbook; the last three group episodes only and leave the people at 0. `at_least` groups nobody:
all episodes and people once per level, as if decisions from that level on warned.
"""


def group_counts(reading: Reading, taxonomy: Taxonomy) -> pa.Table:
    """The table GROUPS of a reading."""
    types, person = reading.counted.type, reading.counted.person
    parts = []
    for by, group in _of_people(reading.truth.people).items():
        parts.append(_counts(reading, by, group[person], group))
    parts.append(_counts(reading, "class", objects([*map(taxonomy.rollup, types)])))
    parts.append(_counts(reading, "top", objects([*map(taxonomy.top, types)])))
    parts.append(_counts(reading, "playbook", reading.counted.playbook))
    return pa.concat_tables([*parts, _by_level(reading)])


def pooled(tables: Sequence[pa.Table]) -> pa.Table:
    """The counts of several cities added up."""
    names = GROUPS.names[2:]
    both = pa.concat_tables(tables)
    summed = both.group_by(["by", "group"], use_threads=False).aggregate(
        [(n, "sum") for n in names]
    )
    return summed.rename_columns(GROUPS.names).cast(GROUPS)


def _of_people(people: pa.Table) -> dict[str, Words]:
    region = [station.rpartition(".")[0] or station for station in people["station"].to_pylist()]
    return {
        "age_band": words(people, "age_band"),
        "education": words(people, "education"),
        "job": words(people, "job"),
        "region": objects(region),
    }


def _counts(reading: Reading, by: str, group: Words, people: Words | None = None) -> pa.Table:
    """Counts by the group of each counted episode and, if given, of each resident."""
    names = sorted({*group, *(() if people is None else people)} - {None})
    place = {name: row for row, name in enumerate(names)}
    of_episode = np.array([place.get(name, len(names)) for name in group], np.int64)
    columns = _episode_counts(reading, reading.warned.before_last, of_episode, len(names))
    people_days = wrong = np.zeros(len(names), np.int64)
    if people is not None:
        of_person = np.array([place[name] for name in people], np.int64)
        days = reading.people_days // max(len(people), 1)
        people_days = np.bincount(of_person, minlength=len(names)) * days
        wrong = np.bincount(of_person[reading.wrong_person_days()[0]], minlength=len(names))
    return _table([by] * len(names), names, [*columns, people_days, wrong])


def _episode_counts(
    reading: Reading, before_last: Flag, of_episode: Whole, size: int
) -> list[Whole]:
    counted, before_first = reading.counted, reading.warned.before_first

    def total(weights: Whole) -> Whole:
        out = np.zeros(size + 1, np.int64)
        np.add.at(out, of_episode, weights)
        return out[:size]

    ones = np.ones(len(counted), np.int64)
    warned = before_last.astype(np.int64)
    first = before_first.astype(np.int64)
    loss = counted.loss
    return [total(ones), total(warned), total(first), total(loss), total(loss * warned)]


def _by_level(reading: Reading) -> pa.Table:
    counted, rows = reading.counted, []
    for level in LEVELS[1:]:
        warns = reading.at_least(Level(level))
        warned = reading.warned_if(warns)
        wrong = warns & reading.evaluated & ~reading.in_fraud
        last = warned.before_last
        counts = [len(counted), last.sum(), warned.before_first.sum(), counted.loss.sum()]
        counts += [counted.loss[last].sum(), reading.people_days]
        rows.append([*counts, len(reading.wrong_person_days(wrong)[0])])
    columns = [np.array(values, np.int64) for values in zip(*rows, strict=True)]
    return _table(["at_least"] * len(rows), [level.value for level in LEVELS[1:]], columns)


def _table(by: list[str], group: list[str], counts: Sequence[Whole]) -> pa.Table:
    return pa.table([pa.array(by, pa.string()), pa.array(group, pa.string()), *counts], GROUPS)


@dataclass(frozen=True)
class Share:
    """Hits of all tries, with the 95 % interval from `low` to `high`; NaN of no tries."""

    hits: int
    tries: int
    value: float
    low: float
    high: float


def share(hits: int, tries: int) -> Share:
    """A share with its interval after Wilson (J. Am. Stat. Assoc. 22, 1927)."""
    if not tries:
        return Share(0, 0, nan, nan, nan)
    value, z2 = hits / tries, CONFIDENCE**2
    middle = (value + z2 / (2 * tries)) / (1 + z2 / tries)
    reach = sqrt(value * (1 - value) / tries + z2 / (4 * tries**2)) / (1 + z2 / tries)
    reach *= CONFIDENCE
    low, high = max(0.0, middle - reach), min(1.0, middle + reach)
    return Share(hits, tries, value, min(low, value), max(high, value))


@dataclass(frozen=True)
class Band:
    """The recall of one group: episodes warned before the last payment, of all that count.

    `spread` is the standard deviation over those cities that have some of the group; NaN if they
    are fewer than two.
    """

    group: str
    recall: Share
    spread: float


@dataclass(frozen=True)
class Gap:
    """The highest recall less the lowest over the groups with at least EPISODES_MIN episodes.

    `low`, `high` bound the difference of these two with 95 % confidence, after Newcombe's hybrid
    score (Stat. Med. 17, 1998, method 10); NaN, like the value, if fewer than two groups are large
    enough. `bands` has all groups, the small ones too.
    """

    by: str
    value: float
    low: float
    high: float
    bands: tuple[Band, ...]


def gap(tables: Sequence[pa.Table], by: str) -> Gap:
    """The gap of a grouping over the GROUPS of one or several cities taken together."""
    bands = tuple(_bands(tables, by))
    large = sorted(
        (band.recall for band in bands if band.recall.tries >= EPISODES_MIN),
        key=lambda recall: recall.value,
    )
    if len(large) < 2:
        return Gap(by, nan, nan, nan, bands)
    least, most = large[0], large[-1]
    value = most.value - least.value
    low = value - sqrt((most.value - most.low) ** 2 + (least.high - least.value) ** 2)
    high = value + sqrt((most.high - most.value) ** 2 + (least.value - least.low) ** 2)
    return Gap(by, value, low, high, bands)


def _bands(tables: Sequence[pa.Table], by: str) -> list[Band]:
    bands = []
    for row in _rows(pooled(tables), by):
        name = row["group"]
        recalls = [
            part["warned_before_last_payment"] / part["episodes"]
            for table in tables
            for part in _rows(table, by)
            if part["group"] == name and part["episodes"]
        ]
        spread = float(np.std(recalls, ddof=1)) if len(recalls) > 1 else nan
        bands.append(Band(name, share(row["warned_before_last_payment"], row["episodes"]), spread))
    return bands


def _rows(table: pa.Table, by: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.filter(pc.equal(table["by"], by)).to_pylist()
    return rows
