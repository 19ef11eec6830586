"""Calls of an affair."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.callers import countries
from wuzha.simulate.plan import MINUTE, SECOND
from wuzha.simulate.pool import NONE, Codes
from wuzha.simulate.twins.kind import Call, Talk
from wuzha.simulate.twins.parties import Party
from wuzha.simulate.twins.scene import Scene
from wuzha.simulate.twins.shared import shared
from wuzha.simulate.twins.times import Rows
from wuzha.vocabulary.event import Kind

_P95 = 1.6449
_MOBILE = ("stranger", "agent", "courier")
"""Parties who ring from a mobile of their own."""
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]


def call(scene: Scene, act: Call) -> None:
    """The person and the party speak; a resident is called, whoever begins."""
    rows, rng = scene.rows(act), scene.rng
    median, p95 = act.minutes
    sigma = np.log(p95 / median) / _P95
    seconds = median * 60 * np.exp(sigma * rng.standard_normal(len(rows)))
    answered = rng.random(len(rows)) < act.answered
    seconds = np.where(answered, np.maximum(seconds, 5), 0).astype(np.int64)
    rows, seconds = _apart(scene, rows, seconds)
    incoming = rng.random(len(rows)) < act.incoming
    party = scene.affairs.parties[act.party].take(rows.of)
    _write(scene, rows, party, incoming, seconds)


def talk(scene: Scene, rows: Rows, during: Talk | None) -> Flags:
    """Which rows happen while the person is on the telephone.

    With the chance of `during` those who are not make a call that lasts around the first row.
    """
    if during is not None:
        rng = scene.rng
        free = (rows.turn == 0) & ~_on_call(scene, rows)
        begins = free & (rng.random(len(rows)) < during.chance)
        of, at = rows.of[begins], rows.at[begins]
        before = (MINUTE * np.exp(1.2 + 0.8 * rng.standard_normal(len(of)))).astype(np.int64)
        after = (MINUTE * np.exp(0.8 + 0.8 * rng.standard_normal(len(of)))).astype(np.int64)
        last = scene.affairs.call_until[of]
        begin = np.where(last < at, np.maximum(at - before, last), at - before)
        around = replace(rows, of=of, at=begin, turn=rows.turn[begins])
        party = scene.affairs.parties[during.party].take(of)
        seconds = (at - begin + after) // SECOND + 1
        _write(scene, around, party, rng.random(len(of)) < 0.5, seconds)
    return _on_call(scene, rows)


def _on_call(scene: Scene, rows: Rows) -> Flags:
    """Whether each row lies within the last call of its affair."""
    affairs = scene.affairs
    found: Flags = (rows.at >= affairs.call_from[rows.of]) & (rows.at < affairs.call_until[rows.of])
    return found


def _apart(scene: Scene, rows: Rows, seconds: Whole) -> tuple[Rows, Whole]:
    """Nobody is in two calls: a new one waits for the end of the last, and ends before the next."""
    first = np.arange(len(rows)) - rows.turn
    late = np.maximum(scene.affairs.call_until[rows.of] - rows.at[first], 0)
    at = rows.at + late
    np.maximum.at(scene.affairs.clock, rows.of, at)
    follows = np.append(rows.turn[1:] > 0, False) if len(rows) else np.zeros(0, np.bool_)
    room = np.append(np.diff(at), 0) // SECOND if len(rows) else seconds
    return replace(rows, at=at), np.where(follows, np.minimum(seconds, room), seconds)


def _write(scene: Scene, rows: Rows, party: Party, incoming: Flags, seconds: Whole) -> None:
    people, affairs = scene.setting.people, scene.affairs
    affairs.call_from[rows.of] = rows.at
    affairs.call_until[rows.of] = rows.at + seconds * SECOND
    mine = scene.people(people.phone, rows)
    resident = party.row >= 0
    called = ~incoming & resident
    country = _origin(scene, rows, party, incoming)
    foreign = country >= 0
    office = incoming & (party.source not in _MOBILE) & ~resident & ~foreign
    cell, device = _handset(scene, rows, party, incoming, foreign)
    columns = {
        "person": np.where(called, party.token, scene.people(people.token, rows)),
        "incoming": incoming | called,
        "caller": np.where(incoming, party.phone, mine),
        "callee": np.where(incoming, mine, party.phone),
        "answered": seconds > 0,
        "duration_s": seconds,
        "foreign_trunk": foreign,
        "origin_country": country,
        "attestation": _attestation(scene, foreign, office),
        "cell": cell,
        "device": device,
    }
    scene.write(Kind.CALL, rows, columns)


def _origin(scene: Scene, rows: Rows, party: Party, incoming: Flags) -> Codes:
    """The country a call comes from if the caller is abroad, NONE at home."""
    caller = np.where(incoming, party.row, scene.affairs.row[rows.of])
    away = (caller >= 0) & (incoming | (party.row >= 0))
    lives = np.where(away, scene.known.callers.country[caller], NONE)
    there = np.where(incoming, countries(scene.setting, party.phone), NONE)
    return np.maximum(lives, there).astype(np.int32)


def _handset(
    scene: Scene, rows: Rows, party: Party, incoming: Flags, foreign: Flags
) -> tuple[Codes, Codes]:
    """Cell and device of the caller, where the caller's operator tells."""
    callers = scene.known.callers
    caller = np.where(incoming, party.row, scene.affairs.row[rows.of])
    resident = caller >= 0
    cell, device = callers.others(np.where(incoming, party.phone, NONE))
    own_cell, own_device = callers.resident(scene.rng, caller)
    cell, device = np.where(resident, own_cell, cell), np.where(resident, own_device, device)
    return np.where(foreign, NONE, cell), np.where(foreign, NONE, device)


def _attestation(scene: Scene, foreign: Flags, business: Flags) -> Codes:
    shares = shared(scene.setting.pack, "life")["attestation"]
    home, office, abroad = (
        scene.words(shares[name], len(foreign)) for name in ("home", "business", "foreign")
    )
    return np.where(foreign, abroad, np.where(business, office, home))
