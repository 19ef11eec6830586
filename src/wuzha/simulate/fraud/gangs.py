"""Gangs and all that is theirs, laid out when a city is made and then only looked up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from wuzha.simulate.draws import Draws
from wuzha.simulate.fraud.accounts import Accounts
from wuzha.simulate.fraud.identifiers import Identifiers
from wuzha.simulate.fraud.infrastructure import Senders, Site, Sites, make_wallets
from wuzha.simulate.fraud.ledger import ROLES, Ledger
from wuzha.simulate.fraud.lines import Line, Lines
from wuzha.simulate.fraud.payment import Mule
from wuzha.simulate.fraud.playbook import Playbook
from wuzha.simulate.fraud.recruits import Members
from wuzha.simulate.fraud.roster import Roster, make_roster, read_gangs
from wuzha.simulate.fraud.workshop import Workshop
from wuzha.simulate.furnish import cells
from wuzha.simulate.setting import Setting
from wuzha.simulate.sheets import sheet

__all__ = ["ROLES", "Gangs", "Line", "Mule", "Site", "make_gangs"]


class Gangs:
    """All gangs of a city. `at` is an instant in microseconds; texts are codes of the pool."""

    def __init__(self, shop: Workshop) -> None:
        self.data: Mapping[str, Any] = shop.data
        self.roster: Roster = shop.roster
        self.members = Members(shop)
        self.lines = Lines(shop)
        self.senders = Senders(shop)
        self.sites = Sites(shop)
        self.wallets = make_wallets(shop)
        self.accounts = Accounts(shop, self.members)
        self._ledger = shop.ledger

    def __len__(self) -> int:
        return len(self.roster.gangs)

    def pick(self, playbook: str, at: int, rng: Draws) -> int:
        """A gang that runs the playbook, by its share of the cases at that time."""
        return self.roster.pick(playbook, at, rng)

    def line(self, gang: int, at: int, way: str, rng: Draws) -> Line:
        """What a call of the gang comes from.

        `way`: `overseas` (a number abroad), `spoofed` (abroad, but shows a number at home),
        `simbox` (a card in a box at home; cards of one box share a cell, handsets change),
        `local` (an ordinary mobile, used for days).
        """
        return self.lines.line(gang, at, way, rng)

    def sender(self, gang: int, at: int, rng: Draws) -> int:
        """A sender of messages: on no register, or a registered one that a false station shows."""
        return self.senders.sender(gang, at, rng)

    def site(self, gang: int, playbook: str, at: int, rng: Draws) -> Site:
        """A site in use for one of the gang's playbooks."""
        return self.sites.site(gang, playbook, at, rng)

    def app(self, gang: int, playbook: str, at: int, rng: Draws) -> int:
        """The package of an app that is handed out for one of the gang's playbooks."""
        return self.sites.app(gang, playbook, at, rng)

    def mule(self, gang: int, at: int, amount: int, rng: Draws, *, firm: bool = False) -> Mule:
        """An account that takes a payment of `amount` minor units; of a firm if it has to be."""
        return self.accounts.mule(gang, at, amount, rng, firm=firm)

    def wallet(self, gang: int, rng: Draws) -> int:
        """One of the gang's wallets."""
        wallets = self.wallets[gang]
        return wallets[int(rng.random() * len(wallets))]

    def handset(self, gang: int, rng: Draws) -> int:
        """A handset on which the gang opens other people's bank apps."""
        return self.accounts.handset(gang, rng)

    def roles_table(self) -> pa.Table:
        """Who and what belongs to whom, in `truth.ROLES`.

        What a supplier rents out to several gangs has a row for each, with `shared`.
        """
        return self._ledger.table()

    def recruits_table(self) -> pa.Table:
        """Who brought whom, in `truth.RECRUITS`."""
        return self.members.table()


def make_gangs(setting: Setting, playbooks: Mapping[str, Playbook]) -> Gangs:
    """The gangs of a city; each of the playbooks is run by at least two."""
    data = read_gangs(setting.pack)
    world = sheet(setting.pack, "city/world.yaml")
    rng = setting.draws("gangs")
    roster = make_roster(setting.plan, playbooks, data, rng)
    shop = Workshop(
        setting,
        {**data, "numbers_abroad": world["numbers"]["abroad"]},
        roster,
        Identifiers(setting, rng),
        Ledger(setting.pool),
        cells(setting.plan, setting.pack, setting.pool),
        np.sort(setting.world.overseas_phone),
        rng,
    )
    return Gangs(shop)
