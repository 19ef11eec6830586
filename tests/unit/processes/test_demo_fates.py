"""The truth of a demo's people, and the stream that follows it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa

from wuzha.packs import pack
from wuzha.processes.demo.fates import Episode, Fates
from wuzha.processes.demo.stream import Stream
from wuzha.simulate.city import City, build_city
from wuzha.simulate.plan import DAY, CityPlan
from wuzha.simulate.truth import TIERS

PLAN = CityPlan(people=1_000, days=3, victims_per_day=0.01)


@cache
def city() -> City:
    return build_city(PLAN, pack("cn"))


def paying(fates: Fates, heeds: bool) -> Episode:
    """Somebody who is to pay more than once while the city lives, and who heeds or does not."""
    table = city().truth.episodes
    rows = table.filter(table["paid"]).to_pylist()
    for row in rows:
        middle = row["first_payment_at"]
        if row["payments"] < 2 or not PLAN.start <= middle < row["last_payment_at"] < PLAN.end:
            continue
        found = fates.episode(row["person"], middle)
        if found is not None and found.number == row["episode"] and found.heeds["high"] == heeds:
            return found
    raise AssertionError("the city has nobody like this: give it more victims")


def test_who_heeds_stops_and_what_was_left_is_avoided() -> None:
    fates = Fates(city().truth, PLAN.start)
    one = paying(fates, heeds=True)
    first = min(payment.at for payment in one.payments)
    left, paid = one.left_after(first), one.paid_until(first)
    assert left > 0
    assert fates.warned(one.person, "high", first) is one
    assert one.avoided == fates.avoided == left
    assert one.paid_until(PLAN.end) == paid
    assert fates.stops[one.number] == first


def test_who_does_not_heed_goes_on() -> None:
    fates = Fates(city().truth, PLAN.start)
    one = paying(fates, heeds=False)
    assert fates.warned(one.person, "high", one.contact_at) is None
    assert fates.avoided == 0
    assert one.paid_until(PLAN.end + 30 * DAY) == sum(payment.amount for payment in one.payments)


def test_a_later_warning_does_not_undo_an_earlier_one() -> None:
    fates = Fates(city().truth, PLAN.start)
    one = paying(fates, heeds=True)
    fates.heed(one, one.contact_at)
    before = fates.avoided
    fates.heed(one, one.ends_at)
    assert (fates.avoided, one.stopped_at) == (before, one.contact_at)


def test_a_stronger_warning_is_heeded_by_all_who_heed_a_weaker_one() -> None:
    fates = Fates(city().truth, PLAN.start)
    for heeds in (True, False):
        one = paying(fates, heeds)
        kept = [one.heeds[tier] for tier in TIERS]
        assert kept == sorted(kept)


def test_a_blast_counts_from_its_last_event() -> None:
    fates = Fates(city().truth, PLAN.start)
    fates.told_by_blast(["p-1"], PLAN.start)
    assert fates.met_blast("p-1", PLAN.start)
    assert not fates.met_blast("p-1", PLAN.start + 1)
    assert not fates.met_blast("p-2", PLAN.start)


def given(stream: Stream, step: int) -> pa.Table:
    tables = [
        events
        for at in range(PLAN.start, PLAN.end + step, step)
        for events, _ in stream.until(at)
        if events.num_rows
    ]
    return pa.concat_tables([table.select(["id", "at"]) for table in tables])


def test_the_stream_gives_each_event_once_in_its_order() -> None:
    fates = Fates(city().truth, PLAN.start)
    stream = Stream(city().days(), fates.stops)
    seen = given(stream, DAY // 7)
    stream.close()
    lived = pa.concat_tables([day.events.select(["id", "at"]) for day in city().days()])
    assert seen["id"].to_pylist() == lived["id"].to_pylist()
    assert stream.ended


def test_the_stream_leaves_out_what_is_avoided_and_nothing_else() -> None:
    fates = Fates(city().truth, PLAN.start)
    one = paying(fates, heeds=True)
    stop = min(payment.at for payment in one.payments)
    fates.heed(one, stop)
    stream = Stream(city().days(), fates.stops)
    seen = set(given(stream, DAY // 3)["id"].to_pylist())
    stream.close()
    gone = set()
    for day in city().days():
        mine = day.origins["episode"].to_numpy() == one.number
        late = mine & (day.events["at"].to_numpy() > stop)
        gone |= {day.events["id"][int(row)].as_py() for row in np.flatnonzero(late)}
        kept = set(day.events["id"].to_pylist()) - gone
        assert kept <= seen
    assert gone
    assert not gone & seen
