"""`wuzha bench console`: fills a house on each database, asks its pages, and takes their time."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from secrets import token_hex

from wuzha.bench.figure import BenchResult, Figure
from wuzha.testing.postgres import throwaway_postgres
from wuzha.vocabulary.errors import SettingError

MS_MAX = 100
QUERIES_MAX = 30
REQUESTS, REQUESTS_QUICK = 500, 300
QUICK = 20_000
PAGES = ("queue", "search", "warning")
BYTES_PER_WARNING = 4_500
"""On disk, with all that belongs to it and what its indexes take while they are made."""

POSTGRES = {
    "shared_buffers": "2GB",
    "effective_cache_size": "6GB",
    "maintenance_work_mem": "1GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
"""A server of a few gigabytes of memory; the planner's own settings are left as they come."""


@dataclass(frozen=True)
class Side:
    """One database and how many warnings it holds; `suffix` ends the names of its figures."""

    suffix: str
    warnings: int
    postgres: bool


SIDES = (Side("sqlite_1m", 1_000_000, False), Side("postgres_10m", 10_000_000, True))


@dataclass(frozen=True)
class Found:
    """What one side came to: milliseconds by page (NaN if one was not answered), the most queries
    of a request, and what there is to say."""

    p95_ms: dict[str, float]
    queries_max: int
    notes: list[str]


def console(quick: bool) -> BenchResult:
    """Both databases, each in a process of its own; `quick` has 20,000 warnings in each."""
    figures: list[Figure] = []
    notes: list[str] = []
    queries = 0
    for side in SIDES:
        found = _measured(
            side, QUICK if quick else side.warnings, REQUESTS_QUICK if quick else REQUESTS
        )
        for page in PAGES:
            name = f"{page}_p95_ms_{side.suffix}"
            figures.append(Figure(name, found.p95_ms[page], "ms", MS_MAX, at_most=True))
        queries = max(queries, found.queries_max)
        notes += [f"{side.suffix}: {note}" for note in found.notes]
    figures.append(Figure("queries_per_page_max", queries, "queries", QUERIES_MAX, at_most=True))
    return BenchResult.of("console", figures, notes)


def _measured(side: Side, warnings: int, requests: int) -> Found:
    """Django has one set of settings a process, so each side gets a process."""
    with tempfile.TemporaryDirectory(prefix="wuzha-bench-") as folder:
        _require_room(Path(folder), warnings)
        server = throwaway_postgres(token_hex(16), POSTGRES) if side.postgres else nullcontext("")
        with server as url, ProcessPoolExecutor(1, get_context("spawn")) as process:
            return process.submit(measure_side, Path(folder), url, warnings, requests).result()


def _require_room(folder: Path, warnings: int) -> None:
    needed, free = warnings * BYTES_PER_WARNING, shutil.disk_usage(folder).free
    if free < needed:
        raise SettingError(
            f"{warnings:,} warnings need {needed / 1e9:.0f} GB and {folder.parent} has "
            f"{free / 1e9:.0f} GB: let TMPDIR name a larger disk"
        )


def measure_side(home: Path, database: str, warnings: int, requests: int) -> Found:
    """Fills a new house and asks its pages; the database must be empty."""
    from wuzha.bench.house import open_house

    open_house(home, database)
    # Models can only be imported when Django knows its settings.
    from wuzha.bench.console.run import furnish_and_ask

    began = time.perf_counter()

    def say(what: str) -> None:
        if sys.stderr.isatty():
            print(f"{time.perf_counter() - began:7.1f} s  {what}", file=sys.stderr, flush=True)

    times = furnish_and_ask(warnings, requests, say)
    return Found(
        {page: one.p95() for page, one in times.items()},
        max(max(one.queries, default=0) for one in times.values()),
        [
            f"{warnings:,} warnings, {3 * warnings:,} steps, {requests} requests to each page",
            *(one.words(page) for page, one in times.items()),
        ],
    )
