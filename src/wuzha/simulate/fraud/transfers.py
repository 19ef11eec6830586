"""Transfers between mule accounts, as the banks report them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.bank import NAMED, ON_DEVICE, TYPED
from wuzha.simulate.book import Book
from wuzha.simulate.draws import Draws
from wuzha.simulate.fraud.gangs import Gangs
from wuzha.simulate.fraud.payment import Payment
from wuzha.simulate.pool import NONE, Codes
from wuzha.simulate.setting import Setting
from wuzha.simulate.strip import Column, Strip
from wuzha.simulate.sums import YUAN
from wuzha.vocabulary.event import Kind

Whole = NDArray[np.int64]

EXITS = ("cash", "crypto", "goods", "overseas")
"""How money leaves the banks."""

CASH, CRYPTO, GOODS, OVERSEAS = range(len(EXITS))


@dataclass(frozen=True)
class Transfers:
    """Money leaving mule accounts. `exit` is a row of `EXITS`, -1 inside the chain."""

    of: Whole  # place of the payment whose money it is
    hop: Whole
    at: Whole
    amount: Whole
    payer: Whole  # row of the accounts
    payee: Whole  # row of the accounts, -1 if it is none of them
    account: Codes  # of the payee, NONE for cash
    exit: Whole
    dwell: Whole

    def __len__(self) -> int:
        return len(self.of)

    def take(self, rows: NDArray[np.generic]) -> Transfers:
        return Transfers(*(getattr(self, field.name)[rows] for field in fields(self)))

    @staticmethod
    def joined(parts: Sequence[Transfers]) -> Transfers:
        """One behind the other."""
        names = [field.name for field in fields(Transfers)]
        return Transfers(*(np.concatenate([getattr(p, name) for p in parts]) for name in names))


def write_transfers(
    setting: Setting,
    gangs: Gangs,
    payments: Sequence[Payment],
    hops: Transfers,
    tests: Transfers,
    book: Book,
) -> None:
    """Writes what happens inside the plan's time; each is an event of the paying holder.

    The arrival of a victim's money is the victim's event, but counts in the balances.
    """
    rng = setting.draws("money", "events")
    every = Transfers.joined([hops, tests])
    every = every.take(np.argsort(every.at, kind="stable"))
    balance = _balances(gangs, payments, every, rng)
    first = _first_pairs(every)
    plan = setting.plan
    shown = (every.at >= plan.start) & (every.at < plan.end)
    episode = np.array([payment.episode for payment in payments])[every.of]
    columns = _columns(setting, gangs, payments, every, rng)
    columns |= {"balance_after": balance, "first_time_payee": first}
    some = {
        name: column[shown] if isinstance(column, np.ndarray) else column
        for name, column in columns.items()
    }
    book.add(Strip(Kind.TRANSFER, every.at[shown], some, episode=episode[shown].astype(np.int32)))


def _columns(
    setting: Setting, gangs: Gangs, payments: Sequence[Payment], every: Transfers, rng: Draws
) -> dict[str, Column]:
    code, accounts = setting.pool.code, gangs.accounts
    goods = np.array([code(word) for word in gangs.data["chain"]["goods_channels"]])
    channel = np.full(len(every), code("mobile"))
    channel[every.exit == GOODS] = rng.choice(goods, int((every.exit == GOODS).sum()))
    channel[every.exit == CASH] = code("atm")
    wired = rng.random(len(every)) < gangs.data["chain"]["wired"]
    channel[(every.exit == CRYPTO) & ~wired] = code("crypto")
    kind = np.full(len(every), code("personal"))
    for exit_, word in ((CASH, "cash"), (CRYPTO, "crypto"), (GOODS, "merchant")):
        kind[every.exit == exit_] = code(word)
    to_company = (every.payee >= 0) & accounts.company[every.payee]
    kind[to_company | (every.exit == OVERSEAS)] = code("company")
    company = accounts.company[every.payer]
    wallet = np.full(len(every), NONE, np.int32)
    coins = np.flatnonzero(channel == code("crypto"))
    gang = np.array([payment.gang for payment in payments])[every.of]
    wallet[coins] = [gangs.wallet(number, rng) for number in gang[coins].tolist()]
    typed = np.isin(channel, setting.pool.codes(TYPED)) & np.isin(kind, setting.pool.codes(NAMED))
    on_device = np.isin(channel, setting.pool.codes(ON_DEVICE))
    fits = rng.random(len(every)) < gangs.data["mules"]["name_fits"]
    return {
        "person": accounts.holder[every.payer],
        "incoming": False,
        "payer": accounts.account[every.payer],
        "payee": every.account,
        "amount": every.amount,
        "currency": code("CNY"),
        "channel": channel,
        "payer_kind": np.where(company, code("company"), code("personal")),
        "payee_kind": kind,
        "payee_name_matches": np.where(typed, fits, NONE).astype(np.int8),
        "on_call": False,
        "overseas": every.exit == OVERSEAS,
        "wallet": wallet,
        "device": np.where(on_device, accounts.device[every.payer], NONE),
    }


def _balances(gangs: Gangs, payments: Sequence[Payment], every: Transfers, rng: Draws) -> Whole:
    """What is left on the paying account after each transfer; never less than nothing."""
    inside = np.flatnonzero(every.payee >= 0)
    row = np.concatenate([every.payer, every.payee[inside], [p.mule.row for p in payments]])
    at = np.concatenate([every.at, every.at[inside], [p.at for p in payments]])
    change = np.concatenate([-every.amount, every.amount[inside], [p.amount for p in payments]])
    order = np.lexsort((-change, at, row))
    running = np.cumsum(change[order])
    accounts, first, of = np.unique(row[order], return_index=True, return_inverse=True)
    running -= (running - change[order])[first][of]
    low, high = gangs.data["mules"]["idle"]
    idle = rng.integers(low * YUAN, high * YUAN, len(accounts))
    idle = np.maximum(idle, -np.minimum.reduceat(running, first))
    left = np.empty(len(row), np.int64)
    left[order] = running + idle[of]
    return left[: len(every)]


def _first_pairs(every: Transfers) -> NDArray[np.int8]:
    """Whether the payer pays this account for the first time; cash never is."""
    pair = every.payer * (int(every.account.max(initial=0)) + 2) + every.account + 1
    first = np.zeros(len(every), np.int8)
    first[np.unique(pair, return_index=True)[1]] = 1
    first[every.account == NONE] = 0
    return first
