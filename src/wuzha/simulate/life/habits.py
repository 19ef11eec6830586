"""What stays the same from day to day: whose shops, friends, employer, favourite sites, cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.bank import wallets
from wuzha.simulate.callers import Callers, make_callers
from wuzha.simulate.draws import Draws
from wuzha.simulate.firms import Firms, make_firms
from wuzha.simulate.life.lottery import Lottery, Rows
from wuzha.simulate.pages import Pages, make_pages
from wuzha.simulate.phrases import link_host, phrases
from wuzha.simulate.pool import NONE, Codes, Pool
from wuzha.simulate.populate import devices
from wuzha.simulate.rhythm import Rhythm
from wuzha.simulate.senders import Senders, make_senders
from wuzha.simulate.setting import Setting
from wuzha.simulate.sheets import sheet
from wuzha.vocabulary.domain import registered_domain

_NOTICES = 3000
_TICKETS = 1 << 20


@dataclass(frozen=True)
class Texts:
    """Texts of one sort, host and registered domain of each one's first link, NONE without."""

    text: Codes
    host: Codes
    site: Codes


@dataclass(frozen=True)
class Habits:
    """Columns by resident (row i is resident i) and by stranger; rows point into the world."""

    shops: Rows  # (n, 5) rows of merchants
    friends: Rows  # (n, 4) rows of strangers who are friends; the first one is the landlord
    sites: Rows  # (n, 6) rows of sites
    payday: NDArray[np.int8]  # day of the month
    relative: Rows  # row of numbers abroad, -1 without
    rare_app: Rows  # row of rare_chat, -1 without
    wallet: Codes  # where coins go; resident i uses number i, counted round
    notice: Texts
    code: Texts
    chat: Texts
    advert: Texts


@dataclass(frozen=True)
class Holders:
    """Who can pay, as columns: row i of each is holder i."""

    token: Codes
    account: Codes
    device: Codes
    second: Codes
    balance: NDArray[np.int64]  # what mostly lies in the account
    kind: str  # as an event's `payer_kind`


@dataclass(frozen=True)
class Routine:
    """All that a day of ordinary life is drawn from."""

    setting: Setting
    data: Mapping[str, Any]  # life.yaml
    rhythm: Rhythm
    habits: Habits
    callers: Callers
    pages: Pages
    firms: Firms
    senders: Senders
    residents: Holders
    books: Holders  # residents again, as those who pay from a firm's account
    guests: Holders  # people from elsewhere who bank in the city
    shops: Lottery  # rows of merchants
    sellers: Lottery  # rows of strangers; some sell to many
    popular_sites: Lottery

    def word(self, text: str) -> int:
        """The code of a closed word such as `shop`."""
        return self.setting.pool.code(text)


def settle(setting: Setting) -> Routine:
    """Draws everybody's habits."""
    plan, world = setting.plan, setting.world
    data, rhythm = sheet(setting.pack, "city/life.yaml"), Rhythm(plan, setting.pack)
    rng = setting.draws("habits")
    callers, firms = make_callers(setting), make_firms(setting)
    paydays = np.array(rhythm.paydays(), np.int8)
    habits = Habits(
        **_outside(rng, setting),
        payday=paydays[(firms.employer * 7 + 3) % len(paydays)],
        relative=_some(rng, plan.people, data["overseas_relatives"], len(world.overseas_phone)),
        rare_app=_some(rng, plan.people, data["rare_app_users"], len(world.rare_chat)),
        wallet=setting.pool.add(wallets(rng, max(plan.people // 20, 100))),
        **_texts(rng, setting),
    )
    sellers = np.arange(1, len(world.stranger) + 1, dtype=np.float64) ** -0.7
    return Routine(
        setting,
        data,
        rhythm,
        habits,
        callers,
        make_pages(setting),
        firms,
        make_senders(setting),
        residents=_residents(setting, callers),
        books=_books(setting, callers, firms),
        guests=_guests(rng, setting, data["guests"]["share"]),
        shops=Lottery(world.merchant_weight, _TICKETS),
        sellers=Lottery(sellers, _TICKETS),
        popular_sites=Lottery(world.site_weight, _TICKETS),
    )


def _residents(setting: Setting, callers: Callers) -> Holders:
    people = setting.people
    columns = people.token, people.account, people.device, callers.second, people.balance
    return Holders(*columns, kind="personal")


def _books(setting: Setting, callers: Callers, firms: Firms) -> Holders:
    people = setting.people
    columns = people.token, firms.account, people.device, callers.second, firms.balance
    return Holders(*columns, kind="company")


def _guests(rng: Draws, setting: Setting, share: float) -> Holders:
    """Some of the strangers; they have as much as residents have."""
    world, people = setting.world, setting.people
    row = np.flatnonzero(rng.random(len(world.stranger)) < share)
    device = devices(setting.pool, len(people) + row, setting.plan.seed)
    balance = people.balance[rng.integers(0, len(people), len(row))]
    return Holders(
        world.stranger_token[row], world.stranger[row], device, device, balance, kind="personal"
    )


def _outside(rng: Draws, setting: Setting) -> dict[str, Any]:
    n, world = setting.plan.people, setting.world
    return {
        "shops": Lottery(world.merchant_weight, _TICKETS).draw(rng, (n, 5)),
        "friends": rng.integers(0, len(world.stranger), (n, 4), dtype=np.int32),
        "sites": Lottery(world.site_weight, _TICKETS).draw(rng, (n, 6)),
    }


def _some(rng: Draws, n: int, share: float, count: int) -> Rows:
    """For a share of people one of `count` rows, -1 for the others."""
    row = rng.integers(0, count, n, dtype=np.int32)
    return np.where(rng.random(n) < share, row, -1).astype(np.int32)


def _texts(rng: Draws, setting: Setting) -> dict[str, Any]:
    pool, world = setting.pool, setting.world
    data = sheet(setting.pack, "city/messages.yaml")
    hosts: list[str] = pool.take(world.site).to_pylist()
    notices = pool.add(phrases(data["notices"], data["names"], hosts, _NOTICES, rng))
    return {
        "notice": _linked(pool, notices),
        "code": _linked(pool, world.code_text),
        "chat": _linked(pool, world.chat_text),
        "advert": _linked(pool, world.advert_text),
    }


def _linked(pool: Pool, texts: Codes) -> Texts:
    hosts = [link_host(text) for text in pool.take(texts).to_pylist()]
    sites = {host: registered_domain(host) for host in set(hosts) if host is not None}
    return Texts(
        texts,
        np.array([NONE if host is None else pool.code(host) for host in hosts], np.int32),
        np.array([NONE if host is None else pool.code(sites[host]) for host in hosts], np.int32),
    )
