"""What networks tell about callers: cell, handset, the country they call from.

One truth for ordinary life, twins and frauds: where an operator tells does not depend on what the
call is for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws
from wuzha.simulate.furnish import cells
from wuzha.simulate.pool import NONE, Codes
from wuzha.simulate.populate import devices
from wuzha.simulate.setting import Setting
from wuzha.simulate.sheets import sheet

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

LIFE, WORLD = "city/life.yaml", "city/world.yaml"
HANDSETS_OF_CENTER = 4


@dataclass(frozen=True)
class Callers:
    """By resident, stranger, courier, call centre; NONE where the operator does not tell."""

    home: Codes  # cell at home
    work: Codes  # cell at work
    device: Codes
    second: Codes  # a second device, or the own one; told to banks and sites, not to networks
    stranger_cell: Codes
    stranger_device: Codes
    courier_cell: Codes
    courier_device: Codes
    center_cell: Codes
    center_device: NDArray[np.int32]  # (n, HANDSETS_OF_CENTER), shared by those who work there
    country: Codes  # where a resident abroad lives, NONE at home
    overseas_country: Codes  # of each number abroad
    _phones: Whole  # of strangers, couriers, centres, sorted
    _cell: Codes
    _device: Codes

    def others(self, phone: Whole) -> tuple[Codes, Codes]:
        """Cell and handset of people who are no residents, by their numbers."""
        place = np.minimum(np.searchsorted(self._phones, phone), len(self._phones) - 1)
        known = self._phones[place] == phone
        return (
            np.where(known, self._cell[place], NONE).astype(np.int32),
            np.where(known, self._device[place], NONE).astype(np.int32),
        )

    def resident(self, rng: Draws, rows: NDArray[Any]) -> tuple[Codes, Codes]:
        """Cell and handset of residents who call, from home or from elsewhere."""
        away = rng.random(len(rows), np.float32) < 0.4
        return np.where(away, self.work[rows], self.home[rows]), self.device[rows]


def first_device(setting: Setting, of: str) -> int:
    """The number of the first handset of `centers`, `couriers`, of `second` ones, of `others`.

    Before them come those of residents and of strangers.
    """
    people, world = len(setting.people), setting.world
    sizes = {
        "centers": HANDSETS_OF_CENTER * len(world.center_phone),
        "couriers": len(world.courier_phone),
        "second": people,
        "others": 0,
    }
    names = list(sizes)
    return people + len(world.stranger) + sum(sizes[name] for name in names[: names.index(of)])


def make_callers(setting: Setting) -> Callers:
    """The same whenever it is asked for."""
    rng, data, n = setting.draws("callers"), sheet(setting.pack, LIFE), setting.plan.people
    cell = cells(setting.plan, setting.pack, setting.pool)
    count = len(cell) // 4
    told = (rng.random(n) < data["told"]) & ~setting.people.abroad
    others = _others(rng, setting, cell[count:], data["told"])
    phones = np.concatenate([getattr(setting.world, f"{name}_phone") for name in others])
    order = np.argsort(phones, kind="stable")
    device = [found if found.ndim == 1 else found[:, 0] for _, found in others.values()]
    return Callers(
        home=_some(cell[np.arange(n) * count // n], told),
        work=_some(cell[rng.integers(0, count, n)], told),
        device=_some(setting.people.device, told),
        second=_second(rng, setting, data["second_device"]),
        **{f"{name}_cell": known for name, (known, _) in others.items()},
        **{f"{name}_device": known for name, (_, known) in others.items()},
        **_countries(rng, setting),
        _phones=phones[order],
        _cell=np.concatenate([known for known, _ in others.values()])[order],
        _device=np.concatenate(device)[order],
    )


def countries(setting: Setting, phone: Whole) -> Codes:
    """The country of each number abroad, NONE at home."""
    found = np.full(len(phone), NONE, np.int32)
    for series in sheet(setting.pack, WORLD)["numbers"]["abroad"]:
        there = phone // 10 ** series["digits"] == int(series["prefix"])
        found[there] = setting.pool.code(series["country"])
    return found


def _some(codes: Codes, known: Flags) -> Codes:
    return np.where(known, codes, NONE).astype(np.int32)


def _others(
    rng: Draws, setting: Setting, cell: Codes, told: float
) -> dict[str, tuple[Codes, NDArray[np.int32]]]:
    """Cells and handsets of strangers, couriers and call centres; landlines have neither.

    Call centres sit three to a cell.
    """
    world, pool, seed = setting.world, setting.pool, setting.plan.seed

    def handsets(first: int, count: int) -> Codes:
        return devices(pool, first + np.arange(count), seed)

    def known(phone: Whole) -> Flags:
        found: Flags = (rng.random(len(phone)) < told) & (phone // 10**8 == mobile)
        return found

    mobile = int(world.stranger_phone[0]) // 10**8
    here = known(world.stranger_phone)
    own = handsets(len(setting.people), len(here))
    place = cell[rng.integers(0, len(cell), len(here))]
    stranger = _some(place, here), _some(own, here)
    here = known(world.courier_phone)
    own = handsets(first_device(setting, "couriers"), len(here))
    place = cell[rng.integers(0, len(cell), len(here))]
    courier = _some(place, here), _some(own, here)
    here = known(world.center_phone)
    own = handsets(first_device(setting, "centers"), HANDSETS_OF_CENTER * len(here))
    place = cell[rng.integers(0, len(cell), len(here))][np.arange(len(here)) // 3 * 3]
    shared = own.reshape(-1, HANDSETS_OF_CENTER)
    center = _some(place, here), _some(shared, here[:, None])
    return {"stranger": stranger, "courier": courier, "center": center}


def _second(rng: Draws, setting: Setting, share: float) -> Codes:
    """A tablet or an old telephone, or for half of them one of the family's."""
    people = setting.people
    first = first_device(setting, "second")
    own = devices(setting.pool, first + np.arange(len(people)), setting.plan.seed)
    family = people.device[people.contacts[:, 0]]
    draw = rng.random(len(people), np.float32)
    found = np.where(draw < share, own, people.device)
    return np.where(draw < share / 2, family, found).astype(np.int32)


def _countries(rng: Draws, setting: Setting) -> dict[str, Codes]:
    there = countries(setting, setting.world.overseas_phone)
    lives = there[rng.integers(0, len(there), len(setting.people))]
    return {"overseas_country": there, "country": _some(lives, setting.people.abroad)}
