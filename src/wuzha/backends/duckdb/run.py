"""Running a compiled policy in DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wuzha.backends.contract import Resources, operations, refuse_gaps, values_schema
from wuzha.backends.duckdb.compile import (
    FEATURES,
    SOURCE,
    Inputs,
    Layout,
    Program,
    compile_policy,
    lengths,
)
from wuzha.backends.duckdb.decisions import decisions
from wuzha.backends.duckdb.expressions import lexicon_table, list_table, text
from wuzha.backends.duckdb.gaps import GAPS
from wuzha.backends.duckdb.history import ordered_history
from wuzha.backends.duckdb.windows import reach, starts
from wuzha.policy.tree import Expr, Policy
from wuzha.vocabulary.errors import InputError, Unsupported
from wuzha.vocabulary.event import FIELDS, Form


def connect(
    threads: int = 2, memory_limit: str | None = None, spill: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """A database in memory that fetches nothing from anywhere.

    What does not fit in memory goes to the folder `spill`; without one it is an error, so that
    events are written only where somebody meant them to be.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "autoinstall_known_extensions": False,
        "temp_directory": "" if spill is None else str(spill),
    }
    if memory_limit is not None:
        config["memory_limit"] = memory_limit
    return duckdb.connect(config=config)


class DuckDbEngine:
    """A policy over whole batches: every call of `values` begins with empty windows.

    `memory_limit` is DuckDB's, such as "4GB". Engines may share a `connection` from `connect`:
    opening one costs more than a small batch. Raises Unsupported.
    """

    def __init__(
        self,
        policy: Policy,
        resources: Resources,
        *,
        threads: int = 2,
        memory_limit: str | None = None,
        connection: duckdb.DuckDBPyConnection | None = None,
    ) -> None:
        refuse_gaps(policy, "DuckDB", GAPS)
        self.policy = policy
        self.resources = resources
        self.schema = values_schema(policy)
        self._programs: dict[Layout, Program] = {}
        database = connect(threads, memory_limit) if connection is None else connection
        self.connection = database.cursor()
        self._refuse_time_zone()
        self._register_lookups()

    def values(self, events: pa.Table) -> pa.Table:
        """One row per event, in order, in the columns of `contract.values_schema`.

        A column `stream` (integers) splits the batch into streams that do not see each other's
        events; rows of a stream then stand together. Raises InputError if rows are out of order.
        """
        layout, source = arrange(events, self.policy)
        with self._registered(SOURCE, source), self.outcome(layout) as (program, outcome):
            columns = ", ".join(program.columns)
            answer = self.connection.sql(f"SELECT {columns} FROM ({outcome}) ORDER BY _place")
            return self._named(answer.to_arrow_table())

    def decide(self, events: pa.Table) -> pa.Table:
        """One decision per event, in order, in `vocabulary.decision.SCHEMA`."""
        return decisions(self.policy, events, self.values(events))

    def history(self, paths: Sequence[Path], where: Expr | None = None) -> pa.Table:
        """The values of Parquet histories, as `values` gives them, with `id` in front.

        Rows are put in the order of (at, id), and none is late. `where`, a type-checked condition
        over fields, keeps a part of the history.
        """
        with (
            ordered_history(self.connection, self.policy, paths, where) as layout,
            self.outcome(layout) as (program, outcome),
        ):
            columns = ", ".join(["id", *program.columns])
            answer = self.connection.sql(f"SELECT {columns} FROM ({outcome}) ORDER BY _place")
            table = answer.to_arrow_table()
            return self._named(table.drop_columns(["id"])).add_column(0, "id", table["id"])

    @contextmanager
    def outcome(self, layout: Layout) -> Iterator[tuple[Program, str]]:
        """The program for a source of this layout, and SQL of its outcome."""
        program = self._programs.get(layout)
        if program is None:
            program = self._programs[layout] = compile_policy(self.policy, layout)
        if not program.models:
            yield program, program.outcome
            return
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {FEATURES} AS {program.features}")
        try:
            for question in program.models:
                self.connection.register(question.table, self._answers(question))
            yield program, program.outcome
        finally:
            for question in program.models:
                self.connection.unregister(question.table)
            self.connection.execute(f"DROP TABLE {FEATURES}")

    def _answers(self, question: Inputs) -> pa.Table:
        """The model's values at the places where it is asked."""
        asked = self.connection.sql(question.sql).to_arrow_table()
        inputs = [
            column.to_numpy(zero_copy_only=False).astype(np.float64) for column in asked.columns[1:]
        ]
        model = self.resources.models[question.model]
        values = model.predict(np.column_stack(inputs)) if asked.num_rows else np.empty(0)
        return pa.table(
            {"place": asked.column(0), "value": pa.array(values, pa.float64(), from_pandas=True)}
        )

    def _named(self, table: pa.Table) -> pa.Table:
        return table.rename_columns(self.schema.names).cast(self.schema)

    @contextmanager
    def _registered(self, name: str, table: pa.Table) -> Iterator[None]:
        self.connection.register(name, table)
        try:
            yield
        finally:
            self.connection.unregister(name)

    def _register_lookups(self) -> None:
        for name, listed in self.policy.lists.items():
            type_ = pa.int64() if listed.of == Form.PHONE else pa.string()
            entries = self.resources.lists[name].entries.cast(type_)
            self.connection.register(list_table(name).strip('"'), pa.table({"entry": entries}))
        for name, lexicon in self.policy.lexicons.items():
            phrases = sorted({*lexicon.phrases})
            table = pa.table(
                {
                    "head": pa.array([phrase[:2] for phrase in phrases], pa.string()),
                    "phrase": pa.array(phrases, pa.string()),
                }
            )
            self.connection.register(lexicon_table(name).strip('"'), table)

    def _refuse_time_zone(self) -> None:
        if not operations(self.policy) & {"hour", "weekday"}:
            return
        zone = self.policy.time_zone
        try:
            self.connection.sql(f"SELECT timezone({text(zone)}, make_timestamptz(0))").fetchall()
        except duckdb.Error:
            message = f"DuckDB does not know the time zone {zone}; use its main name, Area/City"
            raise Unsupported(message) from None


def arrange(events: pa.Table, policy: Policy) -> tuple[Layout, pa.Table]:
    """The layout of an ordered batch, and the batch with the columns that programs read."""
    as_of = events["as_of"].to_numpy()
    streams = "stream" in events.column_names
    begins = _begins(events["stream"].to_numpy()) if streams else np.zeros(1, np.int64)
    steps = np.diff(as_of)
    steps[begins[1:] - 1] = 1  # from one stream to the next anything goes
    if steps.size and steps.min() < 0:
        raise InputError("events must come in processing order: sort them by seq")
    late = bool(events["late"].to_numpy(zero_copy_only=False).any())
    plain = not late and (steps.size == 0 or int(steps.min()) > 0)
    events = events.append_column("_place", pa.array(np.arange(len(as_of))))
    if not plain:
        for over in lengths(policy):
            events = events.append_column(reach(over), pa.array(_reaches(as_of, begins, over)))
    present = frozenset(events.column_names) & {*FIELDS}
    return Layout(present, plain, streams), events


def _begins(stream: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Where each stream begins."""
    return np.concatenate(([0], np.flatnonzero(np.diff(stream)) + 1)).astype(np.int64)


def _reaches(
    as_of: npt.NDArray[np.int64], begins: npt.NDArray[np.int64], over: int
) -> npt.NDArray[np.int64]:
    """For each row, how many places before it the first event inside its window stands."""
    first = np.empty(len(as_of), np.int64)
    for begin, end in zip(begins, [*begins[1:], len(as_of)], strict=True):
        first[begin:end] = begin + starts(as_of[begin:end], over)
    return np.arange(len(as_of)) - first
