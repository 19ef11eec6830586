"""Gangs, what they use, whom they recruit, and how money leaves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuzha.packs import pack
from wuzha.simulate.book import Book
from wuzha.simulate.draws import draws
from wuzha.simulate.fraud.gangs import ROLES, Gangs, make_gangs
from wuzha.simulate.fraud.mules import move_money
from wuzha.simulate.fraud.payment import Payment
from wuzha.simulate.fraud.playbook_file import read_playbooks
from wuzha.simulate.furnish import furnish
from wuzha.simulate.plan import DAY, HOUR, MINUTE, CityPlan
from wuzha.simulate.pool import NONE, Pool
from wuzha.simulate.populate import populate
from wuzha.simulate.setting import Setting
from wuzha.simulate.strip import cut
from wuzha.simulate.truth import HOPS, RECRUITS
from wuzha.simulate.truth import ROLES as ROLES_SCHEMA
from wuzha.vocabulary.domain import domain
from wuzha.vocabulary.sender import sender_id
from wuzha.vocabulary.wallet import wallet

PLAN = CityPlan(people=20_000, days=10, seed=5)
PLAYBOOKS = read_playbooks(pack("cn")).by_code
WAYS = ("overseas", "spoofed", "simbox", "local")
DISTINCT = ("account", "domain", "device", "wallet", "package", "person")


def made(plan: CityPlan) -> tuple[Setting, Gangs]:
    pool = Pool()
    places, people = populate(plan, pack("cn"), pool)
    world = furnish(plan, pack("cn"), pool)
    setting = Setting(plan, pack("cn"), pool, places, people, world)
    return setting, make_gangs(setting, PLAYBOOKS)


@cache
def city() -> tuple[Setting, Gangs]:
    return made(PLAN)


@cache
def roles() -> pa.Table:
    return city()[1].roles_table()


def paid(gangs: Gangs, amounts: Sequence[int], seed: int = 1) -> list[Payment]:
    """Payments anywhere in the time of the city, three of each episode, to mules in use then."""
    setting, rng = city()[0], draws(seed, "payments")
    codes, payments = list(PLAYBOOKS), []
    for number, amount in enumerate(amounts):
        if number % 3 == 0:
            gang = gangs.pick(codes[int(rng.integers(len(codes)))], PLAN.start, rng)
        at = PLAN.start + int(rng.random() * PLAN.days * DAY)
        payer = int(setting.people.account[number % len(setting.people)])
        mule = gangs.mule(gang, at, amount, rng)
        payments.append(Payment(number, number // 3, at, gang, payer, mule, amount, "mobile"))
    return payments


@cache
def many() -> tuple[list[Payment], list[dict[str, Any]], list[dict[str, Any]]]:
    """As many payments as such a city has, their hops, and the events of all days."""
    setting, gangs = city()
    amounts = draws(2, "amounts").lognormal(np.log(800_000), 1.5, 900).astype(np.int64)
    payments = paid(gangs, [max(int(amount), 500) for amount in amounts])
    book = Book()
    hops = move_money(setting, gangs, payments, book)
    book.close()
    assert hops.schema == HOPS
    day = cut(0, book.between(PLAN.start, PLAN.end), setting.pool, 0)
    return payments, hops.to_pylist(), day.events.to_pylist()


def text(code: int) -> str:
    return city()[0].pool.text(code)


def test_every_playbook_is_run_by_two_gangs_and_no_gang_runs_more_than_three() -> None:
    gangs = city()[1].roster.gangs
    runs = Counter(code for gang in gangs for code in gang.playbooks)
    assert set(runs) == set(PLAYBOOKS)
    assert min(runs.values()) >= 2
    assert {len(gang.playbooks) for gang in gangs} == {1, 2, 3}


def test_who_is_picked_runs_the_playbook_and_changes() -> None:
    gangs, rng = city()[1], draws(1, "test")
    for code in PLAYBOOKS:
        picked = {gangs.pick(code, PLAN.start + day * DAY, rng) for day in range(20)}
        assert len(picked) > 1
        assert all(code in gangs.roster.gangs[gang].playbooks for gang in picked)


def test_suppliers_serve_several_gangs_and_some_gangs_alone() -> None:
    for groups in city()[1].roster.customers.values():
        assert sorted(gang for group in groups for gang in group) == list(range(len(city()[1])))
        assert max(map(len, groups)) >= 2
    shared = Counter(zip(roles()["form"].to_pylist(), roles()["shared"].to_pylist(), strict=True))
    for form in ("phone", "sender", "domain", "account"):
        assert shared[form, True]
        assert shared[form, False]


def test_lines_say_what_networks_see() -> None:
    gangs, rng, home = city()[1], draws(1, "test"), 86
    series = {86128, 86127}
    service = set(city()[0].world.service_line.tolist())
    for gang in range(len(gangs)):
        lines = {way: gangs.line(gang, PLAN.start, way, rng) for way in WAYS}
        for way, line in lines.items():
            assert line.foreign_trunk == (way in ("overseas", "spoofed"))
            assert (line.country == NONE) == (not line.foreign_trunk)
            if way != "overseas":
                assert line.phone // 10**8 in series or line.phone in service
        assert not str(lines["overseas"].phone).startswith(str(home))
        for line in lines.values():
            assert (line.cell == NONE) == (line.device == NONE)
    boxed = [gangs.line(gang, PLAN.start, "simbox", rng) for gang in range(len(gangs))]
    assert 0.5 < np.mean([line.cell != NONE for line in boxed]) < 0.95


def test_cards_of_a_box_share_a_cell_and_change_handsets() -> None:
    gangs, rng = city()[1], draws(1, "test")
    calls = [gangs.line(0, PLAN.start + hour * HOUR, "simbox", rng) for hour in range(150)]
    calls = [line for line in calls if line.cell != NONE]
    assert len({line.phone for line in calls}) > 10
    assert len({line.cell for line in calls}) <= 4
    devices = defaultdict(set)
    for line in calls:
        devices[line.phone].add(line.device)
    assert max(map(len, devices.values())) > 1


@pytest.mark.parametrize("way", WAYS)
def test_numbers_come_and_go(way: str) -> None:
    gangs, rng = city()[1], draws(1, "test")
    first = {gangs.line(0, PLAN.start, way, rng).phone for _ in range(40)}
    later = {gangs.line(0, PLAN.start + 8 * DAY, way, rng).phone for _ in range(40)}
    assert len(first) > 1
    assert len(first & later) <= 1  # a spoofed hotline may come again


def test_what_is_looked_up_is_in_use_by_the_truth() -> None:
    gangs, rng = city()[1], draws(1, "test")
    spans: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for row in roles().select(["identifier", "gang", "from", "to"]).to_pylist():
        spans[row["identifier"], row["gang"]].append((row["from"], row["to"]))
    for day in range(PLAN.days):
        at = PLAN.start + day * DAY + HOUR
        for gang in gangs.roster.gangs[:8]:
            code = gang.playbooks[0]
            codes = (
                gangs.sender(gang.number, at, rng),
                gangs.site(gang.number, code, at, rng).domain,
                gangs.app(gang.number, code, at, rng),
                gangs.mule(gang.number, at, 10_000, rng).account,
                gangs.wallet(gang.number, rng),
            )
            phones = [str(gangs.line(gang.number, at, way, rng).phone) for way in WAYS]
            for found in (*map(text, codes), *phones):
                assert any(since <= at < to for since, to in spans[found, gang.number])


def test_sites_are_young_and_some_are_aged() -> None:
    gangs, rng = city()[1], draws(1, "test")
    ages = []
    for gang in gangs.roster.gangs:
        for day in range(PLAN.days):
            at = PLAN.start + day * DAY
            site = gangs.site(gang.number, gang.playbooks[0], at, rng)
            ages.append((at - site.registered_at) / DAY)
    young = np.array(ages) < 30
    assert 0.75 < young.mean() < 0.97
    assert min(ages) > 0.5


def test_identifiers_are_in_normal_form_and_nobody_elses() -> None:
    setting = city()[0]
    for form, normal in (("domain", domain), ("wallet", wallet)):
        for found in _of(form)["identifier"].unique().to_pylist():
            assert normal(found) == found
    home = setting.pack.home
    assert all(
        sender_id(found, home) == found for found in set(_of("sender")["identifier"].to_pylist())
    )
    people, world, take = setting.people, setting.world, setting.pool.take
    honest = {
        "phone": [str(n) for n in (*people.phone, *world.stranger_phone, *world.overseas_phone)],
        "account": take(np.append(people.account, world.stranger)).to_pylist(),
        "domain": take(world.site).to_pylist(),
        "person": take(world.stranger_token).to_pylist(),
    }
    for form, known in honest.items():
        own = _of(form).filter(pc.not_equal(_of(form)["role"], "spoofed"))
        assert not set(known) & set(own["identifier"].to_pylist())


def test_nothing_shows_by_its_form() -> None:
    """Gang's accounts, phones, tokens and devices have heads and lengths of honest ones."""
    setting = city()[0]
    people, world, take = setting.people, setting.world, setting.pool.take
    honest = {
        "account": np.concatenate([people.account, world.company]),
        "person": np.concatenate([people.token, world.stranger_token]),
        "device": people.device,
    }
    for form, known in honest.items():
        shapes = {
            (found[:4] if form == "account" else found[:2], len(found))
            for found in take(known).to_pylist()
        }
        own = _of(form)["identifier"].to_pylist()
        assert {
            (found[:4] if form == "account" else found[:2], len(found)) for found in own
        } <= shapes


def _of(form: str) -> pa.Table:
    return roles().filter(pc.equal(roles()["form"], form))


def test_roles_are_known_words() -> None:
    assert roles().schema == ROLES_SCHEMA
    assert set(roles()["role"].to_pylist()) <= set(ROLES)
    assert pc.all(pc.less(roles()["from"], roles()["to"])).as_py()
    levels = set(_of("account")["level"].to_pylist())
    assert levels == {0, 1, 2, 3, 4, 5}


def test_recruits_are_brought_by_somebody_and_held_only_abroad() -> None:
    gangs = city()[1]
    recruits = gangs.recruits_table()
    assert recruits.schema == RECRUITS
    assert gangs.recruits_table().equals(recruits)
    assert set(recruits["part"].to_pylist()) == {"mule", "caller", "card_farmer", "driver", "guide"}
    heads = _of("person").filter(pc.equal(_of("person")["role"], "headhunter"))
    heads_of = {(row["identifier"], row["gang"]) for row in heads.to_pylist()}
    recruited: set[tuple[str, int]] = set()
    for row in recruits.sort_by("from").to_pylist():
        assert (row["recruiter"], row["gang"]) in heads_of | recruited
        recruited.add((row["person"], row["gang"]))
        if row["coerced"]:
            assert row["part"] == "caller"
            assert gangs.roster.gangs[row["gang"]].abroad
    assert any(recruits["coerced"].to_pylist())
    codes = {(row["recruiter"], row["referral"]) for row in recruits.to_pylist()}
    assert (
        len({recruiter for recruiter, _ in codes}) == len({code for _, code in codes}) == len(codes)
    )


def test_residents_who_lend_cards_are_as_the_courts_see_them() -> None:
    """Under 25 a third, under 35 over 80 %, half without a fixed job; some 40 % are residents."""
    setting, gangs = city()
    resident = gangs.accounts.resident
    assert 0.33 < (resident >= 0).mean() < 0.45
    rows = np.unique(resident[resident >= 0])
    age = setting.people.age[rows]
    assert len(rows) <= 0.03 * PLAN.people
    assert abs((age < 25).mean() - 0.34) < 0.03
    assert (age < 35).mean() > 0.8
    assert age.min() >= 18


def test_mules_serve_several_victims_and_companies_some() -> None:
    payments = many()[0]
    used = Counter(payment.mule.row for payment in payments)
    assert 3 < len(payments) / len(used) < 12
    company = np.mean([payment.mule.kind == "company" for payment in payments])
    assert 0.05 < company < 0.15


def test_chains_have_one_to_five_hops_with_minutes_between() -> None:
    _, hops, _ = many()
    longest: dict[int, int] = {}
    for hop in hops:
        longest[hop["payment"]] = max(longest.get(hop["payment"], 0), hop["hop"])
    assert set(longest.values()) == {1, 2, 3, 4, 5}
    assert 2.2 < np.mean(list(longest.values())) < 2.8
    assert 3.2 * MINUTE < np.median([hop["dwell"] for hop in hops]) < 4.8 * MINUTE
    assert min(hop["dwell"] for hop in hops) >= 8_000_000
    assert {hop["exit"] for hop in hops} == {None, "cash", "crypto", "goods", "overseas"}


def conserve(payments: Sequence[Payment], table: pa.Table) -> None:
    """Follows each payment's money hop by hop through the accounts."""
    hops = defaultdict(list)
    for row in table.to_pylist():
        hops[row["payment"]].append(row)
    for payment in payments:
        came = {text(payment.mule.account): [(payment.at, payment.amount)]}
        kept = out = 0
        for depth in range(1, 6):
            sent = [row for row in hops[payment.number] if row["hop"] == depth]
            assert {row["payer"] for row in sent} <= set(came)
            for account, arrivals in came.items():
                got = sum(amount for _, amount in arrivals)
                mine = [row for row in sent if row["payer"] == account]
                left = got - sum(row["amount"] for row in mine)
                parts = max(len(mine), 1)
                loose = 100_00 if any(row["exit"] == "cash" for row in mine) else 1_00
                assert 0 <= left <= 0.015 * got + loose * parts + 1
                assert all(
                    any(row["at"] - row["dwell"] == at for at, _ in arrivals) for row in mine
                )
                kept += left
            came = defaultdict(list)
            for row in sent:
                assert row["dwell"] > 0
                assert row["amount"] > 0
                if row["exit"] is None:
                    came[row["payee"]].append((row["at"], row["amount"]))
                else:
                    out += row["amount"]
            if not came:
                break
        assert not came
        assert kept + out == payment.amount


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(1, 5 * 10**8), min_size=1, max_size=12),
    st.integers(0, 2**20),
)
def test_no_cent_is_lost(amounts: list[int], seed: int) -> None:
    setting, gangs = city()
    payments = paid(gangs, amounts, seed)
    conserve(payments, move_money(setting, gangs, payments, Book()))


def test_withdrawals_stay_below_the_limit_in_whole_notes() -> None:
    cash = [hop["amount"] for hop in many()[1] if hop["exit"] == "cash"]
    assert max(cash) <= 20_000_00
    assert all(amount % 100_00 == 0 for amount in cash)


def test_deeper_accounts_gather_from_several() -> None:
    payers = defaultdict(set)
    for hop in many()[1]:
        if hop["exit"] is None:
            payers[hop["payee"]].add(hop["payer"])
    several = np.array([len(found) for found in payers.values()])
    assert several.mean() > 3
    assert (several > 1).mean() > 0.5


def test_events_are_the_paying_holders() -> None:
    setting, gangs = city()
    take = setting.pool.take
    accounts, holders = take(gangs.accounts.account), take(gangs.accounts.holder)
    held = dict(zip(accounts.to_pylist(), holders.to_pylist(), strict=True))
    for row in many()[2]:
        assert row["person"] == held[row["payer"]]
        assert row["incoming"] is False
        assert row["balance_after"] >= 0
        assert row["payee_kind"] != "cash" or row["payee"] is None


def test_events_are_the_hops_in_time_and_small_tests_before() -> None:
    payments, hops, events = many()
    came: dict[str, int] = {}
    moves = [(payment.at, text(payment.mule.account)) for payment in payments]
    for at, account in moves + [(hop["at"], hop["payee"]) for hop in hops]:
        came[account] = min(came.get(account, at), at)
    known = {(hop["at"], hop["payer"], hop["amount"]) for hop in hops if hop["at"] < PLAN.end}
    shown = {(row["at"], row["payer"], row["amount"]) for row in events}
    assert known <= shown
    tests = [row for row in events if (row["at"], row["payer"], row["amount"]) not in known]
    assert len(tests) > 50
    for row in tests:
        assert 100 <= row["amount"] <= 50_00
        assert row["at"] < max(came.get(row["payer"], 0), came.get(row["payee"], 0))


def test_accounts_are_emptied_and_handsets_shared() -> None:
    events = many()[2]
    last = {row["payer"]: row["balance_after"] for row in events}
    assert np.median(list(last.values())) < 700_00
    users = defaultdict(set)
    for row in events:
        users[row["device"]].add(row["payer"])
    del users[None]
    assert max(map(len, users.values())) >= 3


def test_the_same_seed_makes_the_same_gangs() -> None:
    plan = CityPlan(people=2_000, days=2, seed=9)
    (one, first), (two, second) = made(plan), made(plan)
    assert first.roles_table().equals(second.roles_table())
    assert first.recruits_table().equals(second.recruits_table())
    assert len(one.pool) == len(two.pool)
    other = made(CityPlan(people=2_000, days=2, seed=10))[1]
    assert not other.roles_table().equals(first.roles_table())


def test_a_city_without_fraud_and_one_of_few_people_have_gangs_too() -> None:
    quiet = CityPlan(people=300, days=1, seed=3, victims_per_day=0.0)
    assert len(made(quiet)[1]) >= 12
