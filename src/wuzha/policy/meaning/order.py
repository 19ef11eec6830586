"""Events in order: which event is late, and when each one is processed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]


def order(arrivals: Sequence[Mapping[str, Any]], lateness: int) -> list[Row]:
    """The events in processing order, each with `seq` (from 0), `as_of` and `late`.

    `arrivals` are events by field name in the order in which they arrived, their ids unique;
    `lateness` is in microseconds.
    """
    placed: list[tuple[tuple[int, int, bytes, int], Row]] = []
    latest: int | None = None
    for arrival, event in enumerate(arrivals):
        at = event["at"]
        watermark = at if latest is None else latest - lateness
        late = at < watermark
        as_of = watermark if late else at
        # A late event stands before all others of its instant, in order of arrival.
        name: bytes = b"" if late else event["id"].encode()
        placed.append(((as_of, not late, name, arrival), {**event, "as_of": as_of, "late": late}))
        latest = at if latest is None else max(latest, at)
    placed.sort(key=lambda pair: pair[0])
    return [{**row, "seq": seq} for seq, (_, row) in enumerate(placed)]
