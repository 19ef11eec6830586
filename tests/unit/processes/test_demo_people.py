"""Simulated officers, the people they speak to, those at the console, and victims who report."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from centre_cast import AT, BY, CITY, STATION, decision, person, tree, user
from wuzha.centre.dissuade.actions import take_next
from wuzha.centre.dissuade.models import Step
from wuzha.centre.people.models import Person
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.actions import receive
from wuzha.centre.warn.models import Warning
from wuzha.packs import pack
from wuzha.processes.delivery import follow_up
from wuzha.processes.demo.answers import Answers
from wuzha.processes.demo.carriers import ReadCarrier
from wuzha.processes.demo.fates import Fates
from wuzha.processes.demo.officers import LEFT_TO_PERSONS, Officers
from wuzha.processes.demo.presence import Presence
from wuzha.processes.demo.reports import settle
from wuzha.processes.receiving import Payments
from wuzha.processes.timers import sweep
from wuzha.simulate.sheets import sheet
from wuzha.simulate.truth import EPISODES, PAYMENTS, TABLES, TIERS, Truth
from wuzha.testing.carrier import FakeCarrier
from wuzha.vocabulary.clock import DAY, HOUR, MINUTE, SECOND
from wuzha.vocabulary.decision import Level
from wuzha.vocabulary.notice import Channel, Notice
from wuzha.vocabulary.result import Ending

pytestmark = pytest.mark.django_db

SUM = 5_000_000


def truth_of(token: str, heeds: bool, pays_at: int) -> Truth:
    """One person who is being deceived since an hour ago and is to pay once."""
    row: dict[str, Any] = dict.fromkeys(EPISODES.names)
    row |= {
        "episode": 0,
        "person": token,
        "type": "refund",
        "paid": True,
        "contact_at": AT - HOUR,
        "ends_at": pays_at,
        "loss": SUM,
        **{f"heeds_{tier}": heeds for tier in TIERS},
        **{f"reached_after_{tier}": MINUTE for tier in TIERS},
    }
    paid = dict.fromkeys(PAYMENTS.names) | {"episode": 0, "at": pays_at, "amount": SUM}
    tables = {name: schema.empty_table() for name, schema in TABLES.items()}
    tables["episodes"] = pa.Table.from_pylist([row], EPISODES)
    tables["payments"] = pa.Table.from_pylist([paid], PAYMENTS)
    return Truth(**tables)


def team(fates: Fates, *officers: User, present: frozenset[str] = frozenset()) -> Officers:
    """Officers whose calls are answered whenever the truth lets them."""
    rules = sheet(pack("cn"), "city/officers.yaml")
    rules = rules | {"missed": dict.fromkeys(rules["missed"], 0.0)}
    answers = Answers(fates, rules, "zh", np.random.default_rng(1))
    loaded = list(User.objects.select_related("unit").filter(pk__in=[one.pk for one in officers]))
    return Officers(loaded, answers, rules, lambda: present, np.random.default_rng(2))


def warned(*persons: Person) -> None:
    receive([decision(one, level=Level.HIGH) for one in persons], AT, BY)
    while follow_up(AT):
        pass


def worked(officers: Officers, until: int) -> None:
    for at in range(AT, until, MINUTE):
        sweep(at)
        officers.act(at)
        while follow_up(at):
            pass


def city_desk(units: Any) -> Unit:
    found: Unit = units[CITY]
    return found


def test_who_heeds_the_officer_is_dissuaded_and_the_payment_is_at_stake() -> None:
    units = tree()
    victim = person(STATION)
    fates = Fates(truth_of(victim.token, heeds=True, pays_at=AT + DAY), AT)
    officers = team(fates, user(city_desk(units), Role.OPERATOR))
    warned(victim)
    worked(officers, AT + 20 * MINUTE)
    ended = Warning.objects.get()
    assert (ended.ending, ended.grade, ended.at_stake) == (Ending.DISSUADED, "a", SUM)
    assert fates.avoided == SUM
    assert ended.ended_at is not None
    assert fates.stops[0] < ended.ended_at


def test_who_does_not_heed_is_visited_and_nothing_is_prevented() -> None:
    units = tree()
    victim = person(STATION)
    fates = Fates(truth_of(victim.token, heeds=False, pays_at=AT + DAY), AT)
    officers = team(fates, user(units[STATION], Role.FIELD), user(city_desk(units), Role.OPERATOR))
    warned(victim)
    worked(officers, AT + 2 * HOUR)
    assert Warning.objects.get().ending == Ending.UNMOVED
    assert Step.objects.get(channel=Channel.VISIT).result in ("doubted", "refused")
    assert fates.avoided == 0


def test_somebody_in_no_fraud_says_so() -> None:
    units = tree()
    one = person(STATION)
    fates = Fates(truth_of("somebody else", heeds=True, pays_at=AT + DAY), AT)
    officers = team(fates, user(city_desk(units), Role.OPERATOR))
    warned(one)
    worked(officers, AT + 20 * MINUTE)
    assert Warning.objects.get().ending == Ending.FALSE_ALARM


def test_some_steps_are_left_to_who_is_at_the_console() -> None:
    units = tree()
    persons = [person(STATION) for _ in range(LEFT_TO_PERSONS + 2)]
    fates = Fates(truth_of("somebody else", heeds=True, pays_at=AT + DAY), AT)
    crew = [user(city_desk(units), Role.OPERATOR) for _ in persons]
    officers = team(fates, *crew, present=frozenset({CITY}))
    warned(*persons)
    officers.act(AT)
    calls = Step.objects.filter(channel=Channel.CALL)
    assert calls.filter(state="ready").count() == LEFT_TO_PERSONS
    assert calls.filter(state="taken").count() == 2


def test_presence_sees_who_works_and_who_has_gone() -> None:
    units = tree()
    mine = user(city_desk(units), Role.OPERATOR)
    presence = Presence([mine])
    presence.look(AT, 60.0, real=AT)
    assert not presence.places
    assert not presence.in_hand
    warned(person(STATION))
    assert take_next(mine, AT) is not None
    presence.look(AT + MINUTE, 60.0, real=AT)
    assert presence.places == {CITY}
    assert presence.in_hand
    presence.look(AT + DAY, 60.0, real=AT)
    assert not presence.places


def test_a_text_that_arrives_stops_who_heeds_even_a_weak_warning() -> None:
    fates = Fates(truth_of("p-1", heeds=True, pays_at=AT + DAY), AT)
    now = [AT]
    fake = FakeCarrier(frozenset({Channel.MESSAGE}), lambda: now[0], np.random.default_rng(3))
    read = ReadCarrier(fake, lambda notice, at: fates.warned("p-1", "low", at) and None)
    read.send([Notice("n1", Channel.MESSAGE, "8612900000001", "text", AT + HOUR)])
    assert read.receipts() == []
    assert fates.avoided == 0
    now[0] += 30 * SECOND
    assert [receipt.key for receipt in read.receipts()] == ["n1"]
    assert fates.avoided == SUM


def test_a_report_ends_the_warning_and_other_payers_are_warned() -> None:
    tree()
    victim, other, stranger = person(STATION), person(STATION), "somebody elsewhere"
    warned(victim)
    account = "6299123412341234567"
    payments = Payments()
    paying = [
        {
            "id": f"t{number}",
            "at": AT - HOUR,
            "kind": "transfer",
            "person": token,
            "payee": account,
            "amount": SUM,
        }
        for number, token in enumerate((victim.token, other.token, stranger))
    ]
    payments.add(pa.Table.from_pylist(paying))
    report = {"kind": "report", "person": victim.token, "payee": account, "amount": SUM}
    events = pa.Table.from_pylist([report])
    protected = frozenset({victim.token, other.token})
    assert settle(events, payments, protected, AT + MINUTE) == 1
    first = Warning.objects.get(person=victim)
    assert (first.ending, first.paid) == (Ending.ALREADY_PAID, SUM)
    second = Warning.objects.get(person=other)
    assert second.campaign.startswith("tainted:")
    assert not Warning.objects.filter(person__token=stranger).exists()
