"""What a policy would have said about a whole history."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wuzha.backends.contract import Resources
from wuzha.backends.duckdb.compile import Program
from wuzha.backends.duckdb.expressions import identifier, text
from wuzha.backends.duckdb.history import ordered_history
from wuzha.backends.duckdb.run import DuckDbEngine, connect
from wuzha.policy.tree import Expr, Policy

OUTCOME = "_outcome"


@dataclass(frozen=True)
class Report:
    """Counts of events: all of them, by the rule that fired, and by level, type, kind and action.

    Events without a fraud type are not in `types`. `seconds` is the whole run.
    """

    events: int
    rules: dict[str, int]
    levels: dict[str, int]
    types: dict[str, int]
    kinds: dict[str, int]
    actions: dict[str, int]
    seconds: float


def backtest(
    policy: Policy,
    resources: Resources,
    paths: Sequence[Path],
    *,
    out: Path | None = None,
    where: Expr | None = None,
    threads: int = 2,
    memory_limit: str | None = None,
    timer: Callable[[], float] = time.perf_counter,
) -> Report:
    """Runs a policy over Parquet histories; `out` receives id, at, kind and all values as Parquet.

    Raises Unsupported and InputError.
    """
    begun = timer()
    with (
        tempfile.TemporaryDirectory(prefix="wuzha-") as spill,
        connect(threads, memory_limit, Path(spill)) as database,
    ):
        engine = DuckDbEngine(policy, resources, connection=database)
        with (
            ordered_history(engine.connection, policy, paths, where) as layout,
            engine.outcome(layout) as (program, outcome),
        ):
            engine.connection.execute(f"CREATE TEMP TABLE {OUTCOME} AS {outcome}")
        if out is not None:
            _write(engine, program, out)
        rules = _rules(engine, program)
        levels, types, kinds, actions = _counts(engine)
        engine.connection.close()
    events = sum(kinds.values())
    return Report(events, rules, levels, types, kinds, actions, timer() - begun)


def _write(engine: DuckDbEngine, program: Program, out: Path) -> None:
    names = zip(program.columns, engine.schema.names, strict=True)
    columns = ", ".join(f"{column} AS {identifier(name)}" for column, name in names)
    query = f'SELECT id, "at", kind, {columns} FROM {OUTCOME} ORDER BY _place'
    engine.connection.execute(f"COPY ({query}) TO {text(str(out))} (FORMAT parquet)")


def _rules(engine: DuckDbEngine, program: Program) -> dict[str, int]:
    names = [*engine.policy.rules]
    if not names:
        return {}
    first = len(engine.policy.features) + len(engine.policy.models)
    columns = program.columns[first : first + len(names)]
    sums = ", ".join(f"count_if({column})" for column in columns)
    row = engine.connection.execute(f"SELECT {sums} FROM {OUTCOME}").fetchone()
    assert row is not None
    return dict(zip(names, map(int, row), strict=True))


def _counts(engine: DuckDbEngine) -> list[dict[str, int]]:
    """Events by level, by type, by kind and by action."""
    query = f"SELECT _level, _type, kind, _action, count(*) FROM {OUTCOME} GROUP BY ALL"
    counters: list[Counter[str]] = [Counter() for _ in range(4)]
    for *names, events in engine.connection.execute(query).fetchall():
        for counter, name in zip(counters, names, strict=True):
            if name is not None:
                counter[name] += events
    return [dict(counter.most_common()) for counter in counters]
