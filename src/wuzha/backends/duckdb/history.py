"""Parquet histories as a source: in order, with places, and with reaches if instants repeat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from wuzha.backends.duckdb.compile import SOURCE, Layout, lengths, used_fields
from wuzha.backends.duckdb.expressions import SQL_TYPES, Renderer, identifier, text
from wuzha.backends.duckdb.windows import reach, starts
from wuzha.policy.tree import Expr, Policy
from wuzha.policy.uses import names
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.event import FIELDS, REQUIRED

ORDERED = "_ordered"
INSTANTS = "_instants"


@contextmanager
def ordered_history(
    connection: duckdb.DuckDBPyConnection,
    policy: Policy,
    paths: Sequence[Path],
    where: Expr | None,
) -> Iterator[Layout]:
    """Makes SOURCE from what the intake wrote: event columns in normal form, ids unique.

    A history is complete, so nothing in it is late. Raises InputError.
    """
    files = (
        "read_parquet([" + ", ".join(text(str(path)) for path in paths) + "], union_by_name = true)"
    )
    present = _columns(connection, files)
    if where is not None:
        _need(present, sorted({name.name for name in names(where)}))
    fields = [name for name in used_fields(policy) if name in present]
    columns = ", ".join(
        f"CAST({identifier(name)} AS {SQL_TYPES[FIELDS[name].type]}) AS {identifier(name)}"
        for name in fields
    )
    condition = "TRUE" if where is None else Renderer(policy.time_zone, {}).sql(where)
    ordered = (
        f'SELECT {columns}, CAST("at" AS BIGINT) AS as_of, FALSE AS late,'
        f' row_number() OVER (ORDER BY "at", id) - 1 AS _place FROM {files} WHERE {condition}'
    )
    try:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {ORDERED} AS {ordered}")
    except duckdb.ConversionException as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"a column of this history has the wrong type: {reason}") from None
    try:
        plain = _instants_differ(connection)
        if plain:
            connection.execute(f"CREATE OR REPLACE TEMP VIEW {SOURCE} AS FROM {ORDERED}")
        else:
            _add_reaches(connection, lengths(policy))
        yield Layout(frozenset(fields), plain)
    finally:
        connection.execute(f"DROP VIEW IF EXISTS {SOURCE}")
        connection.unregister(INSTANTS)
        connection.execute(f"DROP TABLE {ORDERED}")


def _columns(connection: duckdb.DuckDBPyConnection, files: str) -> list[str]:
    """The fields that the history has."""
    try:
        found = connection.sql(f"SELECT * FROM {files} LIMIT 0").columns
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"this history cannot be read as Parquet: {reason}") from None
    _need(found, REQUIRED)
    return [name for name in found if name in FIELDS]


def _need(present: Sequence[str], wanted: Sequence[str]) -> None:
    missing = [name for name in wanted if name not in present]
    if missing:
        raise InputError(f"this history lacks the columns {', '.join(missing)}")


def _instants_differ(connection: duckdb.DuckDBPyConnection) -> bool:
    query = f"SELECT count(*) = count(DISTINCT as_of) FROM {ORDERED}"
    row = connection.execute(query).fetchone()
    assert row is not None
    return bool(row[0])


def _add_reaches(connection: duckdb.DuckDBPyConnection, overs: Sequence[int]) -> None:
    """SOURCE with reaches: windows begin at an instant, so they are found instant by instant."""
    query = f"SELECT as_of, min(_place) AS place FROM {ORDERED} GROUP BY as_of ORDER BY as_of"
    found = connection.execute(query).fetchnumpy()
    instants, places = found["as_of"], found["place"]
    columns = {_start(over): places[starts(instants, over)] for over in overs}
    connection.register(INSTANTS, pa.table({"as_of": instants, **columns}))
    reaches = "".join(f", _place - {_start(over)} AS {reach(over)}" for over in overs)
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {SOURCE} AS"
        f" SELECT {ORDERED}.*{reaches} FROM {ORDERED} JOIN {INSTANTS} USING (as_of)"
    )


def _start(over: int) -> str:
    return f"_start_{over}"
