"""The trade-off: what each threshold of the score would warn, rightly and wrongly."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from wuzha.lab.columns import Whole, table_of
from wuzha.lab.reading import Reading
from wuzha.simulate.plan import DAY
from wuzha.vocabulary.decision import SCORE_MAX
from wuzha.vocabulary.errors import InputError

LOWEST = 10
PEOPLE_DAYS = 1_000_000

CURVE = pa.schema(
    [
        ("threshold", pa.int16()),
        ("episodes_warned_before_last_payment", pa.float64()),
        ("episodes_warned_before_first_payment", pa.float64()),
        ("loss_warned_before_last_payment", pa.float64()),
        ("wrong_per_million_people_days", pa.float64()),
    ]
)
"""One row per threshold from LOWEST to 100; shares are NaN if no episode counts."""


def curve(reading: Reading) -> pa.Table:
    """The table CURVE of a reading, whatever level it warns at itself.

    InputError if decisions down to a score of LOWEST were not kept.
    """
    if reading.sightings.keep_from > LOWEST:
        raise InputError(f"the curve begins at {LOWEST}; watch the city with keep_from={LOWEST}")
    wrong = _wrong_days(reading)
    loss = reading.counted.loss
    rows = []
    for threshold in range(LOWEST, SCORE_MAX + 1):
        warned = reading.warned_if(reading.at_least(threshold))
        last = warned.before_last
        rows.append(
            (
                threshold,
                _share(last.sum(), len(last)),
                _share(warned.before_first.sum(), len(last)),
                _share(loss[last].sum(), loss.sum()),
                wrong[threshold] / reading.people_days * PEOPLE_DAYS,
            )
        )
    return table_of(rows, CURVE)


def _wrong_days(reading: Reading) -> Whole:
    """For each threshold the person-days with a decision at or above it outside any fraud."""
    seen, days = reading.sightings, reading.plan.days
    rows = np.flatnonzero(reading.evaluated & ~reading.in_fraud & (seen.score >= LOWEST))
    day = (seen.at[rows] - reading.plan.start) // DAY
    person_day = seen.person[rows].astype(np.int64) * days + day
    highest = np.zeros(reading.truth.people.num_rows * days, np.int16)
    np.maximum.at(highest, person_day, seen.score[rows])
    counts = np.bincount(highest, minlength=SCORE_MAX + 1)
    return np.cumsum(counts[::-1])[::-1]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
