"""Whom a fraud happens to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws
from wuzha.simulate.fraud.playbook import Playbook
from wuzha.simulate.people import AGE_BANDS, JOBS, People
from wuzha.simulate.plan import DAY

_TRIES = 12
_PRIOR = 90 * DAY
"""Lists of victims are sold on for about three months."""


class Victims:
    """Chooses residents one after the other, in the order of time, each in one case at a time."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._bands = people.age_band
        self._busy: dict[int, int] = {}  # resident: until when
        self._lost: list[tuple[int, int]] = []  # residents who paid, with the end of it
        self._ready: dict[tuple[str, int], tuple[NDArray[np.int64], NDArray[np.float64]]] = {}

    def choose(self, book: Playbook, band: int, paid: bool, at: int, rng: Draws) -> int | None:
        """A resident of the age band (or, if it has none fit, of another); None if there is none.

        Within a band the careless are met more often, and people of the playbook's groups.
        """
        resident = self._prior(at, rng) if book.prior else None
        for other in (band, *range(len(AGE_BANDS))):
            if resident is not None:
                break
            resident = self._drawn(book, other, at, rng)
        if resident is not None:
            end = at + book.span
            self._busy[resident] = end
            if paid:
                self._lost.append((resident, end))
        return resident

    def _drawn(self, book: Playbook, band: int, at: int, rng: Draws) -> int | None:
        rows, edges = self._weights(book, band)
        if not len(rows):
            return None
        for _ in range(_TRIES):
            row = int(np.searchsorted(edges, rng.random() * edges[-1], side="right"))
            resident = int(rows[row])
            if self._free(resident, at):
                return resident
        return None

    def _prior(self, at: int, rng: Draws) -> int | None:
        """One who lost money in an earlier case that is over."""
        for _ in range(_TRIES if self._lost else 0):
            resident, end = self._lost[int(rng.integers(len(self._lost)))]
            if at - _PRIOR <= end <= at and self._free(resident, at):
                return resident
        return None

    def _free(self, resident: int, at: int) -> bool:
        return self._busy.get(resident, at) <= at

    def _weights(self, book: Playbook, band: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        key = book.code, band
        if key not in self._ready:
            rows = np.flatnonzero(self._bands == band)
            weights = (1.02 - self._people.careful[rows]) ** 2
            for group, weight in book.groups.items():
                weights = np.where(self._in(group)[rows], weights * weight, weights)
            if book.only is not None:
                weights = np.where(self._in(book.only)[rows], weights, 0.0)
            some = weights > 0
            self._ready[key] = rows[some], np.cumsum(weights[some])
        return self._ready[key]

    def _in(self, group: str) -> NDArray[np.bool_]:
        if group == "abroad":
            return self._people.abroad
        if group == "single":
            return self._people.single
        found: NDArray[np.bool_] = self._people.job == JOBS.index(group)
        return found
