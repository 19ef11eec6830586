"""Decisions from a values table: the verdict, and reasons with the values of the moment."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wuzha.backends.contract import FIRED, VERDICT
from wuzha.policy.tree import Policy
from wuzha.screen.reasons import Reasons
from wuzha.vocabulary.decision import SCHEMA
from wuzha.vocabulary.event import FIELDS


def decisions(policy: Policy, events: pa.Table, values: pa.Table) -> pa.Table:
    """One decision per event, in `vocabulary.decision.SCHEMA`; `values` belong to the events."""
    n = len(events)
    columns = {name: events[name] for name in SCHEMA.names if name in events.column_names}
    columns |= {name: values[name] for name in VERDICT.names}
    columns |= {"reasons": _reasons(policy, events, values), "policy": pa.repeat(policy.label, n)}
    absent = (name for name in SCHEMA.names if name not in columns)
    columns |= {name: pa.nulls(n, SCHEMA.field(name).type) for name in absent}
    return pa.table([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def _reasons(policy: Policy, events: pa.Table, values: pa.Table) -> pa.Array:
    fired = np.zeros((len(policy.rules), len(events)), np.bool_)
    for number, rule in enumerate(policy.rules):
        fired[number] = values[FIRED + rule].to_numpy()
    rows = np.flatnonzero(fired.any(axis=0))
    reasons = Reasons(policy)
    numbers = [np.flatnonzero(rules).tolist() for rules in fired[:, rows].T]
    names = reasons.names_in({number for some in numbers for number in some})
    return reasons.column(len(events), rows, numbers, _shown(names, rows, events, values))


def _shown(
    names: Iterable[str], rows: npt.NDArray[np.int64], events: pa.Table, values: pa.Table
) -> dict[str, list[object]]:
    """What the sentences show, at the rows where a rule fired."""
    wanted = pa.array(rows)
    shown: dict[str, list[object]] = {}
    for name in names:
        # The field `score` and the decision's score are different things.
        table = events if name in FIELDS else values
        known = name in table.column_names
        shown[name] = table[name].take(wanted).to_pylist() if known else [None] * len(rows)
    return shown
