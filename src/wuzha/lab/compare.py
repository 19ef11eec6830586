"""Compare: what would have changed if another policy had run on the same city."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wuzha.lab.columns import NEVER, Flag, Whole, table_of
from wuzha.lab.loss import loss_saved
from wuzha.lab.outcome import PEOPLE_DAYS
from wuzha.lab.reading import Reading
from wuzha.lab.sightings import Sightings
from wuzha.simulate.plan import SECOND
from wuzha.vocabulary.decision import LEVELS
from wuzha.vocabulary.errors import InputError

PLAYBOOKS = pa.schema(
    [
        ("playbook", pa.string()),
        ("episodes", pa.int64()),
        ("both", pa.int64()),  # warned before the last payment by both
        ("only_a", pa.int64()),
        ("only_b", pa.int64()),
        ("loss_saved_a", pa.int64()),  # minor units
        ("loss_saved_b", pa.int64()),
    ]
)
RULES = pa.schema([("rule", pa.string()), ("only_a", pa.int64()), ("only_b", pa.int64())])
"""Decisions at which a rule fired in one policy and not in the other, most first.

A rule is known by its name; decisions that neither kept (`Sightings.keep_from`) are not counted.
"""

LEVEL_CHANGES = pa.schema([("a", pa.string()), ("b", pa.string()), ("decisions", pa.int64())])
"""Decisions by their level in A and in B, where they differ; one that was not kept is `none`."""


@dataclass(frozen=True)
class Comparison:
    """Policy B against policy A: differences are B less A.

    `only_a`, `only_b`, `both`, `neither` count the episodes that were warned before their last
    payment. `lead_gain_s` is the median of the seconds by which B warns earlier, over the episodes
    that both warn; NaN without any. `loss_saved_change` is in minor units, for the same pre-drawn
    answers of the same people. `wrong_change` is wrong person-days per million people-days.
    """

    a: str
    b: str
    both: int
    only_a: int
    only_b: int
    neither: int
    lead_gain_s: float
    loss_saved_a: int
    loss_saved_b: int
    wrong_a: float
    wrong_b: float
    playbooks: pa.Table
    rules: pa.Table
    levels: pa.Table

    @property
    def loss_saved_change(self) -> int:
        return self.loss_saved_b - self.loss_saved_a

    @property
    def wrong_change(self) -> float:
        return self.wrong_b - self.wrong_a


def compare(a: Reading, b: Reading) -> Comparison:
    """What B would have changed; InputError if the readings are not of the same city and time."""
    if a.plan != b.plan or a.warm_up_days != b.warm_up_days:
        raise InputError("compare two policies on the same city with the same warm-up")
    in_a, in_b = a.warned.before_last, b.warned.before_last
    saved_a, saved_b = loss_saved(a), loss_saved(b)
    gain = (a.warned.at - b.warned.at)[in_a & in_b & (a.warned.at < NEVER)] / SECOND
    return Comparison(
        a=a.sightings.policy,
        b=b.sightings.policy,
        both=int((in_a & in_b).sum()),
        only_a=int((in_a & ~in_b).sum()),
        only_b=int((in_b & ~in_a).sum()),
        neither=int((~in_a & ~in_b).sum()),
        lead_gain_s=float(np.median(gain)) if len(gain) else float("nan"),
        loss_saved_a=int(saved_a.sum()),
        loss_saved_b=int(saved_b.sum()),
        wrong_a=_wrong(a),
        wrong_b=_wrong(b),
        playbooks=_playbooks(a, in_a, in_b, saved_a, saved_b),
        rules=_rules(a.sightings, b.sightings),
        levels=_levels(a.sightings, b.sightings),
    )


def _wrong(reading: Reading) -> float:
    return len(reading.wrong_person_days()[0]) / reading.people_days * PEOPLE_DAYS


def _playbooks(a: Reading, in_a: Flag, in_b: Flag, saved_a: Whole, saved_b: Whole) -> pa.Table:
    playbook, rows = a.counted.playbook, []
    for name in sorted({*playbook}):
        ours = playbook == name
        counts = [ours, ours & in_a & in_b, ours & in_a & ~in_b, ours & in_b & ~in_a]
        saved = [saved_a[ours].sum(), saved_b[ours].sum()]
        rows.append((name, *(int(part.sum()) for part in counts), *map(int, saved)))
    return table_of(rows, PLAYBOOKS)


def _rules(a: Sightings, b: Sightings) -> pa.Table:
    names = sorted({*a.rules, *b.rules})
    fired_a, fired_b = (_firings(seen, names) for seen in (a, b))
    only_a, only_b = (
        np.bincount(
            np.setdiff1d(some, other, assume_unique=True) % max(len(names), 1), minlength=len(names)
        )
        for some, other in ((fired_a, fired_b), (fired_b, fired_a))
    )
    rows = [
        (name, int(in_a), int(in_b))
        for name, in_a, in_b in zip(names, only_a, only_b, strict=True)
        if in_a or in_b
    ]
    rows.sort(key=lambda row: (-row[1] - row[2], row[0]))
    return table_of(rows, RULES)


def _firings(seen: Sightings, names: Sequence[str]) -> Whole:
    """Each firing as one number: the event's and the rule's row in `names`."""
    place = np.array([*(names.index(rule) for rule in seen.rules), 0], np.int64)
    found: Whole = seen.number[seen.reason_rows()] * len(names) + place[seen.reasons]
    return found


def _levels(a: Sightings, b: Sightings) -> pa.Table:
    size = len(LEVELS)
    known = np.isin(b.number, a.number, assume_unique=True)
    pairs = np.bincount(a.level * size + _levels_at(b, a.number), minlength=size**2)
    pairs += np.bincount(b.level[~known], minlength=size**2)
    rows = [
        (LEVELS[before].value, LEVELS[after].value, int(pairs[before * size + after]))
        for before in range(size)
        for after in range(size)
        if before != after and pairs[before * size + after]
    ]
    return table_of(rows, LEVEL_CHANGES)


def _levels_at(seen: Sightings, number: Whole) -> Whole:
    """The level at each event, 0 where the decision was not kept."""
    place = np.searchsorted(seen.number, number)
    found = np.append(seen.number, -1)[place] == number
    return np.where(found, np.append(seen.level, 0)[place], 0).astype(np.int64)
