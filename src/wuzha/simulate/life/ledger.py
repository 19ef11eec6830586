"""What all transfers have: who pays, amounts, balances, and the columns of a bank's report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.bank import NAMED, ON_DEVICE, TYPED
from wuzha.simulate.draws import Draws
from wuzha.simulate.life.habits import Holders, Routine
from wuzha.simulate.life.lottery import Choice, Rows, lognormal
from wuzha.simulate.plan import DAY, HOUR
from wuzha.simulate.pool import NONE, Codes
from wuzha.simulate.strip import Column, Strip
from wuzha.simulate.sums import YUAN, invoiced, notes, priced, spoken
from wuzha.vocabulary.event import Kind

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

STYLES: Mapping[str, Callable[[Draws, Whole], Whole]] = {
    "spoken": spoken,
    "priced": priced,
    "invoiced": invoiced,
    "notes": lambda _, amount: notes(amount),
}
"""How sums are named: see `sums`."""


def amounts(rng: Draws, rule: Mapping[str, float], size: int) -> Whole:
    """Log-normal amounts in minor units by a rule's median and spread."""
    return lognormal(rng, rule["median"] * YUAN, rule["spread"], size).astype(np.int64) + 1


def before(holders: Holders, rng: Draws, rows: Rows) -> Whole:
    """What lies in the accounts before: about the usual balance."""
    noise = lognormal(rng, 1.0, 0.35, len(rows))
    balance: Whole = (holders.balance[rows] * noise).astype(np.int64)
    return balance + 1 * YUAN


def affordable(
    rng: Draws, amount: Whole, balance: Whole, nearly_empty: float, style: str
) -> tuple[Whole, Whole]:
    """Amounts that the balances allow, as they are named, and the balances afterwards.

    A share of payments, `nearly_empty`, leave less than 100 yuan.
    """
    amount = np.clip(amount, 1, np.maximum(balance * 95 // 100, 1))
    amount = STYLES[style](rng, amount)
    after = np.maximum(balance - amount, 0)
    empty = np.flatnonzero(rng.random(len(amount), np.float32) < nearly_empty)
    after[empty] = rng.integers(0, 100 * YUAN, len(empty))
    return amount, after


@dataclass(frozen=True)
class Way:
    """How a category of payments is made: the words of its columns, and how sums are named.

    Without a channel the category has several in `life.yaml`.
    """

    channel: str | None
    payee_kind: str
    style: str
    overseas: bool = False


def paid(
    routine: Routine,
    rng: Draws,
    holders: Holders,
    name: str,
    way: Way,
    rows: Rows,
    at: Whole,
    sums: tuple[Whole, Whole],
    to: tuple[Codes | int, Flags | bool],
    on_call: Flags | bool = False,
) -> Strip:
    """Payments of a category. `sums`: amounts, balances after; `to`: payees, whether new."""
    channel = channels(routine, rng, name, way.channel, len(rows))
    _shut(routine, channel, at, "atm" if way.payee_kind == "cash" else "mobile")
    second = _some(rng, len(rows), routine.data["on_second"])
    own = np.where(second, holders.second[rows], holders.device[rows])
    fits = _some(rng, len(rows), routine.data["name_fits"])
    asked = _is(routine, channel, TYPED) & (way.payee_kind in NAMED)
    columns: dict[str, Column] = {
        "person": holders.token[rows],
        "incoming": False,
        "payer": holders.account[rows],
        "payee": to[0],
        "amount": sums[0],
        "balance_after": sums[1],
        "currency": routine.word("CNY"),
        "channel": channel,
        "payer_kind": routine.word(holders.kind),
        "payee_kind": routine.word(way.payee_kind),
        "first_time_payee": to[1],
        "payee_name_matches": np.where(asked, fits, NONE).astype(np.int8),
        "on_call": on_call,
        "overseas": way.overseas,
        "device": np.where(_is(routine, channel, ON_DEVICE), own, NONE).astype(np.int32),
    }
    if way.payee_kind == "crypto":
        wallet = routine.habits.wallet[rows % len(routine.habits.wallet)]
        coins = channel == routine.word("crypto")
        columns["wallet"] = np.where(coins, wallet, NONE).astype(np.int32)
    return Strip(Kind.TRANSFER, at, columns)


def received(
    routine: Routine,
    rows: Rows,
    at: Whole,
    amount: Whole,
    after: Whole,
    *,
    payer: Codes | int,
    payer_kind: str,
    channel: Codes | int,
    overseas: bool = False,
) -> Strip:
    """What comes into residents' accounts; nobody asks for names, no device takes part."""
    people = routine.setting.people
    columns: dict[str, Column] = {
        "person": people.token[rows],
        "incoming": True,
        "payer": payer,
        "payee": people.account[rows],
        "amount": amount,
        "balance_after": after,
        "currency": routine.word("CNY"),
        "channel": channel,
        "payer_kind": routine.word(payer_kind),
        "payee_kind": routine.word("own" if payer_kind == "own" else "personal"),
        "overseas": overseas,
        "on_call": False,
    }
    return Strip(Kind.TRANSFER, at, columns)


def channels(routine: Routine, rng: Draws, name: str, one: str | None, size: int) -> Codes:
    """Each one's channel: the category's one, or one of its several."""
    if one is not None:
        return np.full(size, routine.word(one), np.int32)
    weights = routine.data["channels"][name]
    return Choice(weights, routine.setting.pool.codes(list(weights))).draw(rng, size)


def _shut(routine: Routine, channel: Codes, at: Whole, instead: str) -> None:
    """At night nobody pays at the counter."""
    first, last = routine.data["counter_hours"]
    hour = (at - routine.setting.plan.start) % DAY // HOUR
    there = channel == routine.word("counter")
    channel[there & ((hour < first) | (hour >= last))] = routine.word(instead)


def _is(routine: Routine, channel: Codes, words: tuple[str, ...]) -> Flags:
    return np.isin(channel, routine.setting.pool.codes(words))


def _some(rng: Draws, size: int, share: float) -> Flags:
    chosen: Flags = rng.random(size, np.float32) < share
    return chosen
