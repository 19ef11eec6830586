"""Invented names: drawn from the pack's family and given names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np


class Names:
    """Draws names; the same generator gives the same ones."""

    def __init__(self, directory: Mapping[str, Any], chance: np.random.Generator) -> None:
        self._family, self._given = directory["family"], directory["given"]
        weights = np.array([row[2] for row in self._family], np.float64)
        self._shares = weights / weights.sum()
        self._chance = chance

    def draw(self, count: int) -> list[tuple[str, str]]:
        """`count` names, each in Chinese and in letters."""
        family = self._chance.choice(len(self._family), count, p=self._shares)
        given = self._chance.integers(0, len(self._given), count)
        return [
            (
                self._family[f][0] + self._given[g][0],
                f"{self._family[f][1]} {self._given[g][1]}",
            )
            for f, g in zip(family, given, strict=True)
        ]
