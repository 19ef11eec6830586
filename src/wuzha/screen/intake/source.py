"""Where a field's values come from, and how they are written there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Scalar = bool | int | float | str


@dataclass(frozen=True)
class TimeFormat:
    """How instants are written.

    `pattern` is a `strptime` pattern, None for ISO 8601. With `numeric` texts are numbers too:
    counts of `unit` microseconds since `start` (microseconds since 1970 UTC). `zone` is an
    IANA name for what has no zone of its own.
    """

    pattern: str | None = None
    numeric: bool = False
    zone: str | None = None
    start: int = 0
    unit: int = 1


@dataclass(frozen=True)
class FieldSource:
    """One of: a `column`, a constant `value`, or the number of the `row`.

    - `row`: for `id` a prefix before the row number, `{file}` in it being the file's name
      without suffixes; for `at` any text, with `time.start` and `time.unit` per row.
    - `values`: what each text of the column stands for.
    - `major`: the currency of an amount in major units, None for minor units.
    - `dialled`: a phone in an integer column is as dialled, not E.164.
    """

    column: str | None = None
    value: Scalar | None = None
    row: str | None = None
    values: Mapping[str, Scalar] | None = None
    time: TimeFormat = field(default_factory=TimeFormat)
    major: str | None = None
    dialled: bool = False
