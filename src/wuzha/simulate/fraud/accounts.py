"""Mule accounts: what water houses have bought, by level, and in whose names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws, weighted
from wuzha.simulate.fraud.payment import Mule
from wuzha.simulate.fraud.recruits import Members, choose_holders
from wuzha.simulate.fraud.rota import Rota, make_rota
from wuzha.simulate.fraud.workshop import Workshop
from wuzha.simulate.plan import DAY
from wuzha.simulate.pool import Codes

Whole = NDArray[np.int64]

COMPANY = 0
"""Level of the company accounts in `Accounts.rotas`; they take victims' money like level 1."""


class Accounts:
    """All mule accounts; row i is account i everywhere, `Mule.row` too.

    `house`, `level` (1 is paid by victims), `company`, `start` (when it was bought), `end` (when
    it is frozen), `account`, `holder` (token), `device`: columns. `dealers` and `abroad` are
    accounts of each house that take money out of the chain.
    """

    def __init__(self, shop: Workshop, members: Members) -> None:
        self._shop = shop
        self.rotas: dict[tuple[int, int], Rota] = {}
        self._lay_out()
        self._name()
        count = shop.data["mules"]["dealers"]
        houses = shop.roster.customers["house"]
        dealers = [shop.identifiers.accounts(count) for _ in houses]
        firms = [shop.identifiers.companies(count) for _ in houses]
        self.dealers = [np.append(*both) for both in zip(dealers, firms, strict=True)]
        self.abroad = [shop.identifiers.companies(count) for _ in houses]
        self._write(members)
        self._made: dict[int, Mule] = {}

    def mule(self, gang: int, at: int, amount: int, rng: Draws, *, firm: bool) -> Mule:
        """See `gangs.Gangs.mule`."""
        data = self._shop.data["mules"]
        large = amount >= data["large"] * 100
        company = firm or rng.random() < (data["company_large"] if large else data["company"])
        house = self._shop.roster.gangs[gang].suppliers["house"]
        row = self.rotas[house, COMPANY if company else 1].row(at, rng.random())
        found = self._made.get(row)
        if found is None:
            kind = "company" if company else "personal"
            account, holder = self.account.item(row), self.holder.item(row)
            found = self._made[row] = Mule(account, holder, kind, row)
        return found

    def next(self, house: Whole, level: int, at: Whole, rng: Draws) -> Whole:
        """For money at each house at each instant: an account of that level."""
        rows = np.empty(len(house), np.int64)
        chance = rng.random(len(house))
        for number in np.unique(house):
            here = house == number
            rows[here] = self.rotas[int(number), level].rows(at[here], chance[here])
        return rows

    def handset(self, gang: int, rng: Draws) -> int:
        """One of the handsets of the house that serves the gang."""
        shelf = self._handsets[self._shop.roster.gangs[gang].suppliers["house"]]
        return int(shelf[int(rng.random() * len(shelf))])

    def _lay_out(self) -> None:
        """Rotas of every house and level."""
        shop, size = self._shop, 0
        for number, customers in enumerate(shop.roster.customers["house"]):
            for level in range(len(shop.data["mules"]["every_days"]) + 1):
                every, width = self._pace(level, len(customers))
                rota = make_rota(shop.rng, size, shop.roster.span, every, width)
                self.rotas[number, level] = rota
                size += len(rota)
        sizes = [len(rota) for rota in self.rotas.values()]
        keys = np.repeat(np.array(list(self.rotas), np.int64), sizes, axis=0)
        self.house: Whole = keys[:, 0]
        self.level: Whole = np.maximum(keys[:, 1], 1)
        self.company: NDArray[np.bool_] = keys[:, 1] == COMPANY
        starts = np.concatenate([rota.starts for rota in self.rotas.values()])
        self.start = starts - round(self._shop.data["mules"]["bought_days"] * DAY)
        self.end = np.concatenate([rota.ends for rota in self.rotas.values()])

    def _pace(self, level: int, customers: int) -> tuple[float, int]:
        """How often a house buys a new account of a level, and how many it uses at a time.

        Each level has half the accounts of the one before, for sums of several meet there.
        """
        data, roster = self._shop.data["mules"], self._shop.roster
        payments = roster.cases_a_day * data["payments_a_case"] * customers / len(roster.gangs)
        share = data["company"] if level == COMPANY else 0.5 ** (level - 1)
        new = max(payments * share / data["payments_a_mule"], 1e-9)
        most = data["company_every_days"] if level == COMPANY else data["every_days"][level - 1]
        days = min(most, 1 / new)
        return days * DAY, max(2, round(data["life_days"] / days))

    def _name(self) -> None:
        """Holders, accounts and handsets; one person's accounts are sold as a set."""
        shop, size = self._shop, len(self.house)
        people = shop.setting.people
        order = np.lexsort((self.start, self.house))
        sizes = shop.data["recruits"]["accounts"]
        sets = 1 + weighted(shop.rng, np.array(sizes), size)
        new = np.zeros(size, np.bool_)
        new[np.append(0, np.cumsum(sets)[np.cumsum(sets) < size])] = True
        of = np.empty(size, np.int64)
        of[order] = np.cumsum(new) - 1
        holders = choose_holders(shop, int(of.max()) + 1)
        self.holder, self.resident = holders.token[of], holders.row[of]
        self.account = shop.identifiers.accounts(size)
        self.account[self.company] = shop.identifiers.companies(int(self.company.sum()))
        first = np.zeros(size, np.bool_)
        first[np.unique(of, return_index=True)[1]] = True
        second = first & ~self.company & (self.resident >= 0)
        second &= shop.rng.random(size) < shop.data["recruits"]["second_account"]
        self.account[second] = people.savings[self.resident[second]]
        self.device = self._devices()

    def _devices(self) -> Codes:
        """Handsets of the house for most accounts, the holder's own for the others."""
        shop, data, size = self._shop, self._shop.data["mules"], len(self.house)
        week = (self.start - self.start.min()) // round(data["house_device_days"] * DAY)
        weeks, width = int(week.max()) + 1, data["house_devices"]
        houses = len(shop.roster.customers["house"])
        shelf = shop.identifiers.devices(houses * weeks * width).reshape(houses, weeks, width)
        device = shop.identifiers.devices(size)
        known = self.resident >= 0
        device[known] = shop.setting.people.device[self.resident[known]]
        shared = shop.rng.random(size) < data["house_device"]
        place = shop.rng.integers(0, width, size)
        device[shared] = shelf[self.house, week, place][shared]
        self._handsets = shelf.reshape(houses, -1)
        for number, customers in enumerate(shop.roster.customers["house"]):
            flat = self._handsets[number]
            shop.ledger.write(flat, "device", "water_house", customers, shop.roster.span)
        return device

    def _write(self, members: Members) -> None:
        """Roles of accounts and holders, and how the holders were recruited."""
        shop = self._shop
        for number, customers in enumerate(shop.roster.customers["house"]):
            rows = np.flatnonzero(self.house == number)
            span = (self.start[rows], self.end[rows])
            shop.ledger.write(
                self.account[rows], "account", "mule", customers, span, self.level[rows]
            )
            for accounts in (self.dealers[number], self.abroad[number]):
                shop.ledger.write(accounts, "account", "water_house", customers, shop.roster.span)
            self._recruit(members, rows, customers)

    def _recruit(self, members: Members, rows: Whole, customers: Sequence[int]) -> None:
        """Each holder once, from before the first account until the last is frozen."""
        shop = self._shop
        token, first, of = np.unique(self.holder[rows], return_index=True, return_inverse=True)
        start = np.full(len(token), np.iinfo(np.int64).max)
        end = np.zeros(len(token), np.int64)
        np.minimum.at(start, of, self.start[rows])
        np.maximum.at(end, of, self.end[rows])
        early = shop.rng.exponential(shop.data["recruits"]["before_days"] * DAY, len(token))
        start -= early.astype(np.int64)
        level = self.level[rows][first]
        shop.ledger.write(token, "person", "mule", customers, (start, end), level)
        gangs = shop.rng.choice(np.array(customers), len(token)).tolist()
        members.bring(gangs, token, "mule", start, end)
