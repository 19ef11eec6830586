"""Frauds of a city: gangs, whom they meet, what happens then, and where the money goes.

playbooks    the ways of fraud as data                       playbook.py, playbook_file.py
schedule     to whom, when, by which gang, at what loss      schedule.py, victims.py
gangs        their numbers, sites, mules and members         gangs.py
episodes     cases played act by act                         episodes.py, acts.py, money.py
hops         the money moved on                              mules.py
campaigns    blasts to many                                  campaigns.py
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import pyarrow as pa

from wuzha.simulate.book import Book
from wuzha.simulate.fraud.campaigns import plan_campaigns
from wuzha.simulate.fraud.episodes import Episode, play
from wuzha.simulate.fraud.gangs import make_gangs
from wuzha.simulate.fraud.mules import move_money
from wuzha.simulate.fraud.payment import Payment
from wuzha.simulate.fraud.playbook_file import read_playbooks
from wuzha.simulate.fraud.scene import Stage
from wuzha.simulate.fraud.schedule import schedule
from wuzha.simulate.fraud.scripts import Scripts
from wuzha.simulate.setting import Setting
from wuzha.simulate.truth import CAMPAIGNS, EPISODES, HOPS, PAYMENTS, RECRUITS, ROLES, TIERS

__all__ = ["Fraud", "plan_fraud"]


@dataclass(frozen=True)
class Fraud:
    """All events of frauds (a closed book) and their truth, in the schemas of truth.py."""

    book: Book
    episodes: pa.Table
    payments: pa.Table
    hops: pa.Table
    campaigns: pa.Table
    roles: pa.Table
    recruits: pa.Table


def plan_fraud(setting: Setting) -> Fraud:
    """The frauds that begin between five weeks before the city's first day and its end.

    InputError if the plan names a playbook that does not exist.
    """
    book = Book()
    if not setting.plan.fraud:
        return _nothing(book)
    books = read_playbooks(setting.pack).only(setting.plan.playbooks)
    gangs = make_gangs(setting, books.by_code)
    stage = Stage(setting, books, gangs, Scripts(setting), book)
    episodes = [play(stage, case) for case in schedule(setting, books, gangs.pick)]
    payments = _numbered(episodes)
    hops = move_money(setting, gangs, payments, book)
    campaigns = plan_campaigns(stage)
    book.close()
    return Fraud(
        book=book,
        episodes=episodes_table(setting, episodes),
        payments=payments_table(setting, payments),
        hops=hops,
        campaigns=campaigns,
        roles=gangs.roles_table(),
        recruits=gangs.recruits_table(),
    )


def _nothing(book: Book) -> Fraud:
    book.close()
    schemas = (EPISODES, PAYMENTS, HOPS, CAMPAIGNS, ROLES, RECRUITS)
    return Fraud(book, *(schema.empty_table() for schema in schemas))


def _numbered(episodes: Sequence[Episode]) -> list[Payment]:
    every = chain.from_iterable(episode.payments for episode in episodes)
    return [replace(payment, number=number) for number, payment in enumerate(every)]


def payments_table(setting: Setting, payments: Sequence[Payment]) -> pa.Table:
    """In the schema truth.PAYMENTS."""
    take = setting.pool.take
    columns = [
        [payment.number for payment in payments],
        [payment.episode for payment in payments],
        [payment.at for payment in payments],
        take(np.array([payment.payer for payment in payments], np.int32)),
        take(np.array([payment.mule.account for payment in payments], np.int32)),
        [payment.amount for payment in payments],
        [payment.channel for payment in payments],
    ]
    return pa.table(columns, schema=PAYMENTS)


def episodes_table(setting: Setting, episodes: Sequence[Episode]) -> pa.Table:
    """In the schema truth.EPISODES."""
    residents = np.array([episode.case.resident for episode in episodes], np.int64)
    rows = [_row(episode) for episode in episodes]
    columns: dict[str, pa.Array | list[object]] = {
        name: [row[name] for row in rows] for name in EPISODES.names if name != "person"
    }
    columns["person"] = setting.pool.take(setting.people.token[residents])
    return pa.table(columns, schema=EPISODES)


def _row(episode: Episode) -> dict[str, object]:
    case, payments, told = episode.case, episode.payments, episode.told
    return {
        "episode": case.number,
        "playbook": case.playbook,
        "type": case.leaf,
        "gang": case.gang,
        "script": case.script,
        "online": case.online,
        "foreign": case.foreign,
        "paid": case.paid,
        "contact_at": case.contact_at,
        "trust_at": episode.trust_at,
        "first_payment_at": payments[0].at if payments else None,
        "last_payment_at": payments[-1].at if payments else None,
        "ends_at": episode.ends_at,
        "payments": len(payments),
        "loss": episode.loss,
        "reported_at": told.at if told else None,
        "statement_zh": told.zh if told else None,
        "statement_en": told.en if told else None,
        **{f"heeds_{tier}": value for tier, value in zip(TIERS, episode.heed.heeds, strict=True)},
        **{
            f"reached_after_{tier}": value
            for tier, value in zip(TIERS, episode.heed.reached_after, strict=True)
        },
    }
