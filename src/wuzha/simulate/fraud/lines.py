"""Lines: the numbers that gangs call from, and what networks say about the calls.

Each gang, or the operator of SIM boxes who serves it, takes new numbers into use all the time and
drops the old ones (`rota.Rota`). All is laid out when the gangs are made; a look-up costs
microseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws
from wuzha.simulate.fraud.names import pick
from wuzha.simulate.fraud.rota import Rota
from wuzha.simulate.fraud.workshop import Workshop
from wuzha.simulate.plan import DAY, HOUR
from wuzha.simulate.pool import NONE

Whole = NDArray[np.int64]


class Line(NamedTuple):
    """The caller's side of a call: a number and what the network says; codes of the pool."""

    phone: int
    foreign_trunk: bool
    country: int
    attestation: int
    cell: int
    device: int


class Lines:
    """All lines of all gangs."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop
        self._rotas: dict[tuple[str, int], Rota] = {}
        self._columns: list[Mapping[str, NDArray[Any]]] = []
        self._size = 0
        gangs = [(gang.number,) for gang in shop.roster.gangs]
        for way, owners, make in (
            ("overseas", gangs, self._overseas),
            ("spoofed", gangs, self._spoofed),
            ("local", gangs, self._local),
            ("simbox", shop.roster.customers["simbox"], self._simbox),
        ):
            for owner, customers in enumerate(owners):
                pace = shop.roster.busier * len(customers) ** 0.5
                rota = self._rotas[way, owner] = shop.rota(way, self._size, shop.roster.shown, pace)
                self._add(make(rota, customers))
        self._handset_life = shop.data["lines"]["handset_hours"] * HOUR
        self._boxes = self._handsets()
        self._join()

    def line(self, gang: int, at: int, way: str, rng: Draws) -> Line:
        """See `gangs.Gangs.line`."""
        boxed = way == "simbox"
        owner = self._shop.roster.gangs[gang].suppliers["simbox"] if boxed else gang
        row = self._rotas[way, owner].row(at, rng.random())
        device = self._device.item(row)
        if boxed and self._cell.item(row) != NONE:
            handsets = self._boxes[owner]
            device = handsets[(row + at // self._handset_life) % len(handsets)]
        return Line(
            self._phone.item(row),
            self._trunk.item(row),
            self._country.item(row),
            self._attestation.item(row),
            self._cell.item(row),
            device,
        )

    def _overseas(self, rota: Rota, customers: tuple[int, ...]) -> Mapping[str, Any]:
        shop, size, data = self._shop, len(rota), self._shop.data["lines"]
        phone, country = shop.abroad(size)
        gang = shop.setting.pool.code(shop.roster.gangs[customers[0]].country)
        self._role(rota, phone, "caller", customers)
        return {
            "phone": phone,
            "trunk": True,
            "country": np.where(shop.rng.random(size) < data["number_country"], country, gang),
            "attestation": shop.words(data["overseas"], size),
        }

    def _spoofed(self, rota: Rota, customers: tuple[int, ...]) -> Mapping[str, Any]:
        shop, size, data = self._shop, len(rota), self._shop.data["lines"]
        shows = np.array(pick(data["shows"], size, shop.rng))
        phone = shop.rng.choice(shop.setting.world.service_line, size)
        for word, fresh in (
            ("landline", shop.identifiers.landlines),
            ("mobile", shop.identifiers.mobiles),
        ):
            phone[shows == word] = fresh(int((shows == word).sum()))
        gang = shop.roster.gangs[customers[0]].country
        self._role(rota, phone, "spoofed", customers)
        return {
            "phone": phone,
            "trunk": True,
            "country": shop.setting.pool.code(gang),
            "attestation": shop.words(data["spoofed"], size),
        }

    def _local(self, rota: Rota, customers: tuple[int, ...]) -> Mapping[str, Any]:
        shop, size, data = self._shop, len(rota), self._shop.data["lines"]
        known = shop.rng.random(size) < data["cell_known"]
        phone, device = shop.identifiers.mobiles(size), shop.identifiers.devices(size)
        self._role(rota, phone, "caller", customers)
        shop.ledger.write(device, "device", "caller", customers, (rota.starts, rota.ends))
        return {
            "phone": phone,
            "trunk": False,
            "attestation": shop.words(data["local"], size),
            "cell": np.where(known, shop.cells(size), NONE),
            "device": np.where(known, device, NONE),
        }

    def _simbox(self, rota: Rota, customers: tuple[int, ...]) -> Mapping[str, Any]:
        """Cards of one box: it stays at a cell for days, then it is carried elsewhere."""
        shop, size, data = self._shop, len(rota), self._shop.data["lines"]
        era = (rota.starts - shop.roster.shown[0]) // round(data["box_stays_days"] * DAY)
        cells = shop.cells(int(era[-1]) + 1)
        phone = shop.identifiers.mobiles(size)
        self._role(rota, phone, "simbox_operator", customers)
        return {
            "phone": phone,
            "trunk": False,
            "attestation": shop.words(data["simbox"], size),
            "cell": np.where(shop.rng.random(size) < data["cell_known"], cells[era], NONE),
        }

    def _handsets(self) -> list[list[int]]:
        shop = self._shop
        count = shop.data["lines"]["box_handsets"]
        boxes = []
        for customers in shop.roster.customers["simbox"]:
            handsets = shop.identifiers.devices(count)
            shop.ledger.write(handsets, "device", "simbox_operator", customers, shop.roster.shown)
            boxes.append(handsets.tolist())
        return boxes

    def _role(self, rota: Rota, phone: Whole, role: str, customers: tuple[int, ...]) -> None:
        span = (rota.starts, rota.ends)
        self._shop.ledger.write(phone, "phone", role, customers, span)

    def _add(self, columns: Mapping[str, Any]) -> None:
        size = len(columns["phone"])
        blank = {"country": NONE, "cell": NONE, "device": NONE} | dict(columns)
        self._columns.append({name: np.broadcast_to(v, size) for name, v in blank.items()})
        self._size += size

    def _join(self) -> None:
        def column(name: str, dtype: type[np.generic]) -> NDArray[Any]:
            return np.concatenate([part[name] for part in self._columns]).astype(dtype)

        self._phone, self._trunk = column("phone", np.int64), column("trunk", np.bool_)
        self._country, self._cell = column("country", np.int32), column("cell", np.int32)
        self._attestation = column("attestation", np.int32)
        self._device = column("device", np.int32)
        self._columns.clear()
