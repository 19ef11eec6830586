"""A chain of SELECTs, each adding columns to the one before."""

from __future__ import annotations

from collections.abc import Mapping


class Sheet:
    """Builds `WITH s0 AS (...), s1 AS (...) ...`; `last` names the newest relation."""

    def __init__(self, source: str) -> None:
        self.last = source
        self.steps: list[str] = []

    def select(self, what: str, tail: str = "") -> None:
        """The next relation: `what` from the last one; `tail` is its WINDOW clause."""
        name = f"_s{len(self.steps)}"
        self.steps.append(f"{name} AS (SELECT {what} FROM {self.last} {tail})")
        self.last = name

    def add(self, columns: Mapping[str, str], tail: str = "") -> None:
        """All columns so far and new ones, from name to SQL."""
        if columns:
            new = (f"{sql} AS {name}" for name, sql in columns.items())
            self.select(", ".join(["*", *new]), tail)

    def query(self) -> str:
        """SQL whose result is the last relation."""
        return f"WITH {', '.join(self.steps)} SELECT * FROM {self.last}"


class Columns:
    """Numbered columns, one for each different SQL text."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.names: dict[str, str] = {}

    def name(self, sql: str) -> str:
        """The column that holds this SQL, made when it is first asked for."""
        return self.names.setdefault(sql, f"{self.prefix}{len(self.names)}")

    def by_name(self) -> dict[str, str]:
        return {name: sql for sql, name in self.names.items()}
