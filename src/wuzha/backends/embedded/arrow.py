"""Arrow columns as they lie in memory."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def one_piece(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """A column as one array."""
    if isinstance(column, pa.ChunkedArray):
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return column


def cells(values: pa.Array, dtype: type) -> NDArray[np.generic]:
    """The values; what stands under nulls is undefined."""
    start = values.offset
    return np.frombuffer(values.buffers()[1], dtype)[start : start + len(values)]


def bits(bitmap: pa.Buffer, values: pa.Array) -> NDArray[np.uint8]:
    """A bitmap of an array (its nulls, or booleans) as zeros and ones."""
    first = values.offset % 8
    packed = np.frombuffer(bitmap, np.uint8)[values.offset // 8 :]
    return np.unpackbits(packed, count=first + len(values), bitorder="little")[first:]


def nulls(values: pa.Array) -> NDArray[np.bool_]:
    """Which values are null."""
    found: NDArray[np.bool_] = bits(values.buffers()[0], values) == 0
    return found
