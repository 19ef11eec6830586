"""Who lives with whom, and who knows whom."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws
from wuzha.simulate.people import CONTACTS

Whole = NDArray[np.int64]
Rows = NDArray[np.int32]
Data = Mapping[str, float]


def households(rng: Draws, age: Whole, data: Data) -> tuple[Whole, NDArray[np.bool_], Whole]:
    """Household and singleness of each row of `age`, and the rows in the order of households.

    Grown-ups who live as a pair are matched by age, children to households whose head is a
    parent's age older, some of the old likewise to the households of their children.
    """
    n = len(age)
    household = np.full(n, -1, np.int64)
    grown = np.flatnonzero(age >= 22)
    joins = (age[grown] >= 70) & (rng.random(len(grown)) < data["elders_with_children"])
    elders, adults = grown[joins], grown[~joins]
    paired = rng.random(len(adults)) < data["paired"]
    couples, singles = adults[paired], adults[~paired]
    couples = couples[np.argsort(age[couples] + rng.normal(0, data["partner_gap"], len(couples)))]
    household[couples] = np.arange(len(couples)) // 2
    first = int(household.max()) + 1
    household[singles] = first + np.arange(len(singles))
    heads = np.concatenate([couples[::2], singles])
    young = np.flatnonzero(age < 22)
    gap, spread = data["parent_gap"], data["parent_gap_spread"]
    _join(rng, household, age, couples[::2], young, gap, spread)
    _join(rng, household, age, couples[::2], elders, -gap, spread)
    alone = household < 0  # a city too small for anybody's parents
    household[alone] = first + len(singles) + np.arange(alone.sum())
    single = np.ones(n, np.bool_)
    single[couples] = False
    numbers = rng.permutation(max(int(household.max()) + 1, len(heads)))
    household = numbers[household]
    order = np.argsort(household, kind="stable")
    household[order] = np.cumsum(np.diff(household[order], prepend=household[order[:1]]) > 0)
    return household, single, order


def _join(
    rng: Draws,
    household: Whole,
    age: Whole,
    heads: Whole,
    members: Whole,
    gap: float,
    spread: float,
) -> None:
    """Gives each member a household whose head is about `gap` years older."""
    if not len(heads) or not len(members):
        return
    heads = heads[np.argsort(age[heads], kind="stable")]
    wanted = age[members] + rng.normal(gap, spread, len(members))
    near = np.searchsorted(age[heads], wanted) + rng.integers(-40, 41, len(members))
    household[members] = household[heads[np.clip(near, 0, len(heads) - 1)]]


def acquainted(rng: Draws, household: Whole, neighbours: float) -> tuple[Rows, NDArray[np.float32]]:
    """Family first, then people from the neighbourhood and from anywhere; trust falls."""
    n = len(household)
    index = np.arange(n)
    start = np.searchsorted(household, household)
    size = np.searchsorted(household, household, side="right") - start
    contacts = np.empty((n, CONTACTS), np.int32)
    for place in range(CONTACTS):
        near = index + rng.geometric(0.02, n) * rng.choice([-1, 1], n)
        other = np.where(rng.random(n) < neighbours, near, rng.integers(0, n, n)) % n
        home = start + (index - start + 1 + place) % size
        friend = np.where(other == index, (other + 1) % n, other)
        contacts[:, place] = np.where(place < size - 1, home, friend)
    falling = np.linspace(0.95, 0.25, CONTACTS)
    trust = falling * (1 - 0.35 * rng.random((n, CONTACTS)))
    trust = np.where(np.arange(CONTACTS) < size[:, None] - 1, np.maximum(trust, 0.8), trust)
    return contacts, -np.sort(-trust, axis=1).astype(np.float32)
