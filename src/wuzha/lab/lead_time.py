"""Lead time: how long before a payment the warning came."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from wuzha.lab.columns import Flag, Whole
from wuzha.lab.episodes import Warned
from wuzha.simulate.plan import SECOND

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)

LEAD_TIMES = pa.schema(
    [
        ("before", pa.string()),  # first_payment or last_payment
        ("episodes", pa.int64()),  # warned before it
        *((f"p{quantile:.0%}"[:-1] + "_s", pa.float64()) for quantile in QUANTILES),
    ]
)
"""Quantiles of the seconds from the warning to the payment, over the episodes warned before it.

An episode whose payment itself was asked about has 0 seconds. NaN where there are no episodes.
"""


def lead_times(warned: Warned) -> pa.Table:
    """The table LEAD_TIMES, one row for the first and one for the last payment."""
    counted = warned.counted
    rows = [
        _row("first_payment", counted.first_payment_at, warned.at, warned.before_first),
        _row("last_payment", counted.last_payment_at, warned.at, warned.before_last),
    ]
    return pa.Table.from_pylist(rows, schema=LEAD_TIMES)


def _row(before: str, payment_at: Whole, at: Whole, which: Flag) -> dict[str, object]:
    seconds = (payment_at[which] - at[which]) / SECOND
    values = np.quantile(seconds, QUANTILES) if len(seconds) else np.full(len(QUANTILES), np.nan)
    named = dict(zip(LEAD_TIMES.names[2:], map(float, values), strict=True))
    return {"before": before, "episodes": len(seconds), **named}
