"""Names of sites, apps and senders of gangs: made of the same parts as honest ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wuzha.simulate.draws import Draws
from wuzha.simulate.furnish import package_name
from wuzha.simulate.setting import Setting
from wuzha.simulate.sheets import sheet

Data = Mapping[str, Any]

_ALIKE = (("l", "1"), ("o", "0"), ("i", "l"), ("m", "rn"), ("w", "vv"), ("e", "3"))
"""Letters and what a hurried reader takes for them."""


@dataclass
class Names:
    """Gives out names, each once and none that an honest site or app has."""

    parts: Data  # of the pack's `city/world.yaml`: site_names, package_names
    added: Sequence[str]
    known: Sequence[str]  # labels of the sites that people know
    taken: set[str]
    rng: Draws

    def host(self, likeness: float) -> str:
        """A host of invented words or, with that chance, one like a known site's."""
        while True:
            word = self._like() if self.rng.random() < likeness else self._invented()
            host = f"{word}.{self._one(self.parts['site_names']['ending'])}"
            if host not in self.taken:
                self.taken.add(host)
                return host

    def package(self) -> str:
        """The name of an app."""
        while True:
            package = package_name(self.rng, self.parts)
            if package not in self.taken:
                self.taken.add(package)
                return package

    def _invented(self) -> str:
        names = self.parts["site_names"]
        word = self._one(names["word"])
        tail = self._one(names["second"]) if not word else f"-{word}" if len(word) > 3 else word
        return f"{self._one(names['first'])}{self._one(names['second'])}{tail}{self._number(0.15)}"

    def _like(self) -> str:
        """A known name with letters swapped, doubled or exchanged, or with a word added."""
        known = self._one(self.known)
        way = int(self.rng.integers(5))
        place = int(self.rng.integers(1, len(known) - 1))
        if way == 0:
            return known[:place] + known[place] + known[place:]
        if way == 1 and "-" not in known[place - 1 : place + 2]:
            return known[: place - 1] + known[place] + known[place - 1] + known[place + 1 :]
        if way == 2:
            letter, other = _ALIKE[int(self.rng.integers(len(_ALIKE)))]
            return known.replace(letter, other, 1)
        word = self._one(self.added)
        return f"{known}-{word}" if way == 3 else f"{word}-{known}"

    def _number(self, chance: float) -> str:
        return str(self.rng.integers(1, 1000)) if self.rng.random() < chance else ""

    def _one(self, words: Sequence[str]) -> str:
        return words[int(self.rng.random() * len(words))]


def make_names(setting: Setting, rng: Draws) -> Names:
    """Names beside those of the city's world."""
    parts = sheet(setting.pack, "city/world.yaml")
    known = [label for labels in parts["known_sites"].values() for label in labels]
    pool, world = setting.pool, setting.world
    taken = {*pool.take(world.site).to_pylist(), *pool.take(world.package).to_pylist()}
    return Names(parts, parts["site_names"]["added"], known, taken, rng)


def pick(weights: Mapping[str, float], size: int, rng: Draws) -> list[str]:
    """So many of the words, each drawn with its weight."""
    words = list(weights)
    edges = np.cumsum(list(weights.values()))
    places = np.searchsorted(edges, rng.random(size) * edges[-1], side="right")
    return [words[place] for place in places]
