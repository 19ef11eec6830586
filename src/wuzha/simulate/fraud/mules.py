"""The money chain: how victims' money leaves, from mule to mule, until it is out of the banks.

A payment goes through one to five hops: the accounts of levels 1 to n send it on, split in parts,
within minutes, and the last of them lets it out as cash, coins, goods or abroad. Each mule keeps a
commission: what a mule got of a payment less what it sent on, never a row of its own, so that
exits and commissions of a payment add up to its amount. Accounts of deeper levels serve many
payments: sums of several meet there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wuzha.simulate.book import Book
from wuzha.simulate.draws import Draws, weighted
from wuzha.simulate.fraud.gangs import Gangs
from wuzha.simulate.fraud.payment import Payment
from wuzha.simulate.fraud.transfers import (
    CASH,
    CRYPTO,
    EXITS,
    GOODS,
    OVERSEAS,
    Transfers,
    write_transfers,
)
from wuzha.simulate.plan import DAY, HOUR, MINUTE, SECOND
from wuzha.simulate.pool import NONE
from wuzha.simulate.setting import Setting
from wuzha.simulate.sums import YUAN, spoken
from wuzha.simulate.truth import HOPS

Whole = NDArray[np.int64]
Data = Mapping[str, Any]

_PARTS_MAX = 4
_BELOW = 0.95
"""Share of the limit of a cash machine that withdrawals reach on average."""
_UNEVEN_CASH = 0.025
"""How far withdrawals differ: four of them still stay below the limit."""


@dataclass(frozen=True)
class Money:
    """Sums that lie on mule accounts; `of` is the payment they come from, `row` the account."""

    of: Whole
    at: Whole
    amount: Whole
    row: Whole

    def take(self, rows: Whole | NDArray[np.bool_]) -> Money:
        return Money(self.of[rows], self.at[rows], self.amount[rows], self.row[rows])


@dataclass
class Chain:
    """What the hops of all payments are made with, and the hops made so far."""

    setting: Setting
    gangs: Gangs
    rng: Draws
    house: Whole  # of each payment
    gang: Whole
    hops: Whole  # how many each payment will take
    made: list[Transfers] = field(default_factory=list)

    @property
    def data(self) -> Data:
        found: Data = self.gangs.data["chain"]
        return found


def move_money(setting: Setting, gangs: Gangs, payments: Sequence[Payment], book: Book) -> pa.Table:
    """Moves every payment on; the hops in `truth.HOPS`, in the order of time.

    Those inside the plan's time are also written to `book`, as events of the holder of the paying
    account. Small transfers by which accounts are tried before their first money are events, but
    no hops: they carry nobody's payment.
    """
    if not payments:
        return HOPS.empty_table()
    rng = setting.draws("money")
    money = Money(
        np.arange(len(payments)),
        np.array([payment.at for payment in payments]),
        np.array([payment.amount for payment in payments]),
        np.array([payment.mule.row for payment in payments]),
    )
    count = 1 + weighted(rng, np.array(gangs.data["chain"]["hops"]), len(payments))
    gang = np.array([payment.gang for payment in payments])
    chain = Chain(setting, gangs, rng, gangs.accounts.house[money.row], gang, count)
    while len(money.of):
        money = _hop(chain, money, len(chain.made) + 1)
    hops = Transfers.joined(chain.made)
    tests = _tests(chain, hops, money_in=_first_money(chain, payments, hops))
    write_transfers(setting, gangs, payments, hops, tests, book)
    return _table(setting, gangs, payments, hops)


def _hop(chain: Chain, money: Money, hop: int) -> Money:
    """Sends on all sums that arrived by the hop before; what stays within the banks."""
    last = chain.hops[money.of] == hop
    exits = np.full(len(last), -1)
    exits[last] = _exits(chain, money.amount[last], chain.gangs.accounts.company[money.row[last]])
    sent, source = _parts(chain, money, exits == CASH)
    exit_ = exits[source]
    row = np.full(len(source), -1)
    inside = exit_ < 0
    house = chain.house[sent.of[inside]]
    row[inside] = chain.gangs.accounts.next(house, hop + 1, sent.at[inside], chain.rng)
    chain.made.append(
        Transfers(
            of=sent.of,
            hop=np.full(len(source), hop),
            at=sent.at,
            amount=sent.amount,
            payer=sent.row,
            payee=row,
            account=_payees(chain, sent, exit_, row),
            exit=exit_,
            dwell=sent.at - money.at[source],
        )
    )
    arrived = Money(sent.of, sent.at, sent.amount, row)
    return arrived.take(inside)


def _exits(chain: Chain, amount: Whole, firm: NDArray[np.bool_]) -> Whole:
    """How each sum leaves: large ones neither as cash nor as goods, small ones not as cash.

    From firms' accounts it does not go for coins: their banks would ask.
    """
    data, rng = chain.data, chain.rng
    shares = np.array([data["exits"][name] for name in EXITS])
    weight = np.broadcast_to(shares, (len(amount), len(EXITS))).copy()
    most = _BELOW * _PARTS_MAX * data["cash_limit"] * YUAN
    weight[(amount < data["cash_least"] * YUAN) | (amount > most), CASH] = 0
    weight[amount > data["goods_up_to"] * YUAN, GOODS] = 0
    weight[firm, CRYPTO] = 0
    edges = weight.cumsum(axis=1)
    at = rng.random(len(amount)) * edges[:, -1]
    return np.asarray((edges <= at[:, None]).sum(axis=1))


def _parts(chain: Chain, money: Money, cash: NDArray[np.bool_]) -> tuple[Money, Whole]:
    """The sums less the commission, split and sent on later; and of which sum each part is."""
    data, rng = chain.data, chain.rng
    low, high = data["commission"]
    kept = money.amount * rng.uniform(low, high, len(money.of))
    rest = money.amount - kept.astype(np.int64)
    count = 1 + weighted(rng, np.array(data["parts"]), len(rest))
    count = np.minimum(count, 1 + rest // (data["part"] * YUAN))
    needed = -(-rest // int(_BELOW * data["cash_limit"] * YUAN))
    count = np.where(cash, np.maximum(count, needed), count)
    source = np.repeat(np.arange(len(rest)), count)
    nth = np.arange(len(source)) - np.repeat(np.cumsum(count) - count, count)
    amount = _split(rest, count, source, nth, np.where(cash, _UNEVEN_CASH, 0.6), rng)
    step = np.where(cash[source], data["cash_note"] * YUAN, _steps(data, amount, rng))
    amount -= amount % step
    whole = amount > 0
    source, nth, amount = source[whole], nth[whole], amount[whole]
    at = _sent_at(chain, money.at, source, nth)
    return Money(money.of[source], at, amount, money.row[source]), source


def _steps(data: Data, amount: Whole, rng: Draws) -> Whole:
    """Units to which sums are rounded down: three digits count, or whole yuan, or all."""
    ten = np.floor(np.log10(np.maximum(amount, 1))).astype(np.int64)
    three = 10 ** np.maximum(ten - 2, 0)
    way = weighted(rng, np.array(data["rounds"]), len(amount))
    whole = np.where(amount < 100 * YUAN, 1, YUAN)
    found: Whole = np.choose(way, [np.maximum(three, 1), whole, np.ones_like(amount)])
    return found


def _sent_at(chain: Chain, came: Whole, source: Whole, nth: Whole) -> Whole:
    """When each part is sent: all of a sum in one burst, some sums only at night."""
    data, rng = chain.data, chain.rng
    mean = data["dwell_minutes"] * MINUTE / np.log(2)
    dwell = np.maximum(rng.exponential(mean, len(came)), data["dwell_least_seconds"] * SECOND)
    first, last = data["night_hours"]
    night = rng.uniform(first, last, len(came)) * HOUR
    until_night = (night - (came - chain.setting.plan.start)) % DAY
    held = rng.random(len(came)) < data["held_to_night"]
    dwell = np.where(held, np.maximum(until_night, dwell), dwell)
    low, high = data["burst_seconds"]
    wait = dwell[source] + nth * rng.uniform(low, high, len(source)) * SECOND
    at: Whole = came[source] + wait.astype(np.int64)
    return at


def _split(
    rest: Whole, count: Whole, source: Whole, nth: Whole, uneven: NDArray[np.float64], rng: Draws
) -> Whole:
    """Parts that add up to each sum exactly: differences of rounded running shares."""
    share = 1 + uneven[source] * rng.uniform(-1, 1, len(source))
    total = np.bincount(source, share)[source]
    running = np.cumsum(share)
    start = np.repeat(running[np.cumsum(count) - count] - share[np.cumsum(count) - count], count)
    upto = np.rint((running - start) / total * rest[source]).astype(np.int64)
    upto[nth == count[source] - 1] = rest
    before = np.where(nth == 0, 0, np.roll(upto, 1))
    parts: Whole = upto - before
    return parts


def _payees(chain: Chain, sent: Money, exit_: Whole, row: Whole) -> NDArray[np.int32]:
    """Accounts that are paid: the next mule's, a dealer's, a shop's; NONE for cash."""
    accounts, world, rng = chain.gangs.accounts, chain.setting.world, chain.rng
    found = np.full(len(row), NONE, np.int32)
    found[row >= 0] = accounts.account[row[row >= 0]]
    house = chain.house[sent.of]
    for way, shelf in ((CRYPTO, accounts.dealers), (OVERSEAS, accounts.abroad)):
        here = exit_ == way
        choice = rng.integers(0, len(shelf[0]), int(here.sum()))
        found[here] = np.stack(shelf)[house[here], choice]
    goods = exit_ == GOODS
    found[goods] = world.merchant[weighted(rng, world.merchant_weight, int(goods.sum()))]
    return found


def _first_money(
    chain: Chain, payments: Sequence[Payment], hops: Transfers
) -> tuple[Whole, Whole, Whole]:
    """For each mule account that ever got money: its row, the instant, and which payment's."""
    inside = hops.payee >= 0
    row = np.append([payment.mule.row for payment in payments], hops.payee[inside])
    at = np.append([payment.at for payment in payments], hops.at[inside])
    of = np.append(np.arange(len(payments)), hops.of[inside])
    order = np.lexsort((at, row))
    rows, first = np.unique(row[order], return_index=True)
    return rows, at[order][first], of[order][first]


def _tests(chain: Chain, hops: Transfers, money_in: tuple[Whole, Whole, Whole]) -> Transfers:
    """Small transfers to or from another account of the house before the first money comes."""
    rows, at, of = money_in
    data, rng, accounts = chain.data, chain.rng, chain.gangs.accounts
    tested = rng.random(len(rows)) < data["tested"]
    rows, at, of = rows[tested], at[tested], of[tested]
    size = len(rows)
    low, high = data["test_before_minutes"]
    before = np.exp(rng.uniform(np.log(low), np.log(high), size)) * MINUTE
    at = at - before.astype(np.int64)
    other = accounts.next(accounts.house[rows], 2, at, rng)
    other = np.where(other == rows, accounts.next(accounts.house[rows], 3, at, rng), other)
    out = rng.random(size) < 0.5
    payer, payee = np.where(out, rows, other), np.where(out, other, rows)
    low, high = data["test_amount"]
    wanted = (np.exp(rng.uniform(np.log(low), np.log(high), size)) * YUAN).astype(np.int64)
    return Transfers(
        of=of,
        hop=np.zeros(size, np.int64),
        at=at,
        amount=np.clip(spoken(rng, wanted), low * YUAN, high * YUAN),
        payer=payer,
        payee=payee,
        account=accounts.account[payee],
        exit=np.full(size, -1),
        dwell=np.zeros(size, np.int64),
    )


def _table(
    setting: Setting, gangs: Gangs, payments: Sequence[Payment], hops: Transfers
) -> pa.Table:
    number = np.array([payment.number for payment in payments])
    order = np.lexsort((hops.of, hops.at))
    some = hops.take(order)
    pool = setting.pool
    columns = {
        "payment": pa.array(number[some.of]).cast(pa.int32()),
        "hop": pa.array(some.hop).cast(pa.int8()),
        "at": some.at,
        "payer": pool.take(gangs.accounts.account[some.payer]),
        "payee": pool.take(some.account),
        "amount": some.amount,
        "dwell": some.dwell,
        "exit": pa.array(EXITS).take(pa.array(some.exit, mask=some.exit < 0)),
    }
    return pa.table(columns, schema=HOPS)
