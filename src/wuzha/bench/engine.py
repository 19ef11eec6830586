"""`wuzha bench engine`: exact windows against DuckDB, plain Python and the machine itself.

Ours and the rivals get the same Arrow table and give the same columns; answers are compared
before a ratio is printed. The machine's limit is what it takes to read, change and write one
random cache line, prefetched, in memory of the same size; the share is that time, for the lines
an event needs, over the time our windows take.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from importlib import resources
from statistics import median

import numpy as np
import pyarrow as pa
from numba import njit

from wuzha.backends.contract import Resources, values_schema
from wuzha.backends.duckdb import DuckDbEngine
from wuzha.backends.embedded.engine import EmbeddedEngine
from wuzha.backends.embedded.operators import fetch
from wuzha.backends.embedded.shape import shape
from wuzha.backends.embedded.state import Capacity
from wuzha.bench.deques import features as deque_features
from wuzha.bench.figure import BenchResult, Figure
from wuzha.policy.parse import policy_from_text
from wuzha.policy.tree import Policy
from wuzha.vocabulary.clock import DAY
from wuzha.vocabulary.errors import RivalError

_BATCH = 8_192
_SMALL_BATCH = 256
_FIRST_CALLER = 8_610_000_000_000
_CELLS = 50_000
_CALLEES = 5_000_000
_CALLS_PER_CALLER = 5.75
_SEED = 20_211_213


def engine(quick: bool) -> BenchResult:
    """Runs the bench; `quick` takes a tenth of the events and leaves out the 50 million."""
    policy = _policy()
    notes: list[str] = []
    # Memory first: what later runs leave behind would be taken for the engine's.
    share, bytes_per_event = _share_of_limit(policy, 1_000_000 if quick else 10_000_000, notes)
    figures = [Figure("share_of_random_line_limit_10m", share, "ratio", 0.4)]
    if not quick:
        share, _ = _share_of_limit(policy, 50_000_000, notes)
        figures.append(Figure("share_of_random_line_limit_50m", share, "ratio", 0.3))
    figures.append(Figure("bytes_per_live_event", bytes_per_event, "bytes", 110, at_most=True))
    figures += _rivals(policy, 200_000 if quick else 5_000_000, notes)
    pause = _growth_pause_ms(policy, 200_000 if quick else 2_000_000)
    figures.append(Figure("growth_pause_ms_max", pause, "ms", 5, at_most=True))
    return BenchResult.of("engine", figures, notes)


def _policy() -> Policy:
    text = resources.files("wuzha.bench").joinpath("policies/engine.yaml").read_text("utf-8")
    return policy_from_text(text)


class Calls:
    """A stream of calls with Zipf-like callers (exponent 0.8), `live` of them in a day."""

    def __init__(self, live: int) -> None:
        self._random = np.random.default_rng(_SEED)
        weights = np.arange(1, int(live / _CALLS_PER_CALLER) + 2, dtype=np.float64) ** -0.8
        self._chances = np.cumsum(weights) / weights.sum()
        self._cells = pa.array([f"cell-{number:05}" for number in range(_CELLS)])
        self._step = DAY // live
        self._count = 0

    def batch(self, n: int) -> pa.Table:
        """The next n calls as an ordered batch; instants rise strictly."""
        random = self._random
        caller = np.searchsorted(self._chances, random.random(n))
        seq = np.arange(self._count, self._count + n)
        at = seq * self._step + random.integers(0, max(1, self._step // 2), n)
        cell = (caller * 3 + random.integers(0, 3, n)) % _CELLS
        kinds = pa.DictionaryArray.from_arrays(np.zeros(n, np.int8), ["call"])
        self._count += n
        return pa.table(
            {
                "at": at,
                "kind": kinds.cast(pa.string()),
                "caller": _FIRST_CALLER + caller * 7_919,
                "callee": _FIRST_CALLER + random.integers(0, _CALLEES, n),
                "cell": self._cells.take(pa.array(cell)),
                "answered": pa.array(random.random(n) < 0.6),
                "duration_s": random.integers(0, 600, n),
                "seq": seq,
                "as_of": at,
                "late": pa.array(np.zeros(n, np.bool_)),
            }
        )

    def batches(self, total: int, size: int = _BATCH) -> Iterator[pa.Table]:
        for _ in range(total // size):
            yield self.batch(size)


# -- rivals


def _rivals(policy: Policy, total: int, notes: list[str]) -> list[Figure]:
    batches = list(Calls(total).batches(total))
    events = pa.concat_tables(batches).combine_chunks()
    names = list(policy.features)
    schema = pa.schema([field for field in values_schema(policy) if field.name in names])
    _embedded(policy, batches[:1], names)
    ours: list[float] = []
    duck: list[float] = []
    for _ in range(3):
        seconds, found = _embedded(policy, batches, names)
        ours.append(seconds)
        started = time.process_time()
        answer = DuckDbEngine(policy, Resources(), threads=1).values(events).select(names)
        duck.append(time.process_time() - started)
        _same(found, answer.cast(schema), "DuckDB")
    some = events.slice(0, min(total, 20 * _BATCH))
    plain, answer = _deques(some, schema)
    _same(found.slice(0, some.num_rows), answer, "plain Python")
    notes.append(f"{found.num_rows * len(names):,} values equal to DuckDB's")
    rate, plain_rate = events.num_rows / median(ours), some.num_rows / plain
    notes.append(
        f"events/s of CPU: ours {rate:,.0f}, DuckDB one thread "
        f"{events.num_rows / median(duck):,.0f}, plain Python {plain_rate:,.0f}"
    )
    ratio = median(d / o for d, o in zip(duck, ours, strict=True))
    return [
        Figure("vs_duckdb_1t", ratio, "times", 10),
        Figure("vs_python_deques", rate / plain_rate, "times", 40),
    ]


def _embedded(policy: Policy, batches: list[pa.Table], names: list[str]) -> tuple[float, pa.Table]:
    """Seconds of CPU and the features, from Arrow batches to Arrow columns."""
    made = EmbeddedEngine(policy)
    started = time.process_time()
    found = [made.features(batch) for batch in batches]
    seconds = time.process_time() - started
    return seconds, pa.concat_tables(found).select(names)


def _deques(events: pa.Table, schema: pa.Schema) -> tuple[float, pa.Table]:
    columns = ("at", "caller", "callee", "cell", "answered", "duration_s")
    calls = list(zip(*(events.column(name).to_pylist() for name in columns), strict=True))
    started = time.process_time()
    rows = deque_features(calls)
    seconds = time.process_time() - started
    return seconds, pa.table([list(c) for c in zip(*rows, strict=True)], schema=schema)


def _same(ours: pa.Table, theirs: pa.Table, rival: str) -> None:
    for name in ours.column_names:
        if ours.column(name).combine_chunks() != theirs.column(name).combine_chunks():
            raise RivalError(f"{name} differs from {rival}: no ratio can be given")


# -- the machine's limit


def _share_of_limit(policy: Policy, live: int, notes: list[str]) -> tuple[float, float]:
    """(share of the limit, bytes of memory per live event) with `live` events in the windows."""
    made = EmbeddedEngine(policy, capacity=_room(live))
    calls = Calls(live)
    gc.collect()
    before = _resident()
    for batch in calls.batches(live + _BATCH):
        made.advance(batch)
    bytes_per_event = (_resident() - before) / made.states[0].live_events
    laps = []
    for batch in calls.batches(120 * _BATCH):
        made.load(batch)
        started = time.thread_time()
        made.move_windows(batch.num_rows)
        laps.append((time.thread_time() - started) / batch.num_rows)
    size = made.states[0].bytes_in_use
    lines = sum(_lines(table) for table in made.tables)
    del made
    limit = lines * _line_seconds(size)
    taken = median(laps)
    notes.append(
        f"{live:,} live events: {taken * 1e9:.0f} ns an event, {lines} random lines at "
        f"{limit / lines * 1e9:.1f} ns in {size / 2**30:.2f} GiB"
    )
    return limit / taken, bytes_per_event


def _room(live: int) -> Capacity:
    events = 1 << (live + live // 8).bit_length()
    return Capacity(events=events, keys=events, pairs=2 * events)


def _lines(table: object) -> int:
    """Random cache lines an event needs: its key's row of the index, its state when it comes and
    whenever it leaves a window, and each pair when it comes and when it is forgotten."""
    made = shape(table)  # type: ignore[arg-type]
    state = -(-made.state_words // 8)
    return 1 + state * (1 + len(table.windows)) + 2 * len(table.pairs)  # type: ignore[attr-defined]


@njit(nogil=True)
def _touch(lines, order):  # type: ignore[no-untyped-def]
    for i in range(len(order)):
        if i + 32 < len(order):
            fetch(lines, 8 * order[i + 32])
        lines[8 * order[i]] += 1


def _line_seconds(size: int) -> float:
    """Seconds to change one random line of `size` bytes, prefetched: the best of five laps."""
    lines = np.ones(size // 64 * 8, np.int64)
    random = np.random.default_rng(_SEED)
    _touch(lines, random.integers(0, size // 64, 10))
    laps = []
    for _ in range(5):
        order = random.integers(0, size // 64, 2_000_000)
        started = time.thread_time()
        _touch(lines, order)
        laps.append((time.thread_time() - started) / len(order))
    return min(laps)


def _resident() -> int:
    """Bytes of memory this process holds."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096


# -- growth


def _growth_pause_ms(policy: Policy, total: int) -> float:
    """The longest that a batch of 256 took while all tables grew from nothing, in ms of CPU.

    The same batches run several times and each counts with its least: what the machine does to
    us now and then goes, a pause of our own comes back every time."""
    made = EmbeddedEngine(policy)
    made.advance(Calls(total).batch(_SMALL_BATCH))
    laps = [_growth_lap(made, total) for _ in range(3)]
    return float(np.min(laps, axis=0).max()) * 1e3


def _growth_lap(made: EmbeddedEngine, total: int) -> list[float]:
    made.forget()
    seconds = []
    for batch in Calls(total).batches(total, _SMALL_BATCH):
        made.load(batch)
        started = time.thread_time()
        made.move_windows(batch.num_rows)
        seconds.append(time.thread_time() - started)
    return seconds
