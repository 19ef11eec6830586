"""Messages of an affair."""

from __future__ import annotations

import numpy as np

from wuzha.simulate.draws import weighted
from wuzha.simulate.pool import Codes
from wuzha.simulate.twins.kind import Message
from wuzha.simulate.twins.scene import Scene
from wuzha.simulate.twins.shared import filled, linked
from wuzha.simulate.twins.times import Rows
from wuzha.simulate.twins.visits import sites_of
from wuzha.vocabulary.event import Kind

_SUMS = 40
_TEXTS = 120
"""So many texts are made of each list for an act, or one for each message if they have links."""


def message(scene: Scene, act: Message) -> None:
    """The person receives a message; whoever writes from a telephone shows by its number."""
    rows = scene.rows(act)
    people = scene.setting.people
    text = _texts(scene, act, rows)
    host, site = linked(scene.setting.pool, text)
    scene.write(
        Kind.MESSAGE,
        rows,
        {
            "person": scene.people(people.token, rows),
            "incoming": True,
            "sender": _senders(scene, act, rows),
            "receiver": scene.people(people.phone, rows),
            "text": text,
            "domain": host,
            "site": site,
            "channel": scene.word(act.channel),
        },
    )


def _senders(scene: Scene, act: Message, rows: Rows) -> Codes:
    world, rng, size = scene.setting.world, scene.rng, len(rows)
    if act.sender == "party":
        phones = scene.affairs.parties[act.party or ""].phone[rows.of]
    elif act.channel == "email":
        return scene.known.senders.mails(rng, size)
    elif act.sender == "registered":
        return world.sender[weighted(rng, world.sender_weight, size)]
    elif act.channel == "sms":
        return scene.known.senders.unregistered(rng, size)
    else:
        phones = world.stranger_phone[rng.integers(0, len(world.stranger_phone), size)]
    distinct, place = np.unique(phones, return_inverse=True)
    return scene.setting.pool.codes([f"+{phone}" for phone in distinct])[place]


def _texts(scene: Scene, act: Message, rows: Rows) -> Codes:
    setting, rng, size = scene.setting, scene.rng, len(rows)
    world = setting.world
    known = {"code": world.code_text, "chat": world.chat_text, "advert": world.advert_text}
    if act.says in known:
        return known[act.says][rng.integers(0, len(known[act.says]), size)]
    templates = scene.sheet.texts[act.says]
    sums = [str(fen // 100) for fen in scene.affairs.sum[:_SUMS].tolist()] or [""]
    if act.link is None:
        return filled(setting, templates, sums, rng, _TEXTS)[rng.integers(0, _TEXTS, size)]
    sites = sites_of(scene, rows, act.link, act.young)
    hosts: list[str] = setting.pool.take(world.site[sites]).to_pylist()
    parts = [filled(setting, templates, sums, rng, 1, host) for host in hosts]
    return np.concatenate([np.empty(0, np.int32), *parts])
