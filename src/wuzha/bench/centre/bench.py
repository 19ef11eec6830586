"""`wuzha bench centre`: opens a house, lets a day pass, and counts what became of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from wuzha.bench.figure import BenchResult
from wuzha.bench.house import open_house

SEED = 12381
QUICK = 2_000


def centre(quick: bool) -> BenchResult:
    """One day in one process on SQLite; `quick` warns 2,000 persons instead of 98,000."""
    with tempfile.TemporaryDirectory(prefix="wuzha-bench-") as folder:
        open_house(Path(folder))
        # Models can only be imported when Django knows its settings.
        from wuzha.bench.centre.run import INSTRUCTIONS, live, result

        persons = QUICK if quick else INSTRUCTIONS
        return result(live(persons, SEED), persons)
