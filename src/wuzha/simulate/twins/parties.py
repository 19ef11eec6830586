"""With whom: the other side of an affair, drawn from the residents or the world outside."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws, weighted
from wuzha.simulate.people import CONTACTS
from wuzha.simulate.pool import NONE, Codes
from wuzha.simulate.setting import Setting
from wuzha.simulate.twins.shared import office_phones

Whole = NDArray[np.int64]

_NEIGHBOURS = 300
"""Neighbours are residents so many rows away at most: they live in the same places."""


@dataclass(frozen=True)
class Party:
    """One other side for each affair (or each event); what does not apply is NONE."""

    source: str
    phone: Whole
    account: Codes
    token: Codes
    row: Whole  # of the residents

    def take(self, rows: Whole) -> Party:
        """The party of some affairs, in that order, repeated as they are."""
        columns = {f.name: getattr(self, f.name)[rows] for f in fields(self) if f.name != "source"}
        return Party(self.source, **columns)


def draw_party(setting: Setting, source: str, row: Whole, rng: Draws) -> Party:
    """A party for each resident `row`; `source` is one of the sheet's `sources`."""
    size = len(row)
    if source in ("friend", "family", "neighbour", "own"):
        return _resident(setting, source, row, rng)
    world = setting.world
    if source == "stranger":
        at = rng.integers(0, len(world.stranger), size)
        return _outside(
            source, world.stranger_phone[at], world.stranger[at], world.stranger_token[at]
        )
    if source == "relative":
        at, line = (rng.integers(0, len(of), size) for of in (world.stranger, world.overseas_phone))
        return _outside(source, world.overseas_phone[line], world.stranger[at])
    if source == "merchant":
        at = weighted(rng, world.merchant_weight, size)
        return _outside(source, office_phones(setting, at * 4 + 3), world.merchant[at])
    if source == "cash":
        nothing = np.full(size, NONE)
        return _outside(source, nothing, nothing.astype(np.int32))
    accounts = {"public": world.public, "exchange": world.exchange}.get(source, world.company)
    at = rng.integers(0, len(accounts), size)
    lines = {
        "center": world.center_phone,
        "hotline": world.service_line,
        "courier": world.courier_phone,
        "agent": world.stranger_phone,
        "overseas": world.overseas_phone,
    }.get(source)
    office = {"public": 1, "exchange": 2}.get(source, 0)
    phone = office_phones(setting, at * 4 + office) if lines is None else lines[at % len(lines)]
    return _outside(source, phone, accounts[at])


def _resident(setting: Setting, source: str, row: Whole, rng: Draws) -> Party:
    people = setting.people
    if source == "own":
        return Party(source, people.phone[row], people.savings[row], people.token[row], row)
    if source == "neighbour":
        away = rng.integers(1, _NEIGHBOURS + 1, len(row)) * rng.choice((-1, 1), len(row))
        other = (row + away) % len(people)
    else:
        place = rng.integers(0, 3 if source == "family" else CONTACTS, len(row))
        other = people.contacts[row, place].astype(np.int64)
    return Party(source, people.phone[other], people.account[other], people.token[other], other)


def _outside(source: str, phone: Whole, account: Codes, token: Codes | None = None) -> Party:
    nobody = np.full(len(phone), NONE)
    return Party(
        source,
        phone.astype(np.int64),
        account,
        nobody.astype(np.int32) if token is None else token,
        nobody.astype(np.int64),
    )
