"""`wuzha bench screen`: the whole pipeline, from a Parquet file to a written decision log.

Time is processor time of the whole process, all threads, divided by the events; lists, model and
kernels are loaded before. A run over a slice of the stream warms up.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wuzha.backends import resources
from wuzha.backends.contract import Resources
from wuzha.backends.embedded.engine import EmbeddedEngine
from wuzha.bench import stages
from wuzha.bench.figure import BenchResult, Figure
from wuzha.bench.run import LAPS
from wuzha.bench.screen_files import write_policy
from wuzha.bench.stopwatch import Stopwatch
from wuzha.bench.stream import write_stream
from wuzha.packs import Pack, pack
from wuzha.policy.parse import policy_from_file
from wuzha.policy.tree import Policy
from wuzha.screen import pipeline
from wuzha.screen.dead_letters import DeadLetterWriter
from wuzha.screen.decision_log import DecisionLog
from wuzha.screen.intake import Intake, Source
from wuzha.screen.order import Reorder
from wuzha.screen.pipeline import BATCH_ROWS, accepted_events, in_batches, in_order
from wuzha.screen.tally import Tally
from wuzha.vocabulary.event import FIELDS, Kind

_SEED = 11
_EVENTS, _EVENTS_QUICK = 1_000_000, 200_000
_WARM_UP = 20_000
_SMALL = 64
_SMALL_WARM_UP, _SMALL_BATCHES = 300, 2_500
_MODEL, _THRESHOLD = "risk", 0.8
"""The policy's model, and the score from which its rule fires."""


def screen(quick: bool) -> BenchResult:
    """Runs the bench; `quick` takes a fifth of the events and fewer laps."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Setting(Path(folder), _EVENTS_QUICK if quick else _EVENTS)
        notes: list[str] = []
        # What a long run leaves on the heap would be swept while small batches are timed.
        small = _small(bench, notes)
        figures = [
            Figure("events_per_s_per_core", _rate(bench, 3 if quick else LAPS, notes), "1/s", 2e5),
            Figure("recall_kept_by_filter", _kept(bench, notes), "ratio", 0.99),
            Figure("batch64_p99_ms", small, "ms", 1.0, at_most=True),
            Figure("cached_start_s", _start(bench, 3 if quick else LAPS), "s", 3.0, at_most=True),
        ]
        return BenchResult.of("screen", figures, notes)


class Setting:
    """The policy, with everything it names loaded, and a stream in a file."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder
        self.pack: Pack = pack("cn")
        self.policy_file = write_policy(folder, _SEED)
        self.policy: Policy = policy_from_file(self.policy_file, self.pack.taxonomy.types)
        self.loaded: Resources = resources.load(self.policy, self.pack.home)
        self.stream = folder / "stream.parquet"
        write_stream(self.stream, count, _SEED)

    def engine(self) -> EmbeddedEngine:
        return EmbeddedEngine(self.policy, self.loaded)

    def ordered(self, rows: int, most: int | None = None) -> list[pa.Table]:
        """The stream as the engine gets it, in at most so many batches of so many rows."""
        arrivals = accepted_events([Source(self.stream)], Intake(self.pack.home), lambda _: None)
        ordered = in_order(arrivals, Reorder(self.policy.lateness))
        batches = islice(in_batches(ordered, rows), most)
        return [batch.combine_chunks() for batch in batches]

    def head(self, count: int, name: str) -> Path:
        """A file with the first records of the stream."""
        path = self.folder / name
        first = next(pq.ParquetFile(self.stream).iter_batches(count))
        pq.write_table(pa.Table.from_batches([first]), path)
        return path


class Run(NamedTuple):
    """One run over a file: its processor time, and what it decided."""

    seconds: float
    tally: Tally


def run(bench: Setting, stream: Path, watch: Stopwatch | None = None) -> Run:
    """Screens a file from end to end."""
    engine, order, tally = bench.engine(), Reorder(bench.policy.lateness), Tally()
    started = time.process_time()
    with (
        DeadLetterWriter(bench.folder / "dead_letters.ndjson") as letters,
        DecisionLog(bench.folder) as log,
    ):
        intake = Intake(bench.pack.home, dead_letters=letters)
        if watch is not None:
            stages.put_in(watch, intake, order, engine, log, tally)
        pipeline.screen([Source(stream)], intake, order, engine, log, tally)
    return Run(time.process_time() - started, tally)


def _rate(bench: Setting, laps: int, notes: list[str]) -> float:
    """Events a second of processor time."""
    started = time.process_time()
    run(bench, bench.head(_WARM_UP, "head.parquet"))
    notes.append(f"warm-up, with compiling if need be: {time.process_time() - started:.1f} s")
    done = [run(bench, bench.stream) for _ in range(laps)]
    seconds, tally = median(lap.seconds for lap in done), done[0].tally
    flagged = f"{tally.flagged / tally.events:.1%} flagged by {len(tally.rules)} rules"
    notes.append(f"{tally.events:,} events, {tally.late:,} late, {flagged}")
    watch = Stopwatch()
    total = run(bench, bench.stream, watch).seconds
    notes += stages.lines(watch, total, tally.events)
    return tally.events / seconds


def _kept(bench: Setting, notes: list[str]) -> float:
    """Of the transfers whose score would reach the rule's threshold, the share that the model's
    cheap filter lets through; here the model runs on every transfer."""
    engine, model = bench.engine(), bench.loaded.models[_MODEL]
    high = kept = seen = transfers = 0
    for batch in bench.ordered(BATCH_ROWS):
        values = engine.values(batch)
        rows = pa.array(np.flatnonzero(pc.equal(batch["kind"], Kind.TRANSFER.value)))
        scores = model.predict(_inputs(bench.policy, batch.take(rows), values.take(rows)))
        reached = scores >= _THRESHOLD
        let_through = np.asarray(values[_MODEL].take(rows).is_valid())
        high += int(np.count_nonzero(reached))
        kept += int(np.count_nonzero(reached & let_through))
        seen += int(np.count_nonzero(let_through))
        transfers += len(rows)
    notes.append(
        f"the filter lets {seen:,} of {transfers:,} transfers through; {high:,} score"
        f" {_THRESHOLD} or more, {kept:,} of them are let through"
    )
    return kept / high if high else float("nan")


def _inputs(policy: Policy, events: pa.Table, values: pa.Table) -> npt.NDArray[np.float64]:
    """What the model takes, a row per event; NaN is missing."""
    names = [tree.name for tree in policy.models[_MODEL].inputs]
    columns = [(events if name in FIELDS else values)[name] for name in names]
    return np.stack([np.asarray(column.cast(pa.float64())) for column in columns], axis=1)


def _small(bench: Setting, notes: list[str]) -> float:
    """Milliseconds of processor time that 99 of 100 batches of 64 ordered events stay below."""
    engine = bench.engine()
    taken = []
    for batch in bench.ordered(_SMALL, _SMALL_WARM_UP + _SMALL_BATCHES):
        started = time.thread_time()
        engine.decide(batch)
        taken.append((time.thread_time() - started) * 1e3)
    low, high = np.percentile(taken[_SMALL_WARM_UP:], [50, 99])
    notes.append(f"batches of {_SMALL}, processor time: p50 {low:.2f} ms, p99 {high:.2f} ms")
    return float(high)


def _start(bench: Setting, laps: int) -> float:
    """Seconds that `wuzha screen` takes over a file of ten lines, in a process of its own."""
    tiny = bench.head(10, "tiny.parquet")
    command = [sys.executable, "-m", "wuzha.cli", "screen", str(tiny), "--force", "--json"]
    command += ["--policy", str(bench.policy_file), "--out", str(bench.folder / "out")]
    taken = []
    for _ in range(laps + 1):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env={**os.environ})
        taken.append(time.perf_counter() - started)
    return median(taken[1:])
