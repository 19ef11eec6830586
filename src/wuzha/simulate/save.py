"""A city on disk: events by the day for `wuzha screen`, and the truth beside them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pyarrow.parquet as pq

from wuzha.simulate.city import City
from wuzha.simulate.truth import TABLES
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.event import ORDER_COLUMNS

EVENTS = "events"
TRUTH = "truth"
PLAN = "plan.json"


def save_city(
    city: City, folder: Path, watch: Callable[[int, int], None] = lambda day, events: None
) -> int:
    """Writes `events/day-000.parquet` ..., `truth/*.parquet` and `plan.json`; the number of events.

    The truth has, beside its tables, `origins-000.parquet` ... with a row per event of the day.
    `watch` is told each day's number and events. InputError if the folder holds a city already.
    """
    if (folder / PLAN).exists():
        raise InputError(f"{folder}: there is a city in this folder already; choose an empty one")
    (folder / EVENTS).mkdir(parents=True, exist_ok=True)
    (folder / TRUTH).mkdir(exist_ok=True)
    events = 0
    for day in city.days():
        name = f"{day.number:03d}.parquet"
        pq.write_table(
            day.events.drop_columns(ORDER_COLUMNS.names), folder / EVENTS / f"day-{name}"
        )
        pq.write_table(day.origins, folder / TRUTH / f"origins-{name}")
        events += day.events.num_rows
        watch(day.number, day.events.num_rows)
    for table in TABLES:
        pq.write_table(getattr(city.truth, table), folder / TRUTH / f"{table}.parquet")
    (folder / PLAN).write_text(json.dumps(asdict(city.plan), indent=2) + "\n", encoding="utf-8")
    return events
