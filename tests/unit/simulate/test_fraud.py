"""Frauds of a city: the mix of cases, the order of an episode, its events and its money."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from wuzha.packs import pack
from wuzha.simulate.book import Book
from wuzha.simulate.fraud import Fraud, plan_fraud
from wuzha.simulate.fraud.episodes import play
from wuzha.simulate.fraud.gangs import make_gangs
from wuzha.simulate.fraud.playbook import Playbooks
from wuzha.simulate.fraud.playbook_file import read_playbooks
from wuzha.simulate.fraud.scene import Stage
from wuzha.simulate.fraud.schedule import schedule
from wuzha.simulate.fraud.scripts import Scripts
from wuzha.simulate.furnish import furnish
from wuzha.simulate.plan import DAY, HOUR, SECOND, CityPlan, Injection
from wuzha.simulate.pool import Pool
from wuzha.simulate.populate import populate
from wuzha.simulate.setting import Setting
from wuzha.simulate.strip import Strip
from wuzha.vocabulary.domain import registered_domain
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.event import Kind

SMALL = CityPlan(people=3_000, days=36, seed=11)
FEW = ("refund_service", "rebate_tasks")


def setting(plan: CityPlan) -> Setting:
    pool, cn = Pool(), pack("cn")
    places, people = populate(plan, cn, pool)
    return Setting(plan, cn, pool, places, people, furnish(plan, cn, pool))


@pytest.fixture(scope="module")
def books() -> Playbooks:
    return read_playbooks(pack("cn"))


@pytest.fixture(scope="module")
def place() -> Setting:
    return setting(SMALL)


@pytest.fixture(scope="module")
def fraud(place: Setting) -> Fraud:
    return plan_fraud(place)


def strips(fraud: Fraud, plan: CityPlan) -> list[Strip]:
    return fraud.book.between(plan.start, plan.end)


def column(strip: Strip, name: str) -> np.ndarray:
    value = strip.columns.get(name, -1)
    return np.broadcast_to(np.asarray(value), len(strip))


def test_stages_come_in_their_order(fraud: Fraud) -> None:
    episodes = fraud.episodes.to_pylist()
    for episode in episodes:
        assert episode["trust_at"] is None or episode["contact_at"] <= episode["trust_at"]
        assert episode["paid"] == (episode["payments"] > 0)
        if episode["paid"]:
            assert episode["trust_at"] <= episode["first_payment_at"]
            assert episode["first_payment_at"] <= episode["last_payment_at"] <= episode["ends_at"]
        else:
            assert episode["first_payment_at"] is None
            assert episode["loss"] == 0
        if episode["reported_at"] is not None:
            assert episode["reported_at"] >= episode["ends_at"]


def test_nobody_is_in_two_episodes_at_once(fraud: Fraud) -> None:
    ends: dict[str, int] = {}
    for episode in fraud.episodes.to_pylist():
        assert episode["contact_at"] >= ends.get(episode["person"], 0)
        ends[episode["person"]] = episode["ends_at"]


def test_payments_less_what_was_paid_back_are_the_loss(fraud: Fraud, place: Setting) -> None:
    whole = inside(fraud, place.plan)
    paid = pc.sum(fraud.payments.filter(pc.is_in(fraud.payments["episode"], whole))["amount"])
    lost = fraud.episodes.filter(pc.is_in(fraud.episodes["episode"], whole))["loss"]
    accounts = fraud.roles.filter(pc.equal(fraud.roles["form"], "account"))["identifier"]
    back = 0
    for strip in strips(fraud, place.plan):
        if strip.kind is Kind.TRANSFER:
            payers = pc.is_in(place.pool.take(column(strip, "payer")), accounts.combine_chunks())
            mine = pc.is_in(pa.array(np.broadcast_to(np.asarray(strip.episode), len(strip))), whole)
            kind = place.pool.take(column(strip, "payer_kind"))
            theirs = pc.and_(pc.and_(payers, mine), pc.not_equal(kind, "own")).to_numpy(False)
            here = theirs.astype(bool) & (column(strip, "incoming") == 1)
            back += int(column(strip, "amount")[here].sum())
    assert back > 0
    assert paid.as_py() - back == pc.sum(lost).as_py()


def test_events_are_about_the_person_of_their_episode(fraud: Fraud, place: Setting) -> None:
    """Or, once the money is paid, about the mules who move it on."""
    episodes = fraud.episodes
    begins, ends = (episodes[name].to_numpy() for name in ("contact_at", "ends_at"))
    holders = set(fraud.roles["identifier"].to_pylist())
    seen: set[int] = set()
    for strip in strips(fraud, place.plan):
        mine, own = victims(strip, fraud, place)
        others = np.flatnonzero((mine >= 0) & ~own)
        assert len(others) == 0 or strip.kind is Kind.TRANSFER
        assert set(place.pool.take(column(strip, "person")[others]).to_pylist()) <= holders
        assert (strip.at[own] >= begins[mine[own]]).all()
        if strip.kind is not Kind.REPORT:
            assert (strip.at[own] <= ends[mine[own]]).all()
        seen |= set(mine[own].tolist())
    assert len(seen) > 50


def test_every_payment_in_the_city_is_an_event(fraud: Fraud, place: Setting) -> None:
    plan = place.plan
    written: set[tuple[int, int, int]] = set()
    for strip in strips(fraud, plan):
        if strip.kind is Kind.TRANSFER:
            mine, own = victims(strip, fraud, place)
            out = own & (column(strip, "incoming") == 0)
            rows = (mine[out], strip.at[out], column(strip, "amount")[out])
            written |= set(zip(*(row.tolist() for row in rows), strict=True))
    payments = {
        (row["episode"], row["at"], row["amount"])
        for row in fraud.payments.to_pylist()
        if plan.start <= row["at"] < plan.end
    }
    assert payments
    assert payments <= written


def test_a_payee_is_new_once(fraud: Fraud, place: Setting) -> None:
    """The first payment of an episode to an account is the first, and no other."""
    rows: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for strip in strips(fraud, place.plan):
        if strip.kind is Kind.TRANSFER:
            mine, own = victims(strip, fraud, place)
            first = column(strip, "first_time_payee")
            for row in np.flatnonzero(own & (first >= 0) & (column(strip, "payee") >= 0)):
                key = int(mine[row]), int(column(strip, "payee")[row])
                rows.setdefault(key, []).append((int(strip.at[row]), int(first[row])))
    whole = set(inside(fraud, place.plan).to_pylist())
    told = [sorted(found) for (episode, _), found in rows.items() if episode in whole]
    assert told
    assert all([flag for _, flag in found] == [1] + [0] * (len(found) - 1) for found in told)


def test_every_playbook_shows_its_signals(place: Setting, books: Playbooks) -> None:
    """What mostly happens in a playbook is seen in some of its episodes."""
    alike = Playbooks(
        books.assumptions,
        {code: replace(book, share=1.0) for code, book in books.by_code.items()},
    )
    place = replace(place, plan=replace(SMALL, victims_per_day=0.0045))
    gangs, book = make_gangs(place, alike.by_code), Book()
    stage = Stage(place, alike, gangs, Scripts(place), book)
    cases = schedule(place, alike, gangs.pick)
    for case in cases:
        play(stage, case)
    book.close()
    shown = set()
    for strip in book.between(SMALL.start, SMALL.end):
        mine = np.broadcast_to(np.asarray(strip.episode), len(strip))
        shown |= {(cases[row].playbook, strip.kind) for row in mine}
    expected = {
        (code, KINDS[act.kind])
        for code, playbook in books.by_code.items()
        for act in (*playbook.contact, *playbook.trust, *playbook.payment)
        if act.kind in KINDS and act.chance >= 0.25
    }
    assert expected <= shown


def victims(strip: Strip, fraud: Fraud, place: Setting) -> tuple[np.ndarray, np.ndarray]:
    """The episode of each row, and which rows are about the person of the episode."""
    mine = np.broadcast_to(np.asarray(strip.episode), len(strip))
    persons = fraud.episodes["person"].combine_chunks()
    right = persons.take(pa.array(mine, mask=mine < 0))
    own = pc.equal(place.pool.take(column(strip, "person")), right)
    return mine, pc.fill_null(own, False).to_numpy(zero_copy_only=False)


KINDS = {
    "call": Kind.CALL,
    "message": Kind.MESSAGE,
    "codes": Kind.MESSAGE,
    "visit": Kind.VISIT,
    "install": Kind.APP,
    "share_screen": Kind.APP,
    "grant": Kind.APP,
    "payback": Kind.TRANSFER,
    "pass_on": Kind.TRANSFER,
}


def test_the_same_plan_makes_the_same_frauds() -> None:
    plan = CityPlan(people=500, days=3, seed=9, playbooks=FEW)
    one, two = (plan_fraud(setting(plan)) for _ in range(2))
    for name in ("episodes", "payments", "hops", "campaigns", "roles", "recruits"):
        assert getattr(one, name).equals(getattr(two, name))
    for left, right in zip(strips(one, plan), strips(two, plan), strict=True):
        assert left.kind is right.kind
        assert (left.at == right.at).all()
        for name in left.columns:
            assert (column(left, name) == column(right, name)).all()


def test_another_seed_makes_other_frauds() -> None:
    plans = [CityPlan(people=500, days=3, seed=seed, playbooks=FEW) for seed in (1, 2)]
    one, two = (plan_fraud(setting(plan)).episodes for plan in plans)
    assert not one["contact_at"].equals(two["contact_at"])


def test_nobody_is_in_two_calls_of_an_episode_at_once(fraud: Fraud, place: Setting) -> None:
    calls: dict[int, list[tuple[int, int]]] = {}
    for strip in strips(fraud, place.plan):
        if strip.kind is Kind.CALL:
            mine, _ = victims(strip, fraud, place)
            seconds = column(strip, "duration_s")
            for row in np.flatnonzero(mine >= 0):
                end = strip.at[row] + seconds[row] * SECOND
                calls.setdefault(int(mine[row]), []).append((int(strip.at[row]), int(end)))
    several = [sorted(found) for found in calls.values() if len(found) > 1]
    assert several
    for found in several:
        assert all(end <= begin for (_, end), (begin, _) in pairwise(found))


def test_campaigns_reach_about_one_in_a_hundred_a_day(fraud: Fraud, place: Setting) -> None:
    reached = pc.sum(fraud.campaigns["reached"]).as_py() / (SMALL.people * SMALL.days)
    assert 0.006 <= reached <= 0.011
    counted = np.zeros(len(fraud.campaigns), np.int64)
    for strip in strips(fraud, place.plan):
        mine = np.broadcast_to(np.asarray(strip.campaign), len(strip))
        if strip.kind in (Kind.CALL, Kind.MESSAGE):
            np.add.at(counted, mine[mine >= 0], 1)
    ends = fraud.campaigns["to"].to_numpy()
    whole = ends < place.plan.end
    assert (counted[whole] == fraud.campaigns["reached"].to_numpy()[whole]).all()


def test_a_new_script_is_met_by_forty_residents_a_day() -> None:
    plan = CityPlan(people=4_000, days=4, seed=2, playbooks=FEW, inject=Injection(at=DAY))
    place = setting(plan)
    fraud = plan_fraud(place)
    new = fraud.episodes.filter(pc.match_substring(fraud.episodes["script"], "injected"))
    begun = (new["contact_at"].to_numpy() - plan.start) // DAY
    assert set(begun) == {1, 2, 3}
    assert min(np.bincount(begun)[1:]) >= 40
    assert pc.count_distinct(new["gang"]).as_py() == 1
    assert 0 < pc.sum(new["paid"]).as_py() <= 0.1 * len(new)
    written, links = set(), 0
    for strip in strips(fraud, plan):
        if strip.kind is Kind.MESSAGE:
            links += links_in_their_texts(strip, place)
            written |= set(np.broadcast_to(np.asarray(strip.episode), len(strip)).tolist())
    assert links >= len(new) / 2
    reached = [row for row in new.to_pylist() if row["episode"] in written]
    assert len(reached) >= 0.9 * len(new)


def links_in_their_texts(strip: Strip, place: Setting) -> int:
    """How many messages have a link: each one's host is in its text."""
    linked = np.flatnonzero(column(strip, "domain") >= 0)
    said, host, site = (
        place.pool.take(column(strip, name)[linked]).to_pylist()
        for name in ("text", "domain", "site")
    )
    assert all(a in b for a, b in zip(host, said, strict=True))
    assert all(registered_domain(a) == b for a, b in zip(host, site, strict=True))
    return len(linked)


def test_who_heeds_a_weak_warning_heeds_a_strong_one(fraud: Fraud) -> None:
    tiers = [fraud.episodes[f"heeds_{tier}"].to_numpy() for tier in ("low", "medium", "high")]
    tiers.append(fraud.episodes["heeds_critical"].to_numpy())
    for weak, strong in pairwise(tiers):
        assert (strong | ~weak).all()
    assert [tier.mean() for tier in tiers] == pytest.approx([0.2, 0.4, 0.7, 0.8], abs=0.03)


def test_reports_come_late_and_of_some(fraud: Fraud) -> None:
    paid = fraud.episodes.filter(fraud.episodes["paid"])
    told = paid.filter(pc.is_valid(paid["reported_at"]))
    assert len(told) / len(paid) == pytest.approx(0.55, abs=0.08)
    delay = told["reported_at"].to_numpy() - told["last_payment_at"].to_numpy()
    assert 1 <= np.median(delay) / HOUR <= 4
    assert all(told["statement_zh"].to_pylist())
    assert all(told["statement_en"].to_pylist())


def test_no_fraud_where_none_is_planned(place: Setting) -> None:
    none = plan_fraud(replace(place, plan=replace(SMALL, fraud=False)))
    assert len(none.episodes) == 0
    assert strips(none, SMALL) == []


def test_an_unknown_playbook_is_named(place: Setting) -> None:
    with pytest.raises(InputError, match="there is no playbook `lottery`"):
        plan_fraud(replace(place, plan=replace(SMALL, playbooks=("lottery",))))


def test_a_new_script_follows_a_playbook_of_the_city(place: Setting) -> None:
    plan = replace(SMALL, playbooks=("prize",), inject=Injection(at=DAY))
    with pytest.raises(InputError, match="there is no playbook `refund_service`"):
        plan_fraud(replace(place, plan=plan))


def inside(fraud: Fraud, plan: CityPlan) -> pa.Array:
    """Numbers of the paying episodes that lie in the time of the city as a whole."""
    episodes = fraud.episodes
    found = pc.and_(
        pc.and_(episodes["paid"], pc.greater_equal(episodes["contact_at"], plan.start)),
        pc.less(episodes["ends_at"], plan.end),
    )
    return episodes.filter(found)["episode"].combine_chunks()
