"""Messages: friends, groups, codes, notices, advertisements."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws
from wuzha.simulate.life.habits import Routine, Texts
from wuzha.simulate.life.lottery import Lottery, Rows, crowd, divided, lognormal
from wuzha.simulate.plan import DAY, MINUTE, SECOND
from wuzha.simulate.pool import Codes
from wuzha.simulate.strip import Column, Strip
from wuzha.vocabulary.event import Kind

Whole = NDArray[np.int64]
_CODES_MAX = 5


def messages(routine: Routine, day: int, coded: tuple[Rows, Whole]) -> list[Strip]:
    """All messages of a day; `coded`: who pays, when, with a one-time code."""
    rng = routine.setting.draws("messages", day)
    rates = routine.setting.people.writes * routine.rhythm.factor("messages", day)
    parts = divided(rng, crowd(rng, rates), routine.data["messages"])
    strips = [_codes(routine, rng, day, parts.pop("code"), coded)]
    for name, rows in parts.items():
        at = routine.rhythm.times("messages", day, len(rows), rng)
        strips.append(_MAKERS[name](routine, rng, rows, at))
    return strips


def _message(
    routine: Routine,
    rng: Draws,
    rows: Rows,
    at: Whole,
    sender: Codes,
    texts: Texts,
    channel: Codes | int,
    linked: float = 0.0,
) -> Strip:
    """One text of a pool for each row; for a share `linked` one of those with a link."""
    people = routine.setting.people
    pick = rng.integers(0, len(texts.text), len(rows))
    if linked:
        some = np.flatnonzero(texts.host >= 0)
        lured = np.flatnonzero(rng.random(len(rows), np.float32) < linked)
        pick[lured] = some[rng.integers(0, len(some), len(lured))]
    columns: dict[str, Column] = {
        "person": people.token[rows],
        "incoming": True,
        "sender": sender,
        "receiver": people.phone[rows],
        "text": texts.text[pick],
        "domain": texts.host[pick],
        "site": texts.site[pick],
        "channel": channel,
    }
    return Strip(Kind.MESSAGE, at, columns)


def _chat(routine: Routine, rng: Draws, rows: Rows, at: Whole) -> Strip:
    people, habits = routine.setting.people, routine.habits
    close = np.arange(people.contacts.shape[1], 0, -1, dtype=np.float64)
    resident = people.contacts[rows, Lottery(close).draw(rng, len(rows))]
    friend = habits.friends[rows, rng.integers(0, habits.friends.shape[1], len(rows))]
    outside = rng.random(len(rows), np.float32) < 0.2
    sender = np.where(outside, routine.senders.stranger[friend], routine.senders.resident[resident])
    return _message(routine, rng, rows, at, sender, habits.chat, _chat_channel(routine, rng, rows))


def _chat_channel(routine: Routine, rng: Draws, rows: Rows) -> Codes:
    by_sms = rng.random(len(rows), np.float32) < 0.15
    return np.where(by_sms, routine.word("sms"), routine.word("chat")).astype(np.int32)


def _group(routine: Routine, rng: Draws, rows: Rows, at: Whole) -> Strip:
    """Groups of neighbours, parents, colleagues: residents near by and their acquaintances."""
    people, habits = routine.setting.people, routine.habits
    member = people.contacts[rows, rng.integers(0, people.contacts.shape[1], len(rows))]
    second = people.contacts[member, rng.integers(0, people.contacts.shape[1], len(rows))]
    outsider = habits.friends[second, 1]
    outside = rng.random(len(rows), np.float32) < routine.data["group_outsiders"]
    sender = np.where(outside, routine.senders.stranger[outsider], routine.senders.resident[second])
    return _message(routine, rng, rows, at, sender, habits.chat, routine.word("group"))


def _unknown(routine: Routine, rng: Draws, rows: Rows, at: Whole) -> Strip:
    habits = routine.habits
    strangers = routine.senders.stranger
    sender = strangers[rng.integers(0, len(strangers), len(rows))]
    channel = _chat_channel(routine, rng, rows)
    return _message(routine, rng, rows, at, sender, habits.chat, channel)


def _registered(routine: Routine, rng: Draws, size: int) -> Codes:
    world = routine.setting.world
    return world.sender[Lottery(world.sender_weight).draw(rng, size)]


def _notice(routine: Routine, rng: Draws, rows: Rows, at: Whole) -> Strip:
    sender, texts = _registered(routine, rng, len(rows)), routine.habits.notice
    return _message(routine, rng, rows, at, sender, texts, routine.word("sms"))


def _advert(routine: Routine, rng: Draws, rows: Rows, at: Whole) -> Strip:
    sender, texts = _registered(routine, rng, len(rows)), routine.habits.advert
    sms, linked = routine.word("sms"), routine.data["linked"]["advert"]
    return _message(routine, rng, rows, at, sender, texts, sms, linked)


def _unregistered(routine: Routine, rng: Draws, rows: Rows, at: Whole) -> Strip:
    """Shops that write from a port of their own, from a mobile, under a name, from abroad."""
    sender, texts = routine.senders.unregistered(rng, len(rows)), routine.habits.advert
    sms, linked = routine.word("sms"), routine.data["linked"]["advert_unregistered"]
    return _message(routine, rng, rows, at, sender, texts, sms, linked)


def _abroad(routine: Routine, rng: Draws, rows: Rows, at: Whole) -> Strip:
    """Relatives abroad, hotels and schools there, roaming notices."""
    overseas = routine.senders.overseas
    relative = routine.habits.relative[rows]
    other = rng.integers(0, len(overseas), len(rows))
    sender = overseas[np.where(relative >= 0, relative, other)]
    channel = _chat_channel(routine, rng, rows)
    return _message(routine, rng, rows, at, sender, routine.habits.chat, channel)


def _email(routine: Routine, rng: Draws, rows: Rows, at: Whole) -> Strip:
    sender, texts = routine.senders.mails(rng, len(rows)), routine.habits.notice
    return _message(routine, rng, rows, at, sender, texts, routine.word("email"))


def _codes(routine: Routine, rng: Draws, day: int, rows: Rows, coded: tuple[Rows, Whole]) -> Strip:
    """Codes for logins and payments; sometimes of several senders within minutes."""
    at = routine.rhythm.times("visits", day, len(rows), rng)
    several = rng.random(len(rows)) < routine.data["code_bursts"]
    copies = np.where(several, rng.integers(2, _CODES_MAX + 1, len(rows)), 1)
    rows, first = np.repeat(rows, copies), np.repeat(at, copies)
    burst = np.repeat(several, copies)
    at = first + np.where(burst, rng.integers(0, 10 * MINUTE, len(rows)), 0)
    end = routine.setting.plan.start + (day + 1) * DAY
    at = np.minimum(at, end - 1)
    again = rng.random(len(coded[0])) < routine.data["codes_again"]
    copies = np.where(again, rng.integers(2, 4, len(again)), 1)
    payer, paid = np.repeat(coded[0], copies), np.repeat(coded[1], copies)
    before = (lognormal(rng, 25, 0.9, len(payer)) * np.repeat(copies, copies)).astype(np.int64) + 4
    rows, at = np.concatenate([rows, payer]), np.concatenate([at, paid - before * SECOND])
    sender = _registered(routine, rng, len(rows))
    return _message(routine, rng, rows, at, sender, routine.habits.code, routine.word("sms"))


_MAKERS = {
    "chat": _chat,
    "group": _group,
    "unknown": _unknown,
    "notice": _notice,
    "advert": _advert,
    "advert_unregistered": _unregistered,
    "abroad": _abroad,
    "email": _email,
}
