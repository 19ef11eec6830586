"""The stream: a city's events in the order of time, without those that did not happen after all."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wuzha.simulate.strip import NOBODY, Day
from wuzha.vocabulary.clock import Instant

BATCH_ROWS = 16_384


class Stream:
    """Gives the days of a city bit by bit; the day after is being drawn meanwhile.

    `stops` has an instant per episode: its later events are left out.
    """

    def __init__(self, days: Iterator[Day], stops: NDArray[np.int64]) -> None:
        self._days, self._stops = days, stops
        self._drawing = ThreadPoolExecutor(1)
        self._next: Future[Day | None] = self._drawing.submit(next, days, None)
        self._day: Day | None = None
        self._at: NDArray[np.int64] = np.empty(0, np.int64)
        self._row = 0
        self.ended = False

    def until(self, at: Instant) -> Iterator[tuple[pa.Table, pa.Table]]:
        """The events up to `at` that were not given yet, with their origins, in batches."""
        while not self.ended:
            end = int(np.searchsorted(self._at, at, side="right"))
            while self._row < end:
                start, self._row = self._row, min(self._row + BATCH_ROWS, end)
                yield self._some(start, self._row)
            if end < len(self._at) or not self._turn():
                return

    def close(self) -> None:
        self._drawing.shutdown(cancel_futures=True)

    def _turn(self) -> bool:
        """Goes to the next day; false if there is none."""
        self._day = self._next.result()
        self.ended = self._day is None
        if self._day is not None:
            self._next = self._drawing.submit(next, self._days, None)
            self._at = self._day.events["at"].to_numpy()
            self._row = 0
        return not self.ended

    def _some(self, start: int, end: int) -> tuple[pa.Table, pa.Table]:
        assert self._day is not None
        events = self._day.events.slice(start, end - start)
        origins = self._day.origins.slice(start, end - start)
        episode = origins["episode"].to_numpy()
        gone = (episode != NOBODY) & (self._at[start:end] > self._stops[episode])
        if not gone.any():
            return events, origins
        keep = pa.array(~gone)
        return events.filter(keep), origins.filter(keep)


def blasted(events: pa.Table, origins: pa.Table) -> list[str]:
    """The persons whom a fraudulent campaign reached in a batch."""
    mine = pc.and_(pc.not_equal(origins["campaign"], NOBODY), pc.is_valid(events["person"]))
    found: list[str] = events["person"].filter(mine).unique().to_pylist()
    return found
