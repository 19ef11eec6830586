"""Rows of a table as JSON: the bytes of a record that came in columns."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

import msgspec
import pyarrow as pa

# What Arrow raises for a file that is not as it should be; names in it may not be UTF-8.
DAMAGE = (pa.ArrowException, OSError, UnicodeDecodeError)


class RowsAsJson:
    """`rows(i)` is row i as one JSON object, nulls left out, so that NDJSON readers take it.

    The table is asked for when the first row is.
    """

    def __init__(self, table: Callable[[], pa.Table]) -> None:
        self._ask = table

    @cached_property
    def _table(self) -> pa.Table:
        return self._ask()

    def __call__(self, index: int) -> bytes:
        row = {}
        for name, column in zip(self._table.column_names, self._table.columns, strict=True):
            value = _value(column, index)
            if value is not None:
                row[name] = value
        return msgspec.json.encode(row)


def _value(column: pa.ChunkedArray, index: int) -> Any:
    scalar = column[index]
    try:
        return _storable(scalar.as_py())
    except UnicodeDecodeError:
        return _storable(scalar.cast(pa.binary()).as_py())
    except (ValueError, OverflowError, KeyError, pa.ArrowException):
        # A timestamp beyond what Python's datetime holds, or in no known time zone.
        return str(getattr(scalar, "value", None))


def _storable(value: Any) -> Any:
    """What JSON can hold, nothing rounded: a float that JSON has no word for becomes text."""
    if isinstance(value, float):
        return value if abs(value) < float("inf") else str(value)
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return value.isoformat() if value.tzinfo else value.isoformat() + "Z"
    if isinstance(value, date | time | timedelta | Decimal):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _storable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(part) for part in value]
    return value if isinstance(value, str | int | bool | None) else str(value)
