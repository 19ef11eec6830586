"""What the acts of an affair work with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.book import Book
from wuzha.simulate.callers import Callers
from wuzha.simulate.draws import Draws
from wuzha.simulate.firms import Firms
from wuzha.simulate.pages import Pages
from wuzha.simulate.pool import Codes
from wuzha.simulate.senders import Senders
from wuzha.simulate.setting import Setting
from wuzha.simulate.strip import Column, Strip
from wuzha.simulate.twins.affairs import Affairs
from wuzha.simulate.twins.kind import Range, Sheet, Step, Weights
from wuzha.simulate.twins.times import Rows, unfold
from wuzha.vocabulary import event

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Known:
    """What affairs share with ordinary life."""

    callers: Callers
    pages: Pages
    firms: Firms
    senders: Senders


@dataclass(frozen=True)
class Scene:
    """The affairs of one kind, and where their events are written."""

    setting: Setting
    sheet: Sheet
    known: Known
    affairs: Affairs
    hours: str
    book: Book
    rng: Draws

    def rows(self, act: Step) -> Rows:
        """When an act happens, in all affairs; moves their clocks on."""
        window: Range = self.sheet.hours[act.hours or self.hours]
        return unfold(self.rng, act, self.affairs.clock, window, self.setting.plan.start)

    def people(self, column: NDArray[np.generic], rows: Rows) -> NDArray[np.generic]:
        """A column of the residents, for whose affair each row is."""
        return column[self.affairs.row[rows.of]]

    def words(self, weights: Weights, size: int) -> Codes:
        """Codes of words drawn by weight."""
        codes = self.setting.pool.codes(list(weights))
        shares = np.array(list(weights.values()), np.float64)
        edges = np.cumsum(shares)
        drawn = np.searchsorted(edges, self.rng.random(size) * edges[-1], side="right")
        found: Codes = codes[drawn]
        return found

    def word(self, text: str | None) -> int:
        """The code of one word; NONE of no word."""
        return -1 if text is None else self.setting.pool.code(text)

    def write(self, kind: event.Kind, rows: Rows, columns: Mapping[str, Column]) -> None:
        """Writes the events that lie in the time of the city."""
        affairs, plan = self.affairs, self.setting.plan
        np.minimum.at(affairs.begin, rows.of, rows.at)
        np.maximum.at(affairs.last, rows.of, rows.at)
        seen = np.flatnonzero((rows.at >= plan.start) & (rows.at < plan.end))
        some = {
            name: column[seen] if isinstance(column, np.ndarray) else column
            for name, column in columns.items()
        }
        self.book.add(Strip(kind, rows.at[seen], some, twin=affairs.number[rows.of[seen]]))
