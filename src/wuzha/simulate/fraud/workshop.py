"""What the makers of lines, senders, sites and accounts of gangs work with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws, weighted
from wuzha.simulate.fraud.identifiers import Identifiers, among
from wuzha.simulate.fraud.ledger import Ledger
from wuzha.simulate.fraud.roster import Roster
from wuzha.simulate.fraud.rota import Rota, make_rota
from wuzha.simulate.plan import HOUR
from wuzha.simulate.pool import Codes
from wuzha.simulate.setting import Setting

Data = Mapping[str, Any]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Workshop:
    """What the makers of infrastructure work with."""

    setting: Setting
    data: Data
    roster: Roster
    identifiers: Identifiers
    ledger: Ledger
    cell: Codes  # all that there are
    honest_abroad: Whole  # numbers abroad of people who are no fraudsters, sorted
    rng: Draws

    def rota(self, thing: str, first: int, span: tuple[int, int], pace: float = 1.0) -> Rota:
        """A new rota of a kind of thing, `pace` times as fast as the pack says."""
        turn = self.data["turns"][thing]
        every = turn["every_hours"] * HOUR / pace
        return make_rota(self.rng, first, span, every, turn["width"])

    def words(self, weights: Mapping[str, float], size: int) -> Codes:
        """So many codes of words, each drawn with its weight."""
        codes = self.setting.pool.codes(list(weights))
        return codes[weighted(self.rng, np.array(list(weights.values()), np.float64), size)]

    def cells(self, size: int) -> Codes:
        """Cells of the city and around it."""
        return self.rng.choice(self.cell, size)

    def abroad(self, size: int) -> tuple[Whole, Codes]:
        """Numbers abroad that no honest person of the city has, and their countries."""
        series = self.series
        prefix = np.array([int(row["prefix"]) for row in series])
        room = np.array([10 ** row["digits"] for row in series])
        weights = np.array([row["weight"] for row in series], np.float64)
        phone, which = np.empty(0, np.int64), np.empty(0, np.int64)
        while len(phone) < size:
            rows = weighted(self.rng, weights, size)
            fresh = prefix[rows] * room[rows] + (self.rng.random(size) * room[rows]).astype(int)
            free = ~among(fresh, self.honest_abroad)
            phone, which = np.append(phone, fresh[free]), np.append(which, rows[free])
        countries = self.setting.pool.codes([row["country"] for row in series])
        return phone[:size], countries[which[:size]]

    @property
    def series(self) -> list[Data]:
        found: list[Data] = self.data["numbers_abroad"]
        return found
