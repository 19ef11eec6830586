"""Columns of values that may be of several types, as NDJSON gives them."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

NESTED = pa.struct([("json", pa.string())])
"""How an object or an array inside a record is kept: no field takes one."""

_INT64 = range(-(2**63), 2**63)


def raw_column(values: list[Any]) -> pa.Array:
    """An array of what JSON can hold: of one Arrow type if the values are, else a dense union.

    Whole numbers beyond 64 bits come as text, so that no digit is lost.
    """
    kinds = set(map(type, values)) - {type(None)}
    if not kinds:
        return pa.nulls(len(values))
    if len(kinds) == 1:
        arrow = _ARROW.get(kinds.pop())
        if arrow is not None:
            try:
                return pa.array(values, arrow)
            except OverflowError:
                pass
    return _union([_storable(value) for value in values])


_ARROW: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
}


def _storable(value: Any) -> Any:
    if type(value) is int and value not in _INT64:
        return str(value)
    if isinstance(value, dict | list):
        return {"json": msgspec.json.encode(value).decode()}
    return value


def _union(values: list[Any]) -> pa.Array:
    arrows = {**_ARROW, dict: NESTED, type(None): pa.null()}
    groups: dict[type, list[Any]] = {}
    codes = np.empty(len(values), dtype=np.int8)
    offsets = np.empty(len(values), dtype=np.int32)
    order: dict[type, int] = {}
    for index, value in enumerate(values):
        kind = type(value)
        group = groups.setdefault(kind, [])
        codes[index] = order.setdefault(kind, len(order))
        offsets[index] = len(group)
        group.append(value)
    children = [pa.array(group, arrows[kind]) for kind, group in groups.items()]
    names = [kind.__name__ for kind in groups]
    return pa.UnionArray.from_dense(pa.array(codes), pa.array(offsets), children, names)
