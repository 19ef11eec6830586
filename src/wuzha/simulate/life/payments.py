"""Money out of accounts: shops, bills, friends, strangers, other accounts of the same person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws
from wuzha.simulate.life.habits import Holders, Routine
from wuzha.simulate.life.ledger import Way, affordable, amounts, before, paid
from wuzha.simulate.life.lottery import Lottery, Rows, crowd, divided, together
from wuzha.simulate.pool import NONE, Codes
from wuzha.simulate.strip import Strip

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Payees = tuple[Codes | int, Flags | bool]
"""Accounts that are paid, and whether it is the first payment to them."""


@dataclass(frozen=True)
class Paid:
    """The payments of a day; who pays when while on the telephone, with a one-time code."""

    strips: list[Strip]
    on_call: tuple[Rows, Whole]
    called: tuple[Rows, Whole]  # and after a call about it
    coded: tuple[Rows, Whole]


WAYS = {
    "qr": Way("qr", "merchant", "priced"),
    "qr_person": Way("qr", "personal", "spoken"),
    "card": Way("card", "merchant", "priced"),
    "shop": Way("mobile", "merchant", "priced"),
    "public": Way("mobile", "public", "priced"),
    "contact": Way(None, "personal", "spoken"),
    "friend": Way(None, "personal", "spoken"),
    "stranger": Way(None, "personal", "spoken"),
    "deal": Way(None, "personal", "spoken"),
    "deal_large": Way(None, "personal", "spoken"),
    "purchase": Way(None, "merchant", "priced"),
    "red_packet": Way("red_packet", "personal", "spoken"),
    "own": Way("mobile", "own", "spoken"),
    "company": Way(None, "company", "invoiced"),
    "company_large": Way(None, "company", "invoiced"),
    "cash": Way(None, "cash", "notes"),
    "cash_more": Way("atm", "cash", "notes"),
    "cash_large": Way("counter", "cash", "notes"),
    "gift_card": Way("gift_card", "merchant", "spoken"),
    "gift_person": Way("gift_card", "personal", "spoken"),
    "exchange": Way(None, "crypto", "spoken"),
    "overseas": Way(None, "company", "invoiced", overseas=True),
    "overseas_shop": Way("mobile", "company", "priced", overseas=True),
    "overseas_person": Way(None, "personal", "spoken", overseas=True),
}
"""What people pay for, as `life.yaml` shares it out."""

_CASH = ("cash", "cash_more", "cash_large")
_AT_A_TILL = (*_CASH, "qr", "qr_person", "card", "purchase", "red_packet")
"""Payments in which one is seldom talked through and not asked for a code."""

_DEALS = ("deal", "deal_large", "company_large", "overseas")
"""Large payments that people speak about."""

_GATHERED = ("deal", "deal_large", "company_large", "purchase", "cash_large", "overseas")
"""Payments for which people gather money before: the usual balance does not limit them."""

_BY_DAY = ("cash_large", "deal_large", "company_large")


def payments(routine: Routine, day: int) -> Paid:
    """All outgoing transfers of residents on a day, but what follows a loan (see `receipts`)."""
    rng = routine.setting.draws("payments", day)
    data, rhythm = routine.data, routine.rhythm
    shares = {name: rule["share"] for name, rule in data["payments"].items()}
    shares["red_packet"] *= rhythm.red_packets(day)
    inward = sum(rule["share"] for rule in data["receipts"].values())
    ordinary = sum(rule["share"] for rule in data["payments"].values()) + inward
    out = sum(shares.values()) / ordinary
    rates = routine.setting.people.pays * (out * rhythm.factor("transfers", day))
    strips, talking, called, coded = [], [], [], []
    for name, rows in divided(rng, crowd(rng, rates), shares).items():
        at = rhythm.times(hours_of(name), day, len(rows), rng)
        screen = name not in _AT_A_TILL
        on_call = _some(rng, len(rows), data[_on_call(name)])
        before_it = _some(rng, len(rows), data["called_before_deals"] if name in _DEALS else 0.0)
        with_code = _some(rng, len(rows), data["code_with_payment"] if screen else 0.0)
        talking.append((rows[on_call], at[on_call]))
        called.append((rows[before_it & ~on_call], at[before_it & ~on_call]))
        coded.append((rows[with_code], at[with_code]))
        holders = routine.residents
        strips.append(payment(routine, rng, name, holders, rows, at, rows, on_call))
    return Paid(strips, together(talking), together(called), together(coded))


def _on_call(name: str) -> str:
    """What tells how often one is on the telephone in payments of a category."""
    if name in _DEALS:
        return "on_call_in_deals"
    return "on_call_at_a_till" if name in _AT_A_TILL else "on_call"


def hours_of(name: str) -> str:
    """The rhythm of a category."""
    return "business" if name in _BY_DAY else "transfers"


def payment(
    routine: Routine,
    rng: Draws,
    name: str,
    holders: Holders,
    rows: Rows,
    at: Whole,
    like: Rows,
    on_call: Flags | bool = False,
) -> Strip:
    """Payments of one category out of the accounts `rows`; `like`: whose friends and shops."""
    way, data = WAYS[name], routine.data
    amount = amounts(rng, data["payments"][name], len(rows))
    balance, emptied = before(holders, rng, rows), data["nearly_empty"]
    if name in _GATHERED:
        balance += (amount * rng.uniform(1.0, 2.0, len(rows))).astype(np.int64)
        emptied = data["emptied_by_deals"]
    sums = affordable(rng, amount, balance, emptied, way.style)
    to = payees(routine, rng, name, like)
    return paid(routine, rng, holders, name, way, rows, at, sums, to, on_call)


def _some(rng: Draws, size: int, share: float) -> Flags:
    chosen: Flags = rng.random(size, np.float32) < share
    return chosen


def payees(routine: Routine, rng: Draws, name: str, rows: Rows) -> Payees:
    """The payees of a category, for residents or people who live like them."""
    people, world, habits = routine.setting.people, routine.setting.world, routine.habits
    size = len(rows)
    if name in ("qr", "card", "shop", "purchase", "gift_card"):
        return _shops(routine, rng, rows)
    if name in _CASH:
        return NONE, False
    first = _some(rng, size, routine.data["first_time"][name])
    if name in ("contact", "red_packet"):
        weights = np.linspace(1.0, 0.2, people.contacts.shape[1])
        return people.account[people.contacts[rows, Lottery(weights).draw(rng, size)]], first
    if name == "friend":
        friend = rng.integers(0, habits.friends.shape[1], size)
        return world.stranger[habits.friends[rows, friend]], first
    if name in ("stranger", "qr_person", "gift_person", "deal", "deal_large", "overseas_person"):
        return world.stranger[routine.sellers.draw(rng, size)], first
    if name == "own":
        return people.savings[rows], first
    if name == "exchange":
        return coins(routine, rng, size), first
    of = world.public if name == "public" else world.company
    return of[rng.integers(0, len(of), size)], first


def coins(routine: Routine, rng: Draws, size: int) -> Codes:
    """Exchanges, and dealers who sell coins from their own accounts."""
    world = routine.setting.world
    dealer = world.stranger[routine.sellers.draw(rng, size)]
    licensed = world.exchange[rng.integers(0, len(world.exchange), size)]
    by_hand = _some(rng, size, routine.data["over_the_counter"])
    return np.where(by_hand, dealer, licensed).astype(np.int32)


def _shops(routine: Routine, rng: Draws, rows: Rows) -> tuple[Codes, Flags]:
    """The person's usual shops, or any; in any shop they may be for the first time."""
    habits, world, data = routine.habits, routine.setting.world, routine.data
    usual = habits.shops[rows, rng.integers(0, habits.shops.shape[1], len(rows))]
    at_usual = _some(rng, len(rows), data["regular_shops"])
    shop = np.where(at_usual, usual, routine.shops.draw(rng, len(rows)))
    return world.merchant[shop], ~at_usual & _some(rng, len(rows), data["first_time"]["shop"])
