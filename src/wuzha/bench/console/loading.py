"""Loading: columns into tables past the actions, as fast as the database can.

Indexes are taken away before and made anew after, word for word as the migrations made them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
from django.core.management.color import no_style
from django.db import connection, models

Columns = Mapping[str, Any]
"""By field name: an array of values or one value for all rows."""


def load(model: type[models.Model], rows: int, columns: Columns) -> None:
    """Adds rows. Fields that are not named get their default, or null."""
    table = pa.table(
        {
            field.column: _column(columns.get(field.attname, field.get_default()), rows)
            for field in model._meta.concrete_fields
        }
    )
    if connection.vendor == "postgresql":
        _copy(model._meta.db_table, table)
    else:
        _insert(model._meta.db_table, table)


def _column(values: Any, rows: int) -> pa.Array:
    if isinstance(values, pa.Array | np.ndarray | list):
        return pa.array(values) if not isinstance(values, pa.Array) else values
    if isinstance(values, dict):
        values = "{}"
    if values is None:
        return pa.nulls(rows, pa.string())
    return pa.array([values]).take(pa.array(np.zeros(rows, np.int64)))


def _copy(name: str, table: pa.Table) -> None:
    """COPY of a CSV: an empty field is null, a quoted one is text."""
    plain = [
        _hex(column) if pa.types.is_binary(column.type) else column
        for column in table.itercolumns()
    ]
    body = BytesIO()
    csv.write_csv(
        pa.table(plain, names=table.column_names),
        body,
        csv.WriteOptions(include_header=False, quoting_style="needed"),
    )
    names = ", ".join(f'"{column}"' for column in table.column_names)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no checks of foreign keys
        with cursor.copy(f'COPY "{name}" ({names}) FROM STDIN (FORMAT csv)') as copy:
            copy.write(body.getbuffer())
        cursor.execute("SET session_replication_role = DEFAULT")


def _hex(column: pa.ChunkedArray) -> pa.Array:
    return pa.array([None if one is None else "\\x" + one.hex() for one in column.to_pylist()])


def _insert(name: str, table: pa.Table) -> None:
    names = ", ".join(f'"{column}"' for column in table.column_names)
    marks = ", ".join("?" * table.num_columns)
    rows = zip(*(column.to_pylist() for column in table.itercolumns()), strict=True)
    connection.ensure_connection()
    raw = connection.connection  # Django's cursor would build each statement anew
    raw.executemany(f'INSERT INTO "{name}" ({names}) VALUES ({marks})', rows)
    raw.commit()


@contextmanager
def without_indexes(tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Primary keys stay; every other index and unique constraint of these tables is made anew at
    the end, and PostgreSQL's planner and visibility map are told, as its autovacuum would."""
    names = [model._meta.db_table for model in tables]
    take, give = _statements(names)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = OFF")
        for statement in take:
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in give:
            cursor.execute(statement)
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute(f"VACUUM (ANALYZE) {', '.join(names)}")
        else:
            cursor.execute("PRAGMA foreign_keys = ON")


def _statements(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """What takes the indexes away, and what brings them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
                f" AND tbl_name IN ({', '.join(['%s'] * len(names))})",
                list(names),
            )
            found = cursor.fetchall()
            return [f'DROP INDEX "{name}"' for name, _ in found], [sql for _, sql in found]
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE contype = 'u' AND conrelid = ANY(%s::regclass[])",
            [list(names)],
        )
        unique = cursor.fetchall()
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE NOT indisprimary AND indrelid = ANY(%s::regclass[])"
            " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)",
            [list(names)],
        )
        plain = cursor.fetchall()
    take = [f'ALTER TABLE {table} DROP CONSTRAINT "{name}"' for table, name, _ in unique]
    give = [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {text}' for table, name, text in unique]
    take += [f"DROP INDEX {name}" for name, _ in plain]
    return take, [*(text for _, text in plain), *give]
