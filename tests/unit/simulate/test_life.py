"""Ordinary life: what one day of a city without frauds looks like."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from wuzha.packs import pack
from wuzha.simulate.furnish import furnish, register
from wuzha.simulate.life import Life
from wuzha.simulate.people import JOBS
from wuzha.simulate.plan import DAY, HOUR, MINUTE, SECOND, START, CityPlan
from wuzha.simulate.pool import Pool
from wuzha.simulate.populate import populate
from wuzha.simulate.setting import Setting
from wuzha.simulate.strip import cut
from wuzha.vocabulary.domain import registered_domain
from wuzha.vocabulary.event import FIELDS, Kind
from wuzha.vocabulary.sender import sender_id
from wuzha.vocabulary.text import normal_form
from wuzha.vocabulary.wallet import wallet

PLAN = CityPlan(people=8_000, days=40)
ORDINARY = 1  # a Tuesday without festival or payday
EVENTS_MD = Path(__file__).parents[3] / "docs" / "reference" / "events.md"


def setting_of(plan: CityPlan) -> Setting:
    pool = Pool()
    places, people = populate(plan, pack("cn"), pool)
    world = furnish(plan, pack("cn"), pool)
    return Setting(plan, pack("cn"), pool, places, people, world)


@cache
def setting() -> Setting:
    return setting_of(PLAN)


@cache
def life() -> Life:
    return Life(setting())


@cache
def day(number: int = ORDINARY) -> pa.Table:
    return cut(number, life().day(number), setting().pool, 0).events


def events(kind: Kind, number: int = ORDINARY) -> pa.Table:
    table = day(number)
    return table.filter(pc.equal(table["kind"], kind.value))


def share(column: pa.ChunkedArray) -> float:
    """Of the rows that say yes or no, how many say yes."""
    return float(pc.mean(column.cast(pa.float64())).as_py() or 0)


def times(table: pa.Table, condition: pc.Expression) -> int:
    return int(table.filter(condition).num_rows)


def test_a_day_is_the_same_whenever_it_is_asked_for() -> None:
    plan = CityPlan(people=300, days=3)
    first, second = setting_of(plan), setting_of(plan)
    backwards = Life(second)
    backwards.day(2)
    tables = [
        cut(1, one.day(1), setting.pool, 0).events
        for one, setting in ((Life(first), first), (backwards, second))
    ]
    assert tables[0].equals(tables[1])


def test_another_seed_or_day_is_another_life() -> None:
    plan = CityPlan(people=300, days=3, seed=2)
    other = setting_of(plan)
    days = [cut(0, Life(other).day(number), other.pool, 0).events for number in (0, 1)]
    hours = [pc.subtract(table["at"], START + n * DAY) for n, table in enumerate(days)]
    assert not hours[0].equals(hours[1])
    same = setting_of(CityPlan(people=300, days=3, seed=3))
    assert not days[1]["at"].equals(cut(0, Life(same).day(1), same.pool, 0).events["at"])


def test_everything_happens_on_its_day() -> None:
    at = day()["at"].to_numpy()
    assert at.min() >= START + ORDINARY * DAY
    assert at.max() < START + (ORDINARY + 1) * DAY


@pytest.mark.parametrize(
    ("kind", "mean"),
    [
        (Kind.CALL, 2.5),
        (Kind.MESSAGE, 3.0),
        (Kind.VISIT, 2.5),
        (Kind.APP, 0.3),
        (Kind.TRANSFER, 1.5),
    ],
)
def test_as_much_happens_as_the_pack_says(kind: Kind, mean: float) -> None:
    assert events(kind).num_rows / PLAN.people == pytest.approx(mean, rel=0.12)


def by_residents(kind: Kind) -> pa.Table:
    """The events of residents alone."""
    residents = setting().pool.take(setting().people.token)
    table = events(kind)
    return table.filter(pc.is_in(table["person"], residents))


def test_every_event_is_about_a_resident_or_the_transfer_of_a_guest() -> None:
    for kind in Kind:
        others = events(kind).num_rows - by_residents(kind).num_rows
        assert others == 0 or kind is Kind.TRANSFER
    transfers, people = events(Kind.TRANSFER), setting().world.stranger_token
    guests = transfers.filter(pc.is_in(transfers["person"], setting().pool.take(people)))
    assert guests.num_rows == transfers.num_rows - by_residents(Kind.TRANSFER).num_rows
    assert 0.01 < guests.num_rows / PLAN.people < 0.06
    assert not pc.any(guests["incoming"]).as_py()


def test_fields_belong_to_their_kinds_and_nothing_betrays_its_source() -> None:
    for kind in Kind:
        table = events(kind)
        for name in set(table.column_names) & FIELDS.keys():
            if table[name].null_count < table.num_rows:
                assert kind in FIELDS[name].kinds, (kind, name)
    assert not {"source", "score"} & set(day().column_names)


def closed_words() -> dict[tuple[str, str], set[str]]:
    """Kind and field with the words that the reference allows, read from the reference."""
    found: dict[tuple[str, str], set[str]] = {}
    kind = ""
    for line in EVENTS_MD.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind = line[3:].rstrip("s").lower()
        cells = [cell for cell in line.split("|") if cell.strip()]
        if len(cells) < 2 or not cells[0].strip().startswith("`"):
            continue
        for field in re.findall(r"`([a-z_]+)`", cells[0]):
            found[kind, field] = set(re.findall(r"`([A-Za-z_]+)`", cells[1]))
    found["message", "channel"] = {"sms", "chat", "group", "email"}
    return found


@pytest.mark.parametrize(
    ("kind", "field", "at_least"),
    [
        (Kind.CALL, "attestation", 3),
        (Kind.MESSAGE, "channel", 4),
        (Kind.VISIT, "page_kind", 16),
        (Kind.VISIT, "referral", 6),
        (Kind.TRANSFER, "channel", 11),
        (Kind.TRANSFER, "payer_kind", 5),
        (Kind.TRANSFER, "payee_kind", 7),
        (Kind.APP, "app_action", 7),
        (Kind.APP, "permission", 6),
        (Kind.APP, "channel", 3),
    ],
)
def test_codes_are_the_words_of_the_reference(kind: Kind, field: str, at_least: int) -> None:
    allowed = closed_words()[kind.value, field]
    found = {word for word in events(kind)[field].unique().to_pylist() if word is not None}
    assert found <= allowed
    assert len(found) >= at_least


def test_a_call_has_the_person_on_the_side_it_says() -> None:
    people, calls = setting().people, events(Kind.CALL)
    tokens = setting().pool.take(people.token)
    row = pc.index_in(calls["person"], tokens).to_numpy()
    incoming = calls["incoming"].to_numpy(zero_copy_only=False)
    own = np.where(incoming, calls["callee"].to_numpy(), calls["caller"].to_numpy())
    other = np.where(incoming, calls["caller"].to_numpy(), calls["callee"].to_numpy())
    assert (own == people.phone[row]).all()
    assert incoming[np.isin(other, people.phone)].all()  # of two residents the called one
    seconds = calls["duration_s"].to_numpy()
    assert ((seconds > 0) == calls["answered"].to_numpy(zero_copy_only=False)).all()
    assert times(calls, pc.field("foreign_trunk") & ~pc.field("incoming")) == 0


def test_what_is_on_a_call_has_a_call_around_it() -> None:
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in events(Kind.CALL).select(["person", "at", "duration_s"]).to_pylist():
        end = row["at"] + row["duration_s"] * SECOND
        spans.setdefault(row["person"], []).append((row["at"], end))
    found = []
    for kind in (Kind.TRANSFER, Kind.APP):
        table = events(kind).filter(pc.field("on_call"))
        for row in table.select(["person", "at"]).to_pylist():
            found.append(any(a <= row["at"] <= b for a, b in spans.get(row["person"], [])))
    assert len(found) > 20
    assert np.mean(found) > 0.97  # the call of a payment just after midnight began the day before


def test_transfers_of_a_resident_name_the_own_account() -> None:
    people, transfers = setting().people, by_residents(Kind.TRANSFER)
    firms = ~pc.field("incoming") & (pc.field("payer_kind") == "company")
    transfers = transfers.filter(~firms)
    pool = setting().pool
    row = pc.index_in(transfers["person"], pool.take(people.token)).to_numpy()
    account = np.array(pool.take(people.account).to_pylist())[row]
    incoming = transfers["incoming"].to_numpy(zero_copy_only=False)
    payer, payee = (np.array(transfers[name].to_pylist(), object) for name in ("payer", "payee"))
    assert (np.where(incoming, payee, payer) == account).all()
    others = np.where(incoming, payer, payee)
    residents = pool.take(people.account)  # what they pay each other is told from the payer's side
    assert not pc.any(pc.is_in(pa.array(others[incoming], pa.string()), residents)).as_py()
    assert pc.min(transfers["amount"]).as_py() > 0
    assert pc.min(transfers["balance_after"]).as_py() >= 0


def test_who_keeps_the_books_pays_from_the_firms_account() -> None:
    out = events(Kind.TRANSFER).filter(~pc.field("incoming"))
    paid = out.filter(pc.field("payer_kind") == "company")
    world, pool = setting().world, setting().pool
    firms = pool.take(np.concatenate([world.employer, world.company]))
    assert paid.num_rows > 100
    assert pc.all(pc.is_in(paid["payer"], firms)).as_py()
    assert {"company", "personal", "public"} <= set(paid["payee_kind"].to_pylist())


def test_some_reports_are_of_what_was_no_fraud() -> None:
    table = pa.concat_tables([events(Kind.REPORT, number) for number in range(4)])
    assert 0.04 < table.num_rows / PLAN.people / 4 * 1000 < 0.4


def test_balances_stay_about_what_people_have() -> None:
    people, transfers = setting().people, by_residents(Kind.TRANSFER)
    transfers = transfers.filter(pc.field("payer_kind") == "personal")
    row = pc.index_in(transfers["person"], setting().pool.take(people.token)).to_numpy()
    ratio = transfers["balance_after"].to_numpy() / people.balance[row]
    assert 0.6 < np.median(ratio) < 1.4
    assert 0.02 < (transfers["balance_after"].to_numpy() < 100_00).mean() < 0.12


def test_coins_go_to_wallets() -> None:
    coins = events(Kind.TRANSFER).filter(pc.field("channel") == "crypto")
    assert coins.num_rows > 0
    assert all(wallet(text) == text for text in coins["wallet"].to_pylist())


def test_messages_are_in_normal_form() -> None:
    messages = events(Kind.MESSAGE)
    for row in messages.slice(0, 4000).to_pylist()[::20]:
        assert row["text"] == normal_form(row["text"])
        assert sender_id(row["sender"], pack("cn").home) == row["sender"]
        assert (row["domain"] is None) == (row["site"] is None)
        if row["domain"] is not None:
            assert row["domain"] in row["text"]
            assert row["site"] == registered_domain(row["domain"])


def test_registered_senders_write_and_others_too() -> None:
    messages = events(Kind.MESSAGE)
    known = pa.array(register(pack("cn"), "senders.txt"))
    short = messages.filter(pc.field("channel") == "sms")
    registered = share(pc.is_in(short["sender"], known))
    assert 0.5 < registered < 0.9


def test_domains_carry_their_age() -> None:
    visits = events(Kind.VISIT)
    ages = visits["domain_age_days"]
    assert pc.min(ages).as_py() >= 0
    assert 0 < share(pc.is_null(ages)) < 0.2
    assert visits["site"].equals(visits["domain"])
    by_site = visits.group_by("domain").aggregate([("domain_age_days", "count_distinct")])
    assert pc.max(by_site["domain_age_days_count_distinct"]).as_py() == 1


NIGHT = (START + ORDINARY * DAY, START + ORDINARY * DAY + 6 * HOUR)


@pytest.mark.parametrize(
    ("kind", "condition", "per_thousand"),
    [
        (Kind.CALL, pc.field("foreign_trunk"), (4, 40)),
        (Kind.CALL, pc.field("duration_s") > 1200, (3, 40)),
        (Kind.CALL, pc.field("attestation") == "C", (20, 300)),
        (Kind.VISIT, pc.field("domain_age_days") < 30, (5, 50)),
        (Kind.VISIT, (pc.field("domain_age_days") < 30) & pc.field("offers_app"), (0.2, 8)),
        (Kind.VISIT, pc.field("page_kind") == "trading", (10, 150)),
        (Kind.APP, pc.field("sideloaded"), (3, 30)),
        (Kind.APP, pc.field("app_action") == "share_screen", (3, 30)),
        (Kind.APP, pc.field("permission") == "accessibility", (0.5, 10)),
        (Kind.APP, pc.field("app_action") == "new_device", (0.5, 10)),
        (
            Kind.TRANSFER,
            pc.field("first_time_payee") & (pc.field("payee_kind") == "personal"),
            (15, 100),
        ),
        (Kind.TRANSFER, (pc.field("at") >= NIGHT[0]) & (pc.field("at") < NIGHT[1]), (8, 100)),
        (Kind.TRANSFER, pc.field("on_call"), (1, 20)),
        (Kind.TRANSFER, pc.field("overseas"), (0.3, 10)),
        (Kind.TRANSFER, pc.field("channel") == "loan", (0.5, 8)),
        (Kind.TRANSFER, pc.field("channel") == "deposit", (1, 12)),
        (Kind.TRANSFER, pc.field("payee_kind") == "crypto", (0.2, 6)),
    ],
)
def test_honest_life_has_what_fraud_looks_like(
    kind: Kind, condition: pc.Expression, per_thousand: tuple[float, float]
) -> None:
    low, high = per_thousand
    assert low < times(events(kind), condition) / PLAN.people * 1000 < high


def test_codes_come_in_bursts_from_several_senders() -> None:
    pool, world = setting().pool, setting().world
    messages = events(Kind.MESSAGE)
    codes = messages.filter(pc.is_in(messages["text"], pool.take(world.code_text)))
    rows = sorted(codes.select(["person", "at", "sender"]).to_pylist(), key=lambda row: row["at"])
    bursts = 0
    last: dict[str, tuple[int, str]] = {}
    for row in rows:
        at, sender = last.get(row["person"], (0, ""))
        bursts += row["at"] - at < 10 * MINUTE and row["sender"] != sender
        last[row["person"]] = (row["at"], row["sender"])
    assert bursts > 20


def test_loans_and_deposits_are_mostly_spent_the_same_day() -> None:
    transfers = events(Kind.TRANSFER)
    raised = transfers.filter(pc.is_in(transfers["channel"], pa.array(["loan", "deposit"])))
    out = transfers.filter(~pc.field("incoming")).select(["person", "at", "amount"]).to_pylist()
    spent = 0
    for row in raised.select(["person", "at", "amount"]).to_pylist():
        spent += any(
            one["person"] == row["person"]
            and one["at"] > row["at"]
            and one["amount"] > 0.5 * row["amount"]
            for one in out
        )
    assert spent > raised.num_rows * 0.35


def test_call_centres_ring_many_who_seldom_answer() -> None:
    calls = events(Kind.CALL)
    centers = calls.filter(pc.is_in(calls["caller"], pa.array(setting().world.center_phone)))
    fan = centers.group_by("caller").aggregate([("callee", "count_distinct")])
    assert pc.mean(fan["callee_count_distinct"]).as_py() > 15
    assert share(centers["answered"]) < 0.45 < share(calls["answered"])


def test_salaries_and_pensions_come_on_their_days() -> None:
    assert times(events(Kind.TRANSFER), pc.field("channel") == "salary") == 0
    fifteenth = events(Kind.TRANSFER, 11).filter(pc.field("channel") == "salary")
    kinds = fifteenth["payer_kind"].value_counts().to_pylist()
    assert {row["values"] for row in kinds} == {"company", "public"}
    retired = int((setting().people.job == JOBS.index("retired")).sum())
    assert times(fifteenth, pc.field("payer_kind") == "public") == retired


def test_festivals_bring_red_packets() -> None:
    plan = CityPlan(people=4_000, days=30, start=START - 24 * DAY)
    place = setting_of(plan)
    one = Life(place)
    count = [
        times(
            cut(number, one.day(number), place.pool, 0).events, pc.field("channel") == "red_packet"
        )
        for number in (0, 24)
    ]
    assert count[0] > 5 * count[1] > 0
