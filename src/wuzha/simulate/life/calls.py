"""Calls: family and friends, couriers, call centres, service lines, relatives abroad."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws
from wuzha.simulate.life.habits import Routine
from wuzha.simulate.life.lottery import Choice, Lottery, Rows, crowd, divided, lognormal
from wuzha.simulate.plan import SECOND
from wuzha.simulate.pool import NONE, Codes
from wuzha.simulate.strip import Column, Strip
from wuzha.vocabulary.event import Kind

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Columns = dict[str, Column]

_CLOSE = np.array([9, 7, 5, 4, 3, 2.5, 2, 1.7, 1.4, 1.2, 1, 0.8])
_BUSINESS = ("center", "service_in", "service_out")
_SECONDS_MAX = 6 * 3600


def calls(routine: Routine, day: int) -> list[Strip]:
    """All calls of a day but those that `calls_around` makes."""
    rng = routine.setting.draws("calls", day)
    data = routine.data["calls"]
    rates = routine.setting.people.talks * routine.rhythm.factor("calls", day)
    parts = divided(rng, crowd(rng, rates), {name: rule["share"] for name, rule in data.items()})
    relatives = routine.habits.relative[parts["overseas"]] >= 0
    parts["contact"] = np.concatenate([parts["contact"], parts["overseas"][~relatives]])
    parts["overseas"] = parts["overseas"][relatives]
    for name in (*_BUSINESS, "courier"):
        subject = "courier" if name == "courier" else "business"
        parts[name] = _thinned(rng, parts[name], routine.rhythm.factor(subject, day))
    return [_strip(routine, rng, day, name, rows) for name, rows in parts.items() if len(rows)]


def calls_around(routine: Routine, day: int, paid: tuple[Rows, Whole]) -> list[Strip]:
    """Calls that last while somebody pays or does something on the phone: who, and when."""
    rng = routine.setting.draws("calls around", day)
    rows, at = paid
    if not len(rows):
        return []
    names = {"contact": 0.5, "friend": 0.2, "service_out": 0.1, "service_in": 0.08, "unknown": 0.12}
    place = Lottery(np.array(list(names.values()))).draw(rng, len(rows))
    strips = []
    for number, name in enumerate(names):
        mine = place == number
        before = (lognormal(rng, 150, 0.9, int(mine.sum())) * SECOND).astype(np.int64)
        after = lognormal(rng, 90, 0.9, int(mine.sum())).astype(np.int64) + 5
        seconds = before // SECOND + after
        # One's own call to a friend is reported from the friend's side, so here others ring.
        sides = _sides(routine, rng, name, rows[mine], received=name == "contact")
        strips.append(Strip(Kind.CALL, at[mine] - before, _talk(sides, seconds)))
    return strips


def calls_before(routine: Routine, day: int, paid: tuple[Rows, Whole]) -> list[Strip]:
    """Calls after which somebody pays: with a seller, an agent, a friend, an office."""
    rng = routine.setting.draws("calls before", day)
    names = {"unknown": 0.5, "friend": 0.25, "center": 0.15, "service_in": 0.1}
    place = Lottery(np.array(list(names.values()))).draw(rng, len(paid[0]))
    strips = []
    for number, name in enumerate(names):
        rows, at = paid[0][place == number], paid[1][place == number]
        seconds = lognormal(rng, 190, 1.0, len(rows)).astype(np.int64) + 5
        since = (lognormal(rng, 25 * 60, 0.9, len(rows)) + seconds + 5).astype(np.int64)
        sides = _sides(routine, rng, name, rows)
        strips.append(Strip(Kind.CALL, at - since * SECOND, _talk(sides, seconds)))
    return strips


def _thinned(rng: Draws, rows: Rows, factor: float) -> Rows:
    """Fewer on days off; the rare busier day keeps them all."""
    return rows if factor >= 1 else rows[rng.random(len(rows)) < factor]


def _strip(routine: Routine, rng: Draws, day: int, name: str, rows: Rows) -> Strip:
    rule = routine.data["calls"][name]
    hours = "courier" if name == "courier" else "business" if name in _BUSINESS else "calls"
    at = routine.rhythm.times(hours, day, len(rows), rng)
    seconds = np.clip(lognormal(rng, rule["median"], rule["spread"], len(rows)), 2, _SECONDS_MAX)
    seconds[rng.random(len(rows), np.float32) >= rule["answered"]] = 0
    sides = _sides(routine, rng, name, rows)
    return Strip(Kind.CALL, at, _talk(sides, seconds.astype(np.int64)))


def _talk(sides: Columns, seconds: Whole) -> Columns:
    return sides | {"answered": seconds > 0, "duration_s": seconds}


def _sides(
    routine: Routine, rng: Draws, name: str, rows: Rows, *, received: bool = False
) -> Columns:
    """Who calls whom: the columns of one category."""
    if name == "contact":
        return _contact(routine, rng, rows, received)
    people, callers = routine.setting.people, routine.callers
    rule: dict[str, Any] = routine.data["calls"][name]
    incoming = rng.random(len(rows)) < rule.get("incoming", 0.0 if name == "service_out" else 1.0)
    number, cell, device, country = _OTHERS[name](routine, rng, rows)
    away, there = _roaming(routine, rng, name, len(rows))
    foreign = incoming & ((country >= 0) | away)
    mine = people.phone[rows]
    own_cell, own_device = callers.resident(rng, rows)
    home = incoming & ~foreign
    country = np.where(away, there, country)
    return {
        "person": people.token[rows],
        "incoming": incoming,
        "caller": np.where(incoming, number, mine),
        "callee": np.where(incoming, mine, number),
        "cell": np.where(home, cell, np.where(incoming, NONE, own_cell)).astype(np.int32),
        "device": np.where(home, device, np.where(incoming, NONE, own_device)).astype(np.int32),
        "foreign_trunk": foreign,
        "origin_country": np.where(foreign, country, NONE).astype(np.int32),
        "attestation": _attestation(routine, rng, foreign, incoming & (name in _BUSINESS)),
    }


def _roaming(routine: Routine, rng: Draws, name: str, size: int) -> tuple[Flags, Codes]:
    """Which calls from home numbers come in from abroad, and from where."""
    rule = routine.data["roaming"]
    away = rng.random(size, np.float32) < rule["shares"].get(name, 0.0)
    if name in ("foreign", "overseas"):
        away = rng.random(size, np.float32) < routine.data["forwarded"]
    words = rule["countries"]
    found = np.full(size, NONE, np.int32)
    codes = routine.setting.pool.codes(list(words))
    found[away] = Choice(words, codes).draw(rng, int(away.sum()))
    return away, found


def _contact(routine: Routine, rng: Draws, rows: Rows, received: bool) -> Columns:
    """Between two residents: the caller's row is `rows`, or the callee's if `received`."""
    people, callers = routine.setting.people, routine.callers
    other = people.contacts[rows, Lottery(_CLOSE).draw(rng, len(rows))]
    caller, callee = (other, rows) if received else (rows, other)
    cell, device = callers.resident(rng, caller)
    foreign = people.abroad[caller]
    return {
        "person": people.token[callee],
        "incoming": True,
        "caller": people.phone[caller],
        "callee": people.phone[callee],
        "cell": cell,
        "device": device,
        "foreign_trunk": foreign,
        "origin_country": callers.country[caller],
        "attestation": _attestation(routine, rng, foreign, False),
    }


Other = tuple[Whole, Codes | int, Codes | int, Codes | int]
"""Numbers with cells, handsets and countries."""


def _friend(routine: Routine, rng: Draws, rows: Rows) -> Other:
    friends = routine.habits.friends
    return _mobile(routine, friends[rows, rng.integers(0, friends.shape[1], len(rows))])


def _stranger(routine: Routine, rng: Draws, rows: Rows) -> Other:
    strangers = len(routine.setting.world.stranger)
    return _mobile(routine, rng.integers(0, strangers, len(rows), dtype=np.int32))


def _mobile(routine: Routine, row: Rows) -> Other:
    callers, phone = routine.callers, routine.setting.world.stranger_phone
    return phone[row], callers.stranger_cell[row], callers.stranger_device[row], NONE


def _courier(routine: Routine, rng: Draws, rows: Rows) -> Other:
    """Couriers keep to their part of the town and ring from where they are."""
    setting, callers = routine.setting, routine.callers
    phone = setting.world.courier_phone
    few = max(len(phone) // len(setting.places.station), 3)
    row = (setting.people.region[rows] * few + rng.integers(0, few, len(rows))) % len(phone)
    there = np.where(callers.home[rows] >= 0, callers.home[rows], callers.courier_cell[row])
    told = callers.courier_device[row] >= 0
    return phone[row], np.where(told, there, NONE), callers.courier_device[row], NONE


def _center(routine: Routine, rng: Draws, rows: Rows) -> Other:
    """Call centres; those that ring from mobiles sit several to a cell and share handsets."""
    callers, phone = routine.callers, routine.setting.world.center_phone
    row = rng.integers(0, len(phone), len(rows))
    handset = rng.integers(0, callers.center_device.shape[1], len(rows))
    return phone[row], callers.center_cell[row], callers.center_device[row, handset], NONE


def _service(routine: Routine, rng: Draws, rows: Rows) -> Other:
    phone = routine.setting.world.service_line
    line = Lottery(np.arange(1, len(phone) + 1, dtype=np.float64) ** -0.5).draw(rng, len(rows))
    return phone[line], NONE, NONE, NONE


def _relative(routine: Routine, rng: Draws, rows: Rows) -> Other:
    return _abroad(routine, routine.habits.relative[rows])


def _foreign(routine: Routine, rng: Draws, rows: Rows) -> Other:
    numbers = len(routine.setting.world.overseas_phone)
    return _abroad(routine, rng.integers(0, numbers, len(rows), dtype=np.int32))


def _abroad(routine: Routine, row: Rows) -> Other:
    phone = routine.setting.world.overseas_phone
    return phone[row], NONE, NONE, routine.callers.overseas_country[row]


_OTHERS = {
    "friend": _friend,
    "unknown": _stranger,
    "courier": _courier,
    "center": _center,
    "service_in": _service,
    "service_out": _service,
    "overseas": _relative,
    "foreign": _foreign,
}


def _attestation(routine: Routine, rng: Draws, foreign: Flags, business: Flags | bool) -> Codes:
    words = routine.data["attestation"]
    codes = routine.setting.pool.codes(list(words["home"]))
    size = len(foreign)
    home = Choice(words["home"], codes).draw(rng, size)
    if np.any(business):
        home = np.where(business, Choice(words["business"], codes).draw(rng, size), home)
    far = np.flatnonzero(foreign)
    home[far] = Choice(words["foreign"], codes).draw(rng, len(far))
    return home
