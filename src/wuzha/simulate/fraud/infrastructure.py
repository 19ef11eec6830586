"""What gangs write with and show: senders, sites, apps and wallets, changed all the time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.bank import wallets
from wuzha.simulate.callers import LIFE, WORLD
from wuzha.simulate.draws import Draws
from wuzha.simulate.fraud.names import make_names, pick
from wuzha.simulate.fraud.rota import Rota
from wuzha.simulate.fraud.workshop import Workshop
from wuzha.simulate.pages import age_unknown
from wuzha.simulate.plan import DAY
from wuzha.simulate.pool import NONE, Codes
from wuzha.simulate.sheets import sheet


class Site(NamedTuple):
    """A host (code), the instant it was registered, its page kind (code or NONE).

    `place` in [0, 1) decides what else it has: a share of a half is met where it is below one half.
    """

    domain: int
    registered_at: int
    kind: int
    age_unknown: bool
    place: float

    def age(self, at: int) -> int:
        """Days since it was registered as they are known, NONE where nobody can tell."""
        return NONE if self.age_unknown else max((at - self.registered_at) // DAY, 0)


class Senders:
    """Senders of messages that are on no register, or pretend to be."""

    def __init__(self, shop: Workshop) -> None:
        self._suppliers = [gang.suppliers["sms"] for gang in shop.roster.gangs]
        self._rotas: list[Rota] = []
        parts: list[Codes] = []
        registered = frozenset(shop.setting.pool.take(shop.setting.world.sender).to_pylist())
        for customers in shop.roster.customers["sms"]:
            pace = shop.roster.busier * len(customers) ** 0.5
            rota = shop.rota("sender", sum(map(len, parts)), shop.roster.shown, pace)
            texts, honest = _sender_texts(shop, len(rota), registered)
            codes = shop.setting.pool.add(texts)
            for role, rows in (("sms_sender", ~honest), ("spoofed", honest)):
                span = (rota.starts[rows], rota.ends[rows])
                shop.ledger.write(codes[rows], "sender", role, customers, span)
            parts.append(codes)
            self._rotas.append(rota)
        self._code = np.concatenate(parts)

    def sender(self, gang: int, at: int, rng: Draws) -> int:
        """See `gangs.Gangs.sender`."""
        code: int = self._code.item(self._rotas[self._suppliers[gang]].row(at, rng.random()))
        return code


def _sender_texts(
    shop: Workshop, size: int, registered: frozenset[str]
) -> tuple[list[str], NDArray[np.bool_]]:
    """Sender ids in normal form, and which of them are honest ones that a false station shows."""
    data, rng = shop.data["senders"], shop.rng
    kinds = np.array(pick(data["kinds"], size, rng))
    texts = np.empty(size, object)
    mobiles = shop.identifiers.mobiles(size)
    abroad, _ = shop.abroad(size)
    honest = sorted(registered)
    digits = data["port"]["digits"]
    for row, kind in enumerate(kinds):
        text = {"mobile": f"+{mobiles[row]}", "abroad": f"+{abroad[row]}"}.get(kind)
        if kind == "name":
            text = str(rng.choice(sheet(shop.setting.pack, LIFE)["sender_names"]))
        elif kind == "hijacked":
            text = honest[int(rng.integers(len(honest)))]
        while text is None or (kind != "hijacked" and text in registered):
            text = f"{data['port']['head']}{rng.integers(10**digits):0{digits}d}"
        texts[row] = text
    return texts.tolist(), kinds == "hijacked"


class Sites:
    """Sites and apps: each developer has a line of them for every playbook of its customers."""

    def __init__(self, shop: Workshop) -> None:
        self._developers = [gang.suppliers["developer"] for gang in shop.roster.gangs]
        self._names = make_names(shop.setting, shop.rng)
        self._site_rotas, sites = self._lay_out(shop, "site", self._hosts)
        self._app_rotas, apps = self._lay_out(shop, "app", self._packages)
        self._columns = [np.concatenate(parts) for parts in zip(*sites, strict=True)]
        self._package = np.concatenate([part[0] for part in apps])

    def site(self, gang: int, playbook: str, at: int, rng: Draws) -> Site:
        """See `gangs.Gangs.site`."""
        row = self._site_rotas[self._developers[gang], playbook].row(at, rng.random())
        return Site(*(column.item(row) for column in self._columns))

    def app(self, gang: int, playbook: str, at: int, rng: Draws) -> int:
        """See `gangs.Gangs.app`."""
        row = self._app_rotas[self._developers[gang], playbook].row(at, rng.random())
        code: int = self._package.item(row)
        return code

    def _lay_out(
        self,
        shop: Workshop,
        thing: str,
        make: Callable[[Workshop, Rota, str], tuple[NDArray[Any], ...]],
    ) -> tuple[dict[tuple[int, str], Rota], list[tuple[NDArray[Any], ...]]]:
        rotas: dict[tuple[int, str], Rota] = {}
        parts: list[tuple[NDArray[Any], ...]] = []
        gangs, size = shop.roster.gangs, 0
        for developer, customers in enumerate(shop.roster.customers["developer"]):
            for playbook in sorted({code for gang in customers for code in gangs[gang].playbooks}):
                rota = rotas[developer, playbook] = shop.rota(thing, size, shop.roster.span)
                users = [gang for gang in customers if playbook in gangs[gang].playbooks]
                columns = make(shop, rota, playbook)
                form = "domain" if thing == "site" else "package"
                span = (rota.starts, rota.ends)
                shop.ledger.write(columns[0], form, "developer", users, span)
                parts.append(columns)
                size += len(rota)
        return rotas, parts

    def _hosts(self, shop: Workshop, rota: Rota, playbook: str) -> tuple[NDArray[Any], ...]:
        data, rng, size = shop.data["sites"], shop.rng, len(rota)
        hosts = [self._names.host(data["likeness"]) for _ in range(size)]
        low, high = data["days_old"]
        days = rng.uniform(low, high, size)
        aged = rng.random(size) < data["aged"]
        low, high = data["aged_days"]
        days[aged] = rng.uniform(low, high, int(aged.sum()))
        words = data["kinds"].get(playbook, data["other_kinds"])
        kind = shop.words(dict.fromkeys(words, 1.0), size)
        pack = shop.setting.pack
        kind[rng.random(size) < sheet(pack, WORLD)["site_kind_unknown"]] = NONE
        registered = rota.starts - (days * DAY).astype(np.int64)
        unknown = age_unknown(rng, days, sheet(pack, LIFE))
        return shop.setting.pool.codes(hosts), registered, kind, unknown, rng.random(size)

    def _packages(self, shop: Workshop, rota: Rota, playbook: str) -> tuple[NDArray[Any], ...]:
        return (shop.setting.pool.add([self._names.package() for _ in range(len(rota))]),)


def make_wallets(shop: Workshop) -> list[list[int]]:
    """Wallets of each gang, by code: half on a chain of accounts in hexadecimal, half on TRON."""
    found = []
    for gang in shop.roster.gangs:
        span = shop.roster.span
        codes = shop.setting.pool.add(wallets(shop.rng, shop.data["wallets"]))
        shop.ledger.write(codes, "wallet", "organiser", (gang.number,), span)
        found.append(codes.tolist())
    return found
