"""Honest affairs that look like fraud."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from wuzha.packs import pack
from wuzha.simulate.furnish import furnish, register
from wuzha.simulate.plan import DAY, MINUTE, SECOND, CityPlan
from wuzha.simulate.pool import Pool
from wuzha.simulate.populate import populate
from wuzha.simulate.setting import Setting
from wuzha.simulate.strip import Day, cut
from wuzha.simulate.truth import TWINS
from wuzha.simulate.twins import KINDS, Twins, plan_twins
from wuzha.simulate.twins.kind import read_sheet
from wuzha.vocabulary.text import normal_form
from wuzha.vocabulary.wallet import wallet

PLAN = CityPlan(people=20_000, days=10, seed=3)
PEOPLE_DAYS = PLAN.people * PLAN.days / 1000


def setting_of(plan: CityPlan) -> Setting:
    pool = Pool()
    places, people = populate(plan, pack("cn"), pool)
    world = furnish(plan, pack("cn"), pool)
    return Setting(plan, pack("cn"), pool, places, people, world)


def lived(plan: CityPlan) -> tuple[Setting, Twins, Day]:
    setting = setting_of(plan)
    twins = plan_twins(setting)
    return setting, twins, cut(0, twins.book.between(plan.start, plan.end), setting.pool, 0)


@cache
def city() -> tuple[Setting, Twins, Day]:
    return lived(PLAN)


def events(kind: str) -> pa.Table:
    """The events of a kind, with the number of their twin."""
    _, _, day = city()
    table = day.events.append_column("twin", day.origins["twin"])
    return table.filter(pc.equal(table["kind"], kind))


def begun() -> pa.Table:
    """The affairs that begin in the time of the city."""
    table = city()[1].table
    return table.filter(
        pc.and_(pc.greater_equal(table["from"], PLAN.start), pc.less(table["from"], PLAN.end))
    )


def signals() -> dict[int, set[str]]:
    """What each affair shows of the signals by which police tell fraud."""
    found: dict[int, set[str]] = defaultdict(set)

    def mark(name: str, table: pa.Table, column: str, *values: object) -> None:
        wanted = pa.array(values, table[column].type)
        for twin in table.filter(pc.is_in(table[column], wanted))["twin"].to_pylist():
            found[twin].add(name)

    def mark_where(name: str, table: pa.Table, flags: pa.ChunkedArray) -> None:
        for twin in table.filter(pc.fill_null(flags, False))["twin"].to_pylist():
            found[twin].add(name)

    calls, visits, transfers = events("call"), events("visit"), events("transfer")
    messages, apps = events("message"), events("app")
    mark("C1", calls, "foreign_trunk", True)
    mark_where("C2", calls, pc.greater_equal(calls["duration_s"], 1200))
    mark("C5", transfers, "on_call", True)
    mark_where("S1", messages, pc.is_valid(messages["domain"]))
    known = pa.array(register(pack("cn"), "senders.txt"))
    mark_where(
        "S3",
        messages,
        pc.and_(
            pc.equal(messages["channel"], "sms"), pc.invert(pc.is_in(messages["sender"], known))
        ),
    )
    mark_where("W1", visits, pc.less(visits["domain_age_days"], 30))
    mark("W2", visits, "offers_app", True)
    mark("W3", visits, "page_kind", "trading", "loan", "betting")
    mark("W4", visits, "referral", "ad", "group")
    mark("A1", apps, "remote_control", True)
    mark("A2", apps, "sideloaded", True)
    rare = register(pack("cn"), "rare_chat_apps.txt")
    mark("A3", apps, "package", *rare)
    mark("A4", apps, "app_action", "forward_calls", "vpn_on")
    mark("A5", apps, "permission", "accessibility")
    mark("T1", transfers, "first_time_payee", True)
    mark("T6", transfers, "channel", "deposit", "loan")
    hour = pc.divide(pc.subtract(transfers["at"], PLAN.start), DAY // 24).to_numpy() % 24
    out = pc.equal(transfers["incoming"], False)
    mark_where("T7", transfers, pc.and_(out, pa.chunked_array([(hour >= 23) | (hour < 6)])))
    mark("T8", transfers, "payee_kind", "crypto")
    emptied = pc.less(pc.multiply(transfers["balance_after"], 20), transfers["amount"])
    mark_where("T5", transfers, pc.and_(out, emptied))
    mark("T10", transfers, "payee_kind", "cash")
    mark("T11", transfers, "channel", "red_packet", "gift_card")
    mark("T12", transfers, "overseas", True)
    firm = pc.and_(out, pc.equal(transfers["payer_kind"], "company"))
    mark_where("T13", transfers, pc.and_(firm, pc.equal(transfers["payee_kind"], "personal")))
    return found


@cache
def strength() -> dict[str, list[int]]:
    """How many signals each affair shows that begins in the time of the city, by kind."""
    found = signals()
    by_kind: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for twin, kind in zip(begun()["twin"].to_pylist(), begun()["kind"].to_pylist(), strict=True):
        by_kind[kind].append(len(found[twin]))
    return by_kind


def test_every_kind_happens_as_often_as_its_rate_says() -> None:
    for kind, spec in read_sheet(pack("cn")).kinds.items():
        happened = len(strength()[kind])
        expected = spec.rate * PEOPLE_DAYS
        assert happened > 0
        assert abs(happened - expected) < 4.5 * np.sqrt(expected), kind


def test_twins_are_many_more_than_frauds_and_some_are_strong() -> None:
    counts = [count for counts in strength().values() for count in counts]
    assert 8 <= len(counts) / PEOPLE_DAYS <= 12
    assert 0.6 <= sum(count >= 4 for count in counts) / PEOPLE_DAYS <= 1.5


def test_at_least_ten_kinds_show_three_signals() -> None:
    shares = {kind: np.mean(np.array(counts) >= 3) for kind, counts in strength().items()}
    assert sum(share >= 0.2 for share in shares.values()) >= 10


def test_honest_life_shows_every_signal() -> None:
    seen = set().union(*signals().values())
    expected = "C1 C2 C5 S1 S3 W1 W2 W3 W4 A1 A2 A3 A4 A5 T1 T5 T6 T7 T8 T10 T11 T12 T13"
    assert seen == set(expected.split())


def test_the_same_plan_makes_the_same_bytes_and_another_seed_does_not() -> None:
    plan = CityPlan(people=3_000, days=3, seed=5)
    _, first, day = lived(plan)
    _, second, again = lived(plan)
    assert first.table.equals(second.table)
    assert day.events.equals(again.events)
    _, _, other = lived(CityPlan(people=3_000, days=3, seed=6))
    assert not day.events.equals(other.events)


def test_the_table_numbers_the_affairs_and_spans_their_events() -> None:
    _, twins, day = city()
    table = twins.table
    assert table.schema == TWINS
    assert table["twin"].to_pylist() == list(range(len(table)))
    begins, ends = table["from"].to_numpy(), table["to"].to_numpy()
    assert begins.min() >= PLAN.start - 30 * DAY
    assert begins.max() < PLAN.end
    twin, at = day.origins["twin"].to_numpy(), day.events["at"].to_numpy()
    assert (at >= begins[twin]).all()
    assert (at <= ends[twin]).all()
    assert np.mean(ends - begins > 7 * DAY) > 0.03
    assert np.mean(ends - begins < DAY) > 0.3


WORDS = {
    "page_kind": "search news video social shop bank government parcel travel job trading loan "
    "betting dating escrow support login other",
    "referral": "direct search ad message group page",
    "payer_kind": "personal own company merchant public bank crypto cash",
    "payee_kind": "personal own company merchant public bank crypto cash",
    "app_action": "install open share_screen grant forward_calls vpn_on new_device uninstall",
    "permission": "accessibility notifications sms contacts camera overlay",
    "attestation": "A B C",
}
CHANNELS = {
    "message": "sms chat group email",
    "app": "shop page message",
    "transfer": "mobile counter atm qr card red_packet gift_card cash courier crypto salary loan "
    "deposit refund",
}


@pytest.mark.parametrize("field", WORDS)
def test_codes_are_words_of_the_contract(field: str) -> None:
    assert set(pc.unique(city()[2].events[field]).to_pylist()) <= {None, *WORDS[field].split()}


@pytest.mark.parametrize("kind", CHANNELS)
def test_channels_are_words_of_the_contract(kind: str) -> None:
    assert set(pc.unique(events(kind)["channel"]).to_pylist()) <= {None, *CHANNELS[kind].split()}


def test_texts_are_in_normal_form_and_filled() -> None:
    texts = pc.unique(events("message")["text"]).to_pylist()
    assert all(text == normal_form(text) and "{" not in text for text in texts)


def test_whoever_pays_during_a_call_is_on_the_telephone() -> None:
    calls = events("call").to_pydict()
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for twin, at, seconds in zip(calls["twin"], calls["at"], calls["duration_s"], strict=True):
        spans[twin].append((at, at + (seconds + 1) * SECOND))
    transfers = events("transfer")
    paid = transfers.filter(pc.and_(transfers["on_call"], pc.greater(transfers["at"], PLAN.start)))
    early = PLAN.start + 60 * MINUTE  # the call may have begun before the first day
    rows = [row for row in paid.select(["twin", "at"]).to_pylist() if row["at"] > early]
    assert len(rows) > 100
    assert all(any(a <= row["at"] <= b for a, b in spans[row["twin"]]) for row in rows)


def test_a_transfer_between_residents_is_one_event_of_the_payer() -> None:
    setting, _, _ = city()
    owner = dict(
        zip(
            setting.pool.take(setting.people.account).to_pylist(),
            setting.pool.take(setting.people.token).to_pylist(),
            strict=True,
        )
    )
    between = 0
    for row in events("transfer").to_pylist():
        payer, payee = owner.get(row["payer"]), owner.get(row["payee"])
        assert row["amount"] > 0
        assert row["balance_after"] >= 0
        if row["incoming"]:
            assert (payer, payee) == (None, row["person"])
        else:
            assert payer == (None if row["payer_kind"] == "company" else row["person"])
            between += payee is not None
    assert between > 1000


def test_an_organiser_passes_on_about_what_the_group_paid() -> None:
    table = city()[1].table.to_pydict()
    transfers = events("transfer")
    shares = []
    for twin, person, kind, first, last in zip(*table.values(), strict=True):
        if kind != "group_buying" or first < PLAN.start or last > PLAN.end:
            continue
        rows = transfers.filter(pc.equal(transfers["twin"], twin)).to_pylist()
        out = [row for row in rows if row["person"] == person and not row["incoming"]]
        supplier = sum(row["amount"] for row in out if row["payee_kind"] == "company")
        taken = [row for row in rows if row not in out]
        assert len({row["payer"] for row in taken}) >= 10
        shares.append(supplier / sum(row["amount"] for row in taken))
    assert 0.6 <= np.median(shares) <= 1.0


@pytest.mark.parametrize(
    ("kind", "column", "allowed"),
    [
        ("minor_games", "age_band", {0}),
        ("payroll", "job", {7}),
        ("elder_insurance", "age_band", {2, 3}),
    ],
)
def test_affairs_happen_to_those_they_are_about(kind: str, column: str, allowed: set[int]) -> None:
    setting, twins, _ = city()
    rows = {
        token: row for row, token in enumerate(setting.pool.take(setting.people.token).to_pylist())
    }
    persons = twins.table.filter(pc.equal(twins.table["kind"], kind))["person"].to_pylist()
    assert {int(getattr(setting.people, column)[rows[person]]) for person in persons} == allowed


def test_nobody_is_in_two_calls_of_one_affair() -> None:
    calls = events("call").sort_by([("twin", "ascending"), ("at", "ascending")])
    twin, at = calls["twin"].to_numpy(), calls["at"].to_numpy()
    ends = at + calls["duration_s"].to_numpy() * SECOND
    same = twin[1:] == twin[:-1]
    assert same.sum() > 500
    assert np.mean(ends[:-1][same] > at[1:][same]) < 0.002


def test_an_affair_stays_with_one_remote_tool() -> None:
    apps = events("app")
    tools: dict[int, set[str]] = defaultdict(set)
    for row in apps.filter(apps["remote_control"]).select(["twin", "package"]).to_pylist():
        tools[row["twin"]].add(row["package"])
    assert {len(found) for found in tools.values()} == {1}


def test_coins_go_to_well_formed_wallets_and_nothing_else_does() -> None:
    transfers = events("transfer")
    shown = transfers.filter(pc.is_valid(transfers["wallet"]))
    assert len(shown) > 10
    assert set(shown["channel"].to_pylist()) == {"crypto"}
    assert all(wallet(text) == text for text in shown["wallet"].to_pylist())
