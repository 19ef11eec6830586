"""The memory of one window table: index, states, log, pair tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wuzha.backends.embedded.memory import HUGE, PAGE, Reserve
from wuzha.backends.embedded.plan import WindowTable
from wuzha.backends.embedded.shape import shape
from wuzha.backends.embedded.slots import GRAVES, HEAD, SPARE, TAILS, USED
from wuzha.backends.embedded.table import COUNT, HIGH, Table
from wuzha.backends.embedded.windows import BLOCK
from wuzha.vocabulary.errors import WuzhaError

_ROWS_PER_ENTRY = 3
"""A hash table grows by half when it is half full: to three rows for each entry."""
_SWEEP_SLOTS = 1 << 16


@dataclass(frozen=True)
class Capacity:
    """The most that one window table may hold; address space, not memory, is set aside for it."""

    events: int = 1 << 27
    keys: int = 1 << 27
    pairs: int = 1 << 28


class WindowState:
    """What one table remembers between batches; `arguments` are what its kernel takes."""

    def __init__(self, table: WindowTable, capacity: Capacity) -> None:
        made = shape(table)
        self.windows = len(table.windows)
        self.capacity = capacity
        self.index = Table(_ROWS_PER_ENTRY * capacity.keys)
        self.states = Reserve(capacity.keys, made.state_words)
        self.log = Reserve(capacity.events, made.log_words)
        self.spare = Reserve(capacity.keys, 1)
        self.pairs = [Table(_ROWS_PER_ENTRY * capacity.pairs) for _ in table.pairs]
        self.meta = np.zeros(TAILS + self.windows, np.int64)
        self._released = 0
        self._swept = 0
        pairs = (part for t in self.pairs for part in (t.rows, t.meta))
        self.arguments = (
            *(self.index.rows, self.index.meta, self.states.words, self.states.halves),
            *(self.log.words, self.log.floats, self.log.halves, self.spare.words),
            *(np.zeros((GRAVES, 2), np.int64), self.meta, np.zeros(BLOCK, np.int64)),
            np.zeros(BLOCK * max(1, len(self.pairs)), np.int64),
            *pairs,
        )

    @property
    def live_events(self) -> int:
        """Log rows between the tail of the longest window and the head."""
        return int(self.meta[HEAD] - self.meta[TAILS + self.windows - 1])

    @property
    def live_keys(self) -> int:
        return int(self.index.meta[COUNT])

    @property
    def bytes_in_use(self) -> int:
        """What the live rows and the tables around them take, pages not counted."""
        tables = sum(int(t.meta[HIGH]) * 16 for t in (self.index, *self.pairs))
        states = int(self.meta[USED]) * self.states.row_bytes + int(self.meta[SPARE]) * 8
        return tables + states + self.live_events * self.log.row_bytes

    def make_room(self, events: int) -> None:
        """Raises before a batch that might not fit, so that no event is half taken."""
        keys = int(self.meta[USED]) - int(self.meta[SPARE])
        pairs = max((int(t.meta[COUNT]) for t in self.pairs), default=0)
        fits = (
            self.live_events + events < self.capacity.events
            and keys + events < self.capacity.keys
            and (not self.pairs or pairs + events < self.capacity.pairs)
        )
        if not fits:
            raise WuzhaError(
                f"a window table holds {self.live_events:,} events and {keys:,} keys and has no "
                "room for more: shorten the longest window, or run more shards"
            )

    def give_back(self) -> None:
        """Returns memory that expired events no longer need; cheap, called after each batch."""
        self._release_log()
        self._sweep_states()
        for table in (self.index, *self.pairs):
            table.trim()

    def _release_log(self) -> None:
        """Gives back large pages of the log that all tails have passed."""
        tail = int(self.meta[TAILS + self.windows - 1])
        rows = HUGE // self.log.row_bytes
        if tail - self._released < 2 * rows:
            return
        ring = self.capacity.events
        # Rows that the head has come round to are in use again.
        start = max(self._released, int(self.meta[HEAD]) - ring)
        first, end = start % ring, tail % ring
        if first < end:
            self.log.release(first, end)
        else:
            self.log.release(first, ring)
            self.log.release(0, end)
        # The page where the tail stands may begin behind it: it goes with the next ones.
        self._released = max(tail - rows, 0)

    def _sweep_states(self) -> None:
        """Gives back pages of states that hold free slots only, a stripe at a time."""
        used, spare = int(self.meta[USED]), int(self.meta[SPARE])
        if used < _SWEEP_SLOTS or spare * 4 < used:
            return
        per_page = max(1, PAGE // self.states.row_bytes)
        start = self._swept if self._swept < used else 0
        end = min(start + _SWEEP_SLOTS, used // per_page * per_page)
        self._swept = end if end < used // per_page * per_page else 0
        if end <= start:
            return
        width = self.states.row_bytes // 8
        first_words = self.states.words[start * width : end * width : width]
        free = (first_words == 0).reshape(-1, per_page).all(axis=1)
        edges = np.flatnonzero(np.diff(np.concatenate(([0], free.view(np.int8), [0]))))
        for first, last in zip(edges[::2], edges[1::2], strict=True):
            rows = (start + int(first) * per_page, start + int(last) * per_page)
            self.states.release(*rows, page=PAGE)
