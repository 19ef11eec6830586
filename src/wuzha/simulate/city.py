"""The city: made once, then lived day by day. Read this file first.

    people and places   who lives here, with phones, accounts, friends, habits   populate.py
    world               shops, employers, senders, sites: what people meet       furnish.py
    life                calls, messages, visits, apps, transfers of every day    life/
    twins               honest affairs that look like fraud                      twins/
    fraud               gangs, their playbooks, victims, and where money goes    fraud/
    truth               what really happened, in tables                          truth.py

Twins and frauds are planned when the city is made; ordinary life is drawn when a day is asked for.
A day's events are cut together in the order of time and are in normal form, as if they had passed
the intake.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.packs import Pack
from wuzha.simulate.fraud import Fraud, plan_fraud
from wuzha.simulate.furnish import furnish
from wuzha.simulate.life import Life
from wuzha.simulate.people import AGE_BANDS, EDUCATION, JOBS
from wuzha.simulate.plan import DAY, CityPlan
from wuzha.simulate.pool import Pool
from wuzha.simulate.populate import populate
from wuzha.simulate.setting import Setting
from wuzha.simulate.strip import Day, cut
from wuzha.simulate.truth import PEOPLE, TABLES, TWINS, Truth
from wuzha.simulate.twins import Twins, plan_twins


class City:
    """A city and its truth. `days()` may be asked for again and again: it gives the same days."""

    def __init__(self, setting: Setting, twins: Twins | None, fraud: Fraud | None) -> None:
        self.setting = setting
        self.plan = setting.plan
        self._life = Life(setting)
        self._books = [part.book for part in (twins, fraud) if part is not None]
        self.truth = _truth(setting, twins, fraud)

    def days(self) -> Iterator[Day]:
        """The days in order; ids and `seq` count through all of them."""
        seq = 0
        for number in range(self.plan.days):
            day = self._day(number, seq)
            seq += day.events.num_rows
            yield day

    def injected_texts(self, day: Day) -> set[str]:
        """The wordings of an injected script in a day's messages, for judging who finds them."""
        scripts = pc.match_substring(self.truth.episodes["script"], "injected")
        rows = pa.array(np.flatnonzero(scripts.to_numpy()), pa.int32())
        blasts = pc.match_substring(self.truth.campaigns["script"], "injected")
        waves = pa.array(np.flatnonzero(blasts.to_numpy()), pa.int32())
        mine = pc.or_(
            pc.is_in(day.origins["episode"], rows), pc.is_in(day.origins["campaign"], waves)
        )
        texts = day.events.filter(mine)
        if "text" not in texts.column_names:
            return set()
        return {text for text in texts["text"].unique().to_pylist() if text is not None}

    def _day(self, number: int, first_seq: int) -> Day:
        start = self.plan.start + number * DAY
        strips = self._life.day(number)
        for book in self._books:
            strips += book.between(start, start + DAY)
        return cut(number, strips, self.setting.pool, first_seq)


def build_city(plan: CityPlan, pack: Pack) -> City:
    """The city of a plan. The same plan and pack make the same events, byte for byte."""
    pool = Pool()
    places, people = populate(plan, pack, pool)
    world = furnish(plan, pack, pool)
    setting = Setting(plan, pack, pool, places, people, world)
    twins = plan_twins(setting) if plan.twins else None
    fraud = plan_fraud(setting) if plan.fraud else None
    return City(setting, twins, fraud)


def _truth(setting: Setting, twins: Twins | None, fraud: Fraud | None) -> Truth:
    return Truth(
        people=_people(setting),
        twins=TWINS.empty_table() if twins is None else twins.table,
        **_fraud_tables(fraud),
    )


def _people(setting: Setting) -> pa.Table:
    people = setting.people
    columns = [
        setting.pool.take(people.token),
        pa.array(people.age),
        pa.array(AGE_BANDS).take(pa.array(people.age_band)),
        pa.array(EDUCATION).take(pa.array(people.education)),
        pa.array(JOBS).take(pa.array(people.job)),
        pa.array(people.household),
        pa.array(setting.places.station).take(pa.array(people.region)),
        pa.array(people.abroad),
    ]
    return pa.table(columns, schema=PEOPLE)


def _fraud_tables(fraud: Fraud | None) -> dict[str, pa.Table]:
    names = [name for name in TABLES if name not in ("people", "twins")]
    return {
        name: TABLES[name].empty_table() if fraud is None else getattr(fraud, name)
        for name in names
    }
