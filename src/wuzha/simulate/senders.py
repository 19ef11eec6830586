"""Who writes messages besides people one knows: the same kinds of senders for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws, weighted
from wuzha.simulate.pool import Codes, Pool, numbered
from wuzha.simulate.populate import scattered
from wuzha.simulate.setting import Setting
from wuzha.simulate.sheets import sheet
from wuzha.vocabulary.sender import SENDER_CHARS_MAX

MAILBOXES = ("SERVICE", "INFO", "NOTICE", "MAIL", "ACCOUNTS")
_KNOWN_HOSTS, _OTHER_HOSTS = 60, 60


@dataclass(frozen=True)
class Senders:
    """Senders as codes of the pool."""

    resident: Codes  # the own number of each resident
    stranger: Codes
    overseas: Codes  # of each number abroad
    port: Codes  # of advertisers, on no register
    name: Codes  # what some show instead of a number
    mail: Codes
    shares: Mapping[str, float]  # how advertisers show: port, mobile, name, abroad

    def unregistered(self, rng: Draws, size: int) -> Codes:
        """Senders of advertisements that are on no register."""
        few = max(len(self.stranger) // 20, 1)
        shelves = {
            "port": self.port,
            "mobile": self.stranger[:few],
            "name": self.name,
            "abroad": self.overseas,
        }
        kind = weighted(rng, np.array([self.shares[name] for name in shelves]), size)
        picks = [shelf[rng.integers(0, len(shelf), size)] for shelf in shelves.values()]
        found: Codes = np.choose(kind, picks).astype(np.int32)
        return found

    def mails(self, rng: Draws, size: int) -> Codes:
        return self.mail[rng.integers(0, len(self.mail), size)]


def make_senders(setting: Setting) -> Senders:
    """The same whenever it is asked for."""
    pool, world, seed = setting.pool, setting.world, setting.plan.seed
    data = sheet(setting.pack, "city/life.yaml")
    ports: Mapping[str, Any] = data["unregistered_senders"]
    count = max(int(ports["per_thousand"] * setting.plan.people / 1000), ports["least"])
    numbers = scattered(np.arange(count), ports["digits"], seed)
    return Senders(
        resident=phone_senders(pool, setting.people.phone),
        stranger=phone_senders(pool, world.stranger_phone),
        overseas=pool.codes([f"+{phone}" for phone in world.overseas_phone.tolist()]),
        port=pool.numbered(ports["prefix"], numbers, ports["digits"]),
        name=pool.codes(data["sender_names"]),
        mail=_mails(setting),
        shares=data["unregistered"],
    )


def phone_senders(pool: Pool, phones: NDArray[np.int64]) -> Codes:
    """Numbers of thirteen digits as senders of messages."""
    return pool.add(numbered("+", phones, 13))


def mailbox(host: str, place: int) -> str:
    """An address at a host in normal form; `place` chooses among boxes that are not too long."""
    mails = [f"{box}@{host.upper()}" for box in MAILBOXES]
    fitting = [mail for mail in mails if len(mail) <= SENDER_CHARS_MAX]
    return fitting[place % len(fitting)] if fitting else host.upper()[:SENDER_CHARS_MAX]


def _mails(setting: Setting) -> Codes:
    """Mailboxes of sites that all know and of some that few know."""
    world, rng = setting.world, setting.draws("mails")
    few = rng.integers(0, len(world.site), _OTHER_HOSTS)
    hosts = setting.pool.take(np.append(world.site[:_KNOWN_HOSTS], world.site[few])).to_pylist()
    mails = [mailbox(host, int(rng.integers(len(MAILBOXES)))) for host in hosts]
    return setting.pool.codes(mails)
