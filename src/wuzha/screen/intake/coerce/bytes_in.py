"""Which texts consist of given bytes only, at a nanosecond or so per byte."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wuzha.screen.intake.coerce.faults import Bools


def table(characters: str) -> Bools:
    """A table of the bytes that these ASCII characters are."""
    found = np.zeros(256, dtype=np.bool_)
    found[list(characters.encode("ascii"))] = True
    return found


def lengths(texts: pa.StringArray) -> npt.NDArray[np.int32]:
    """Bytes per text; what null rows give is undefined."""
    return np.diff(offsets(texts))


def consists_of(texts: pa.StringArray, allowed: Bools) -> Bools:
    """Per text whether all its bytes are allowed; true for the empty text."""
    places = offsets(texts)
    first, end = int(places[0]), int(places[-1])
    if first == end:
        return np.ones(len(texts), dtype=np.bool_)
    data = np.frombuffer(texts.buffers()[2], dtype=np.uint8)[first:end]
    fits = allowed[data]
    if fits.all():
        return np.ones(len(texts), dtype=np.bool_)
    bad_before = np.concatenate(([0], np.cumsum(~fits, dtype=np.int32)))
    at = places - first
    return np.asarray(bad_before[at[1:]] == bad_before[at[:-1]])


def offsets(texts: pa.StringArray) -> npt.NDArray[np.int32]:
    """Where each text begins in the data buffer, and where the last ends."""
    buffer = texts.buffers()[1]
    if buffer is None or len(texts) == 0:
        return np.zeros(len(texts) + 1, dtype=np.int32)
    end = texts.offset + len(texts) + 1
    return np.frombuffer(buffer, dtype=np.int32, count=end)[texts.offset :]
