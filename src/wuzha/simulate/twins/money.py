"""Money of an affair: what the person pays and receives, and what is left."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.bank import NAMED, ON_DEVICE, TYPED, wallets
from wuzha.simulate.pool import NONE, Codes
from wuzha.simulate.strip import Column
from wuzha.simulate.sums import invoiced, notes, priced, spoken
from wuzha.simulate.twins.affairs import lognormal, wealth
from wuzha.simulate.twins.calls import talk
from wuzha.simulate.twins.kind import Pay, Receive
from wuzha.simulate.twins.parties import Party, draw_party
from wuzha.simulate.twins.scene import Scene
from wuzha.simulate.twins.shared import shared
from wuzha.simulate.twins.times import Rows, totals
from wuzha.vocabulary.event import Kind

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

_CENTS = 0.03
"""What is left of an account, at most, as a share of the payment that empties it."""


def pay(scene: Scene, act: Pay) -> None:
    """The person pays; a resident who is paid is no second event."""
    rows, affairs = scene.rows(act), scene.affairs
    party = _party(scene, act, rows)
    payee_kind = act.payee_kind or scene.sheet.sources[party.source].kind
    amount = _amount(scene, act, rows, payee_kind)
    channel = scene.words(act.channel, len(rows))
    first = _first(scene, act, rows)
    left = affairs.balance[rows.of] - totals(amount, rows)
    cents = (amount * _CENTS * scene.rng.random(len(rows))).astype(np.int64)
    left = np.where(left < 0, cents, left)
    _settle(affairs.balance, rows, left)
    people = scene.setting.people
    payer, payer_kind = _payer(scene, act, rows)
    columns: dict[str, Column] = {
        "person": scene.people(people.token, rows),
        "incoming": False,
        "payer": payer,
        "payee": party.account,
        "amount": amount,
        "currency": scene.word(scene.sheet.currency),
        "channel": channel,
        "balance_after": left,
        "payer_kind": payer_kind,
        "payee_kind": scene.word(payee_kind),
        "first_time_payee": first,
        "payee_name_matches": _matches(scene, channel, payee_kind),
        "on_call": talk(scene, rows, act.talk),
        "overseas": scene.rng.random(len(rows)) < act.overseas,
        "wallet": _wallets(scene, rows, _is(scene, channel, ("crypto",))),
        "device": np.where(_is(scene, channel, ON_DEVICE), scene.people(people.device, rows), NONE),
    }
    scene.write(Kind.TRANSFER, rows, columns)


def receive(scene: Scene, act: Receive) -> None:
    """Money comes in. From another resident it is that resident's payment."""
    rows, affairs = scene.rows(act), scene.affairs
    party = _party(scene, act, rows)
    source = scene.sheet.sources[party.source]
    amount = _amount(scene, act, rows, act.payer_kind or source.kind)
    np.add.at(affairs.taken, rows.of, amount)
    left = affairs.balance[rows.of] + totals(amount, rows)
    _settle(affairs.balance, rows, left)
    people = scene.setting.people
    theirs = (party.row >= 0) & (party.source != "own")
    kept = np.maximum(people.balance[party.row] - amount, amount // 20)
    channel = scene.words(act.channel, len(rows))
    columns: dict[str, Column] = {
        "person": np.where(theirs, party.token, scene.people(people.token, rows)),
        "incoming": ~theirs,
        "payer": np.where(_is(scene, channel, ("loan",)), NONE, party.account),
        "payee": scene.people(people.account, rows),
        "amount": amount,
        "currency": scene.word(scene.sheet.currency),
        "channel": channel,
        "balance_after": np.where(theirs, kept, left),
        "payer_kind": scene.word(act.payer_kind or source.kind),
        "payee_kind": scene.word("own" if party.source == "own" else "personal"),
        "first_time_payee": np.where(theirs, scene.rng.random(len(rows)) >= source.known, -1),
        "payee_name_matches": np.where(theirs, _matches(scene, channel, source.kind), NONE),
        "on_call": False,
        "overseas": scene.rng.random(len(rows)) < act.overseas,
        "device": np.where(theirs, people.device[party.row], NONE).astype(np.int32),
    }
    scene.write(Kind.TRANSFER, rows, columns)


def _party(scene: Scene, act: Pay | Receive, rows: Rows) -> Party:
    name = act.party
    party = scene.affairs.parties[name]
    if act.fresh:
        row = scene.affairs.row[rows.of]
        return draw_party(scene.setting, party.source, row, scene.rng)
    return party.take(rows.of)


def _payer(scene: Scene, act: Pay, rows: Rows) -> tuple[Codes, Codes]:
    """The paying accounts and what they are: the firm's, where there is one, or the own ones."""
    row = scene.affairs.row[rows.of]
    own, firm = scene.setting.people.account[row], scene.known.firms.account[row]
    kind = np.full(len(rows), scene.word(act.payer_kind), np.int32)
    if act.payer_kind != "company":
        return own, kind
    without = np.full(len(rows), scene.word("personal"))
    return (
        np.where(firm >= 0, firm, own).astype(np.int32),
        np.where(firm >= 0, kind, without).astype(np.int32),
    )


def _amount(scene: Scene, act: Pay | Receive, rows: Rows, kind: str) -> Whole:
    """The sums, named as one does with such an other side."""
    affairs, size = scene.affairs, len(rows)
    if act.yuan is not None:
        factor = wealth(scene.setting.people, affairs.row)[rows.of]
        part = lognormal(scene.rng, act.yuan, size, factor)
    else:
        low, high = act.share or (1.0, 1.0)
        whole = {"sum": affairs.sum, "taken": affairs.taken, "balance": affairs.balance}[act.of]
        part = (whole[rows.of] * (low + (high - low) * scene.rng.random(size))).astype(np.int64)
    if kind == "cash":
        return notes(part)
    named = {"merchant": priced, "public": priced, "company": invoiced}.get(kind, spoken)
    found: Whole = np.maximum(named(scene.rng, part), 100)
    return found


def _first(scene: Scene, act: Pay, rows: Rows) -> Flags:
    """Whether the payer never paid the payee before: drawn once, true once."""
    name = act.party
    known = scene.sheet.sources[scene.affairs.parties[name].source].known
    chance = 1 - known if act.first is None else act.first
    if act.fresh:
        return scene.rng.random(len(rows)) < chance
    paid = scene.affairs.paid[name]
    drawn = scene.rng.random(len(paid)) < chance
    first: Flags = drawn[rows.of] & ~paid[rows.of] & (rows.turn == 0)
    paid[rows.of] = True
    return first


def _settle(balance: Whole, rows: Rows, left: Whole) -> None:
    """The balance after the last row of each affair."""
    balance[rows.of] = left


def _matches(scene: Scene, channel: Codes, payee_kind: str) -> NDArray[np.int8]:
    asked = _is(scene, channel, TYPED) & (payee_kind in NAMED)
    fits = scene.rng.random(len(channel)) < shared(scene.setting.pack, "life")["name_fits"]
    return np.where(asked, fits, NONE).astype(np.int8)


def _wallets(scene: Scene, rows: Rows, coins: Flags) -> Codes:
    """Where coins go: an address of the person's own, the same in the whole affair."""
    found = np.full(len(rows), NONE, np.int32)
    numbers, place = np.unique(scene.affairs.number[rows.of[coins]], return_inverse=True)
    texts = wallets(scene.rng, len(numbers))
    found[coins] = scene.setting.pool.add(texts)[place]
    return found


def _is(scene: Scene, codes: Codes, words: tuple[str, ...]) -> Flags:
    return np.isin(codes, [scene.word(word) for word in words])
