"""From the lines of two houses to the lab's figures: a small day of warnings."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import centre_cast as cast
from wuzha.centre.audit.chain import verify as verify_chain
from wuzha.centre.outbox.models import Fact
from wuzha.centre.people.models import Person
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.actions import (
    acknowledge,
    close,
    end,
    escalate,
    locked,
    receive,
    taint,
    verify,
)
from wuzha.centre.warn.decision import BadLine, Decision, decode_decisions, encode
from wuzha.centre.warn.ladders import in_force
from wuzha.centre.warn.models import OPEN_STATES, Evidence, Warning
from wuzha.centre.warn.queries import QueueFilter, labels, queue
from wuzha.lab.labels import label_report, read_labels
from wuzha.packs import pack
from wuzha.vocabulary.clock import DAY, MINUTE
from wuzha.vocabulary.decision import Level, Stage
from wuzha.vocabulary.event import Form, Kind
from wuzha.vocabulary.result import Ending, Grade

pytestmark = pytest.mark.django_db

AT, BY = cast.AT, cast.BY
PACK = pack("cn")
PAYEE = {"counterparty": "6222 0000 1111", "counterparty_form": Form.ACCOUNT}


def heard(*decisions: Decision) -> list[Decision]:
    """Decisions as they come over the wire."""
    read = list(decode_decisions(map(encode, decisions), PACK.home))
    assert not [each for each in read if isinstance(each, BadLine)]
    return [each for each in read if isinstance(each, Decision)]


def test_a_day_from_two_houses_to_the_lab(tmp_path: Path) -> None:
    units = cast.tree()
    victim, payer, mistaken = (cast.person(cast.STATION) for _ in range(3))
    dispatcher = cast.user(units[cast.CITY], Role.DISPATCHER)

    # The carrier hears a call, a bank sees payments: one warning about the victim, and it rises.
    call = cast.decision(victim, source="carrier", level=Level.MEDIUM)
    pays = {"kind": Kind.TRANSFER, "source": "bank", **PAYEE}
    payment = cast.decision(victim, **pays, at=AT + 1, level=Level.CRITICAL, stage=Stage.PAYMENT)
    faint = cast.decision(payer, **pays, at=AT + 2, level=Level.NONE, score=12, amount=50_00)
    assert receive(heard(call), AT + 3, BY).issued == 1
    assert receive(heard(payment, faint), AT + 4, BY).risen == 1
    receive(heard(cast.decision(mistaken, at=AT + 5)), AT + 5, BY)

    # The most urgent comes first; what nobody takes up climbs.
    rows = queue(dispatcher, QueueFilter(), at=AT + 6).rows
    assert [row.level for row in rows] == [Level.CRITICAL, Level.HIGH]
    assert escalate(rows[1].due_at) == 2
    acknowledge(rows[0].number, user=dispatcher, at=AT + 10 * MINUTE)

    # The victim had paid, so whoever else pays into that account is warned; the other was honest.
    later = AT + 20 * MINUTE
    end(locked(rows[0].number), Ending.ALREADY_PAID, by=BY, at=later, grade=Grade.A, paid=900_00)
    assert taint("6222 00001111", "report", later + DAY, by=BY, at=later).issued == 1
    close(rows[1].number, Ending.FALSE_ALARM, "honest sale", user=dispatcher, at=later)
    told = Warning.objects.get(state__in=OPEN_STATES)
    assert told.person == payer
    end(locked(told.pk), Ending.DISSUADED, by=BY, at=later + 1, grade=Grade.B)
    assert verify(later + 1 + in_force(AT).verify_after) == 1

    # What officers found goes back to the lab.
    path = tmp_path / "labels.parquet"
    pq.write_table(pa.Table.from_pylist([*map(asdict, labels(AT, AT + DAY))]), path)
    report = label_report(read_labels(path), PACK.taxonomy)
    assert (report.warnings, report.overall.share.hits, report.overall.share.tries) == (3, 2, 3)
    assert not list(verify_chain())


def test_a_storm_sent_twice_in_another_order_loses_and_doubles_nothing() -> None:
    cast.tree()
    chance = Random(7)
    tokens = [f"p{n}" for n in range(150)]
    storm = [
        cast.decision(
            chance.choice(tokens),
            event=f"e{n}",
            source=chance.choice(["bank", "carrier"]),
            at=AT + n * 1_000,
            level=chance.choice([*Level]),
            score=chance.randint(10, 100),
            stage=chance.choice([*Stage]),
        )
        for n in range(1_000)
    ]
    again = [replace(each) for each in storm]
    chance.shuffle(again)
    kept = sum(
        receive(part[start : start + 200], AT + start, BY).kept
        for part in (storm, again)
        for start in range(0, 1_000, 200)
    )
    assert kept == len(storm) == Evidence.objects.count()
    wanted = {(each.source, each.event) for each in storm}
    assert set(Evidence.objects.values_list("source", "event")) == wanted
    open_ = Counter(Warning.objects.values_list("person_id", "campaign"))
    assert set(open_.values()) == {1}
    assert Fact.objects.filter(name="warning.issued").count() == len(open_)
    assert Person.objects.count() == len({each.person for each in storm})
    assert not list(verify_chain())
