"""Money out of accounts that are not residents' own: firms' accounts, people from elsewhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws
from wuzha.simulate.life.habits import Routine
from wuzha.simulate.life.ledger import Way, affordable, amounts, before, paid
from wuzha.simulate.life.lottery import Rows, crowd, divided
from wuzha.simulate.life.payments import Payees, hours_of, payees, payment
from wuzha.simulate.people import JOBS
from wuzha.simulate.pool import NONE
from wuzha.simulate.strip import Strip

Whole = NDArray[np.int64]

_WAYS = {
    "supplier": Way(None, "company", "invoiced"),
    "wages": Way(None, "personal", "spoken"),
    "tax": Way("mobile", "public", "priced"),
    "petty_cash": Way("atm", "cash", "notes"),
    "stock": Way(None, "merchant", "priced"),
    "import": Way("mobile", "company", "invoiced", overseas=True),
}
_NOT_OWN = ("own", "public")
"""What people from elsewhere do not pay here."""


def office(routine: Routine, day: int) -> list[Strip]:
    """What those who keep a firm's books pay out of its account."""
    rng, data = routine.setting.draws("office", day), routine.data["office"]
    people, firms = routine.setting.people, routine.firms
    daily = np.array([data["a_day"].get(job, 0.0) for job in JOBS])[people.job]
    daily = np.where(firms.account >= 0, daily, 0.0) * routine.rhythm.factor("business", day)
    rules = data["payments"]
    shares = {name: rule["share"] for name, rule in rules.items()}
    strips = []
    for name, rows in divided(rng, crowd(rng, daily), shares).items():
        at = routine.rhythm.times("business", day, len(rows), rng)
        balance = before(routine.books, rng, rows)
        amount = amounts(rng, rules[name], len(rows))
        sums = affordable(rng, amount, balance, routine.data["nearly_empty"], _WAYS[name].style)
        to = _payees(routine, rng, name, rows)
        strips.append(paid(routine, rng, routine.books, name, _WAYS[name], rows, at, sums, to))
    return strips


def guests(routine: Routine, day: int) -> list[Strip]:
    """What people from elsewhere pay who bank in the city: each lives like some resident."""
    rng, data = routine.setting.draws("guests", day), routine.data
    shares = {name: rule["share"] for name, rule in data["payments"].items()}
    shares = {name: share for name, share in shares.items() if name not in _NOT_OWN}
    factor = routine.rhythm.factor("transfers", day)
    rates = np.full(len(routine.guests.token), data["guests"]["pays"] * factor)
    strips = []
    for name, rows in divided(rng, crowd(rng, rates), shares).items():
        at = routine.rhythm.times(hours_of(name), day, len(rows), rng)
        like = (rows * 7 + 3) % len(routine.setting.people)
        strips.append(payment(routine, rng, name, routine.guests, rows, at, like))
    return strips


def _payees(routine: Routine, rng: Draws, name: str, rows: Rows) -> Payees:
    world, size = routine.setting.world, len(rows)
    if name == "petty_cash":
        return NONE, False
    first = rng.random(size, np.float32) < routine.data["first_time"][name]
    if name == "wages":
        near = payees(routine, rng, "contact", rows)[0]
        far = payees(routine, rng, "stranger", rows)[0]
        return np.where(rng.random(size) < 0.5, near, far).astype(np.int32), first
    if name == "stock":
        return world.merchant[routine.shops.draw(rng, size)], first
    of = world.public if name == "tax" else world.company
    return of[rng.integers(0, len(of), size)], first
