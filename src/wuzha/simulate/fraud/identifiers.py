"""New identifiers that look exactly like those of honest people."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wuzha.simulate.callers import first_device
from wuzha.simulate.draws import Draws
from wuzha.simulate.pool import Codes
from wuzha.simulate.populate import scattered
from wuzha.simulate.setting import Setting

Whole = NDArray[np.int64]

_STOCK = 4096
"""So many numbers are drawn at once."""

_BLOCK = 10**8
"""Phones at home have eight digits after the series."""


@dataclass
class Shape:
    """Texts of one head and `width` digits; `known` (sorted) are the numbers of honest people.

    New numbers lie in the same block of a power of ten, among the known ones: neither prefix nor
    place nor order tells who is who.
    """

    head: str
    width: int
    known: Whole
    given: Whole = field(default_factory=lambda: np.empty(0, np.int64))
    _reserve: Whole = field(default_factory=lambda: np.empty(0, np.int64))

    def draw(self, count: int, rng: Draws) -> Whole:
        """So many numbers that nobody has yet."""
        if len(self._reserve) < count:
            fresh = self._fresh(max(count, _STOCK, len(self.given)), rng)
            self._reserve = np.concatenate([self._reserve, fresh])
        drawn, self._reserve = self._reserve[:count], self._reserve[count:]
        return drawn

    def _fresh(self, count: int, rng: Draws) -> Whole:
        places = _places(int(self.known[0]), int(self.known[-1]))
        while places < self.width and 2 * (len(self.known) + len(self.given) + count) > 10**places:
            places += 1
        low = int(self.known[0]) // 10**places * 10**places
        found = np.empty(0, np.int64)
        while len(found) < count:
            fresh = low + rng.integers(0, 10**places, 2 * count)
            taken = among(fresh, self.known) | among(fresh, self.given)
            found = _different(np.append(found, fresh[~taken]))
        self.given = np.sort(np.append(self.given, found[:count]))
        return found[:count]


def _places(low: int, high: int) -> int:
    """How many of the last digits differ."""
    places = 1
    while low // 10**places != high // 10**places:
        places += 1
    return places


def _different(values: Whole) -> Whole:
    """Each value once, where it stood first."""
    order = np.argsort(values, kind="stable")
    again = np.zeros(len(values), np.bool_)
    again[order[1:]] = np.diff(values[order]) == 0
    return values[~again]


def among(values: Whole, known: Whole) -> NDArray[np.bool_]:
    """Which of the values are known; `known` is sorted."""
    if not len(known):
        return np.zeros(len(values), np.bool_)
    place = np.minimum(np.searchsorted(known, values), len(known) - 1)
    found: NDArray[np.bool_] = known[place] == values
    return found


class Identifiers:
    """Numbers, accounts, devices and tokens of people from elsewhere, each given out once."""

    def __init__(self, setting: Setting, rng: Draws) -> None:
        people, world = setting.people, setting.world
        self._pool, self._rng = setting.pool, rng
        self._account = self._shape(world.stranger, people.account, people.savings)
        self._company = self._shape(world.company, world.employer)
        self._token = self._shape(world.stranger_token)
        handsets = np.arange(first_device(setting, "others"))
        self._device = Shape("d-", 9, np.sort(scattered(handsets, 9, setting.plan.seed, "d-")))
        mobile = int(world.stranger_phone[0]) // _BLOCK
        known = np.concatenate([world.stranger_phone, world.courier_phone, world.center_phone])
        series = known // _BLOCK
        self._mobile = Shape("", 13, np.sort(known[series == mobile]))
        offices = np.isin(series, (mobile, int(people.phone[0]) // _BLOCK), invert=True)
        self._landline = Shape("", 13, np.sort(known[offices]))

    def accounts(self, count: int) -> Codes:
        """Personal accounts."""
        return self._texts(self._account, count)

    def companies(self, count: int) -> Codes:
        """Accounts of companies."""
        return self._texts(self._company, count)

    def tokens(self, count: int) -> Codes:
        """Tokens of people from elsewhere."""
        return self._texts(self._token, count)

    def devices(self, count: int) -> Codes:
        """Handsets."""
        return self._texts(self._device, count)

    def mobiles(self, count: int) -> Whole:
        """Mobile numbers at home of people who are no residents."""
        return self._mobile.draw(count, self._rng)

    def landlines(self, count: int) -> Whole:
        """Landline numbers at home."""
        return self._landline.draw(count, self._rng)

    def _texts(self, shape: Shape, count: int) -> Codes:
        return self._pool.numbered(shape.head, shape.draw(count, self._rng), shape.width)

    def _shape(self, *known: Codes) -> Shape:
        texts = pa.concat_arrays([self._pool.take(codes) for codes in known])
        first = str(texts[0])
        head = first.rstrip("0123456789") or first[:4]
        tails = pc.utf8_slice_codeunits(texts, len(head)).cast(pa.int64())
        return Shape(head, len(first) - len(head), np.sort(tails.to_numpy()))
