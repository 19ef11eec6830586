"""Who had what role: the rows of `truth.ROLES`, written by all who make things for gangs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wuzha.simulate.pool import Codes, Pool
from wuzha.simulate.truth import ROLES as SCHEMA

ROLES = (
    "organiser",
    "headhunter",
    "caller",
    "card_farmer",
    "card_trader",
    "simbox_operator",
    "traffic_seller",
    "sms_sender",
    "developer",
    "water_house",
    "mule",
    "driver",
    "guide",
    "spoofed",
)
"""Roles of people and of what they use; `spoofed` are numbers and senders of honest people."""

Whole = NDArray[np.int64]


class Ledger:
    """Collects identifiers with their roles: phones as numbers, all else as codes of the pool."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._parts: list[tuple[NDArray[Any], dict[str, Any]]] = []

    def write(
        self,
        identifier: Codes | Whole,
        form: str,
        role: str,
        gangs: Sequence[int],
        span: tuple[Whole | int, Whole | int],
        level: Whole | int = 0,
    ) -> None:
        """Identifiers of one form and role, one row for each of the gangs that use them."""
        if not len(identifier):
            return
        for gang in gangs:
            rest = {"role": role, "level": level, "gang": gang, "shared": len(gangs) > 1}
            rest |= {"form": form, "from": span[0], "to": span[1]}
            self._parts.append((identifier, rest))

    def table(self) -> pa.Table:
        """All of it, in `truth.ROLES`, in the order in which it was written."""
        codes = [part for part, rest in self._parts if rest["form"] != "phone"]
        texts = self._pool.take(np.concatenate(codes).astype(np.int32))
        identifiers, start = [], 0
        for part, rest in self._parts:
            phones = rest["form"] == "phone"
            identifiers.append(
                pa.array(part).cast(pa.string()) if phones else texts.slice(start, len(part))
            )
            start += 0 if phones else len(part)
        columns = {"identifier": pa.chunked_array(identifiers)}
        for field in SCHEMA:
            if field.name != "identifier":
                columns[field.name] = pa.chunked_array(
                    [_full(rest[field.name], len(part), field.type) for part, rest in self._parts]
                )
        return pa.table(columns, schema=SCHEMA).combine_chunks()


def _full(value: Any, size: int, type_: pa.DataType) -> pa.Array:
    """A column of one value or of those given."""
    if isinstance(value, np.ndarray):
        return pa.array(value).cast(type_)
    return pa.repeat(pa.scalar(value, type_), size)
