"""Money into residents' accounts: salaries, pensions, friends, refunds, loans, broken deposits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws
from wuzha.simulate.life.habits import Routine
from wuzha.simulate.life.ledger import (
    STYLES,
    Way,
    amounts,
    before,
    channels,
    paid,
    received,
)
from wuzha.simulate.life.lottery import Lottery, Rows, crowd, divided, lognormal
from wuzha.simulate.life.payments import payees
from wuzha.simulate.people import JOBS
from wuzha.simulate.plan import MINUTE
from wuzha.simulate.pool import NONE, Codes
from wuzha.simulate.strip import Strip
from wuzha.simulate.sums import YUAN, priced

Whole = NDArray[np.int64]

_WAYS = {
    "from_friend": (None, "personal", "spoken"),
    "from_stranger": (None, "personal", "spoken"),
    "packet": ("red_packet", "personal", "spoken"),
    "from_own": ("mobile", "own", "spoken"),
    "from_company": (None, "company", "invoiced"),
    "refund": ("refund", "merchant", "priced"),
    "cash_in": ("cash", "cash", "notes"),
    "loan": ("loan", "bank", "spoken"),
    "deposit": ("deposit", "own", "spoken"),
    "from_overseas": ("mobile", "company", "invoiced"),
}
"""What comes in: channel, payer_kind, how the sum is named."""

# What loans and broken deposits are spent on.
_SPENT = {
    "spent_firm": (Way("mobile", "company", "invoiced"), 0.36, 0.6),
    "spent_shop": (Way("mobile", "merchant", "priced"), 0.2, 0.35),
    "spent_own": (Way("mobile", "own", "spoken"), 0.14, 0.02),
    "spent_friend": (Way("mobile", "personal", "spoken"), 0.16, 0.3),
    "spent_deal": (Way("mobile", "personal", "spoken"), 0.04, 0.9),
    "spent_public": (Way("mobile", "public", "priced"), 0.1, 0.3),
}
"""How it is paid, its share, and how often the payee is new."""


def receipts(routine: Routine, day: int) -> list[Strip]:
    """All incoming transfers of a day, and what loans and broken deposits are spent on."""
    rng = routine.setting.draws("receipts", day)
    rules, rhythm = routine.data["receipts"], routine.rhythm
    inward = sum(rule["share"] for rule in rules.values())
    ordinary = inward + sum(rule["share"] for rule in routine.data["payments"].values())
    rates = routine.setting.people.pays * (inward / ordinary * rhythm.factor("transfers", day))
    shares = {name: rule["share"] for name, rule in rules.items()}
    strips = [*_paydays(routine, rng, day), _sales(routine, rng, day)]
    for name, rows in divided(rng, crowd(rng, rates), shares).items():
        hours = "business" if name in ("from_company", "refund") else "transfers"
        at = rhythm.times(hours, day, len(rows), rng)
        amount = STYLES[_WAYS[name][2]](rng, amounts(rng, rules[name], len(rows)))
        strips.append(_received(routine, rng, name, rows, at, amount))
        if name in ("loan", "deposit"):
            strips += _spent(routine, rng, rows, at, amount)
    return strips


def _received(
    routine: Routine, rng: Draws, name: str, rows: Rows, at: Whole, amount: Whole
) -> Strip:
    channel, payer_kind, _ = _WAYS[name]
    return received(
        routine, rows, at, amount, before(routine.residents, rng, rows) + amount,
        payer=_payers(routine, rng, name, rows), payer_kind=payer_kind,
        channel=channels(routine, rng, name, channel, len(rows)),
        overseas=name == "from_overseas",
    )  # fmt: skip


def _payers(routine: Routine, rng: Draws, name: str, rows: Rows) -> Codes | int:
    people, world, habits = routine.setting.people, routine.setting.world, routine.habits
    if name in ("from_friend", "packet"):
        friend = rng.integers(0, habits.friends.shape[1], len(rows))
        return world.stranger[habits.friends[rows, friend]]
    if name == "from_stranger":
        return world.stranger[rng.integers(0, len(world.stranger), len(rows))]
    if name in ("from_own", "deposit"):
        return people.savings[rows]
    if name == "refund":
        shop = habits.shops[rows, rng.integers(0, habits.shops.shape[1], len(rows))]
        return world.merchant[shop]
    if name in ("loan", "cash_in"):
        return NONE
    return world.company[rng.integers(0, len(world.company), len(rows))]


def _sales(routine: Routine, rng: Draws, day: int) -> Strip:
    """What customers pay to residents who trade."""
    people, world = routine.setting.people, routine.setting.world
    trades = people.job == JOBS.index("trader")
    factor = routine.rhythm.factor("transfers", day)
    rows = crowd(rng, np.where(trades, routine.data["sales_per_trader"] * factor, 0.0))
    at = routine.rhythm.times("transfers", day, len(rows), rng)
    amount = priced(rng, amounts(rng, routine.data["payments"]["shop"], len(rows)))
    return received(
        routine, rows, at, amount, before(routine.residents, rng, rows) + amount,
        payer=world.stranger[rng.integers(0, len(world.stranger), len(rows))],
        payer_kind="personal", channel=routine.word("qr"),
    )  # fmt: skip


def _paydays(routine: Routine, rng: Draws, day: int) -> list[Strip]:
    """Salaries from employers and pensions from an authority, on their days of the month."""
    people, world, firms = routine.setting.people, routine.setting.world, routine.firms
    today = routine.rhythm.date(day).day
    strips = []
    staff = _rows((firms.employer >= 0) & (routine.habits.payday == today))
    if len(staff):
        payer = world.employer[firms.employer[staff]]
        strips.append(_wages(routine, rng, day, staff, payer, "company"))
    if today == routine.rhythm.pension_day():
        retired = _rows(people.job == JOBS.index("retired"))
        payer = world.public[retired % min(4, len(world.public))]
        strips.append(_wages(routine, rng, day, retired, payer, "public"))
    return strips


def _rows(chosen: NDArray[np.bool_]) -> Rows:
    return np.flatnonzero(chosen).astype(np.int32)


def _wages(routine: Routine, rng: Draws, day: int, rows: Rows, payer: Codes, kind: str) -> Strip:
    people = routine.setting.people
    amount = (people.income[rows] * lognormal(rng, 0.92, 0.06, len(rows))).astype(np.int64) + YUAN
    at = routine.rhythm.times("business", day, len(rows), rng)
    return received(
        routine, rows, at, amount, before(routine.residents, rng, rows) + amount,
        payer=payer, payer_kind=kind, channel=routine.word("salary"),
    )  # fmt: skip


def _spent(routine: Routine, rng: Draws, rows: Rows, at: Whole, amount: Whole) -> list[Strip]:
    """Most of the money goes on within hours: a purchase, a firm, a friend, an own account."""
    goes = rng.random(len(rows)) < routine.data["spent_after"]
    rows, at, amount = rows[goes], at[goes], amount[goes]
    at = at + (lognormal(rng, 75, 1.0, len(rows)) * MINUTE).astype(np.int64)
    spent = (amount * rng.uniform(0.6, 1.0, len(rows))).astype(np.int64) + 1
    kind = Lottery(np.array([share for _, share, _ in _SPENT.values()])).draw(rng, len(rows))
    strips = []
    for number, (name, (way, _, new)) in enumerate(_SPENT.items()):
        here = kind == number
        some, size = rows[here], int(here.sum())
        sums = STYLES[way.style](rng, spent[here])
        left = before(routine.residents, rng, some) + np.maximum(amount[here] - sums, 0)
        left = np.where(rng.random(size) < 0.3, rng.integers(0, 200 * YUAN, size), left)
        to = _payees(routine, rng, name, some), rng.random(size) < new
        strips.append(
            paid(routine, rng, routine.residents, name, way, some, at[here], (sums, left), to)
        )
    return strips


def _payees(routine: Routine, rng: Draws, name: str, rows: Rows) -> Codes | int:
    like = {"spent_firm": "company", "spent_shop": "shop", "spent_deal": "deal"}
    return payees(routine, rng, like.get(name, name.removeprefix("spent_")), rows)[0]
