"""Decisions become evidence and warnings: what opens one, what joins, what is let pass."""

from __future__ import annotations

from typing import Any

import pytest

import centre_cast as cast
from wuzha.centre.audit.models import Entry
from wuzha.centre.outbox.models import Fact
from wuzha.centre.people.models import Person
from wuzha.centre.units.models import Unit
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.actions import Received, acknowledge, end, receive
from wuzha.centre.warn.decision import Decision, Reason
from wuzha.centre.warn.ladders import in_force
from wuzha.centre.warn.models import OPEN_STATES, Evidence, Warning
from wuzha.vocabulary.clock import HOUR, MINUTE
from wuzha.vocabulary.decision import LEVELS, Level, Stage
from wuzha.vocabulary.result import Ending

pytestmark = pytest.mark.django_db

AT, BY = cast.AT, cast.BY


@pytest.fixture(autouse=True)
def units() -> dict[str, Unit]:
    return dict(cast.tree())


def got(*decisions: Decision, at: int = AT) -> Received:
    return receive(decisions, at, BY)


def said(**changes: Any) -> Decision:
    return cast.decision("p1", **changes)


def ended(ending: Ending, at: int = AT, **changes: Any) -> None:
    """A warning about p1 that ended so."""
    got(said(**changes), at=at)
    end(Warning.objects.get(state__in=OPEN_STATES), ending, by=BY, at=at)


@pytest.mark.parametrize(
    ("changes", "opens"),
    [
        ({"level": Level.CRITICAL}, True),
        ({"level": Level.MEDIUM}, True),
        ({"level": Level.LOW, "stage": Stage.CONTACT}, False),
        ({"level": Level.LOW, "stage": Stage.PAYMENT}, True),
        ({"level": Level.LOW, "campaign": "parcel-7"}, True),
        ({"level": Level.NONE, "stage": Stage.PAYMENT, "campaign": "parcel-7"}, False),
    ],
)
def test_what_opens_a_warning(changes: dict[str, Any], opens: bool) -> None:
    assert got(said(**changes)).issued == opens
    assert Warning.objects.count() == opens
    assert Evidence.objects.count() == 1


def test_a_warning_says_what_its_evidence_says() -> None:
    got(said(score=80, level=Level.HIGH, stage=Stage.TRUST, at=AT - 5), at=AT)
    warning = Warning.objects.get()
    ladder = in_force(AT).levels[Level.HIGH]
    assert (warning.state, warning.level_code, warning.stage_code) == (
        *("issued", Level.HIGH, Stage.TRUST),
    )
    assert (warning.type, warning.type_share, warning.score) == ("refund", 100, 80)
    assert (warning.first_at, warning.issued_at) == (AT - 5, AT)
    assert warning.due_at == AT + ladder.acknowledge
    assert warning.expires_at == AT + ladder.open_for


def test_issuing_leaves_an_entry_and_a_fact() -> None:
    got(said())
    warning = Warning.objects.get()
    fact = Fact.objects.get()
    assert (fact.name, fact.thing_id) == ("warning.issued", warning.pk)
    entry = Entry.objects.get(verb="warning.issued")
    assert (entry.thing_id, entry.person_id) == (str(warning.pk), warning.person_id)


def test_weak_decisions_are_let_pass_until_there_is_a_warning() -> None:
    weak = {"score": 9, "level": Level.NONE}
    assert got(said(**weak)) == Received(passed=1)
    assert not Person.objects.exists()
    got(said())
    assert got(said(**weak)) == Received(kept=1, joined=1)


def test_an_event_of_one_source_counts_once() -> None:
    one = said(event="e1")
    assert got(one, one) == Received(kept=1, issued=1, repeated=1)
    assert got(one) == Received(repeated=1)
    assert Evidence.objects.count() == 1
    assert Warning.objects.get().evidence_count == 1


def test_two_sources_of_one_event_are_two_pieces_of_one_warning() -> None:
    got(said(event="e1", source="bank"))
    got(said(event="e1", source="carrier", level=Level.CRITICAL))
    warning = Warning.objects.get()
    assert (warning.evidence_count, warning.level_code) == (2, Level.CRITICAL)


def test_campaigns_are_apart_and_persons_too() -> None:
    got(said(), said(campaign="parcel-7"), cast.decision("p2"))
    assert Warning.objects.count() == 3


def test_level_score_and_stage_never_fall() -> None:
    got(said(score=90, level=Level.HIGH, stage=Stage.PAYMENT))
    got(said(score=20, level=Level.LOW, stage=None, at=AT - MINUTE), at=AT)
    warning = Warning.objects.get()
    assert (warning.score, warning.level_code, warning.stage_code) == (
        *(90, Level.HIGH, Stage.PAYMENT),
    )
    assert (warning.first_at, warning.last_at) == (AT - MINUTE, AT)


def test_the_type_is_the_one_with_most_points_of_all_reasons() -> None:
    def why(type_: str | None, points: int) -> Reason:
        return Reason("r", points, "理由", "a reason", type_)

    got(said(reasons=(why("refund", 30), why("stock_tutor", 25), why(None, 90))))
    assert Warning.objects.get().type == "refund"
    got(said(reasons=(why("stock_tutor", 20), why("refund", -9))))
    warning = Warning.objects.get()
    assert (warning.type, warning.type_share) == ("stock_tutor", 60)


def test_worse_evidence_makes_a_warning_rise_and_asks_for_it_anew(units: dict[str, Unit]) -> None:
    got(said(level=Level.MEDIUM))
    dispatcher = cast.user(units[""], Role.DISPATCHER)
    acknowledge(Warning.objects.get().pk, user=dispatcher, at=AT + 1)
    assert got(said(level=Level.CRITICAL, at=AT + 2), at=AT + 3).risen == 1
    warning = Warning.objects.get()
    assert (warning.state, warning.acknowledged_by) == ("issued", None)
    assert (warning.level_code, warning.risen_at) == (Level.CRITICAL, AT + 3)
    assert warning.due_at == AT + 3 + in_force(AT).levels[Level.CRITICAL].acknowledge
    assert list(Fact.objects.order_by("id").values_list("name", flat=True)) == [
        "warning.issued",
        "warning.risen",
    ]


def test_what_rises_within_a_batch_is_issued_as_it_ended_up() -> None:
    assert got(said(level=Level.MEDIUM), said(level=Level.CRITICAL)) == Received(
        kept=2, joined=1, issued=1
    )
    assert Warning.objects.get().level_code is Level.CRITICAL
    assert Fact.objects.get().body["level"] == LEVELS.index(Level.CRITICAL)


@pytest.mark.parametrize(
    ("level", "place", "unit"),
    [
        (Level.HIGH, cast.STATION, cast.COUNTY),
        (Level.MEDIUM, cast.STATION, cast.COUNTY),
        (Level.LOW, cast.STATION, cast.CITY),
        (Level.HIGH, cast.STATION + "9", cast.COUNTY),
        (Level.HIGH, cast.CITY, cast.CITY),
        (Level.HIGH, "99", cast.MINISTRY),
        (Level.HIGH, "", cast.MINISTRY),
    ],
)
def test_a_warning_goes_to_the_unit_responsible_for_the_place(
    level: Level, place: str, unit: str
) -> None:
    person = cast.person(place)
    got(cast.decision(person, level=level, stage=Stage.PAYMENT))
    warning = Warning.objects.get()
    assert (warning.place, warning.unit.code) == (unit, unit)


def test_a_closed_unit_gets_nothing(units: dict[str, Unit]) -> None:
    Unit.objects.filter(code=cast.COUNTY).update(closed=True)
    got(cast.decision(cast.person(cast.STATION)))
    assert Warning.objects.get().place == cast.CITY


def test_a_low_warning_that_rises_goes_down_to_the_county() -> None:
    person = cast.person(cast.STATION)
    got(cast.decision(person, level=Level.LOW, stage=Stage.PAYMENT))
    got(cast.decision(person, level=Level.HIGH))
    assert Warning.objects.get().place == cast.COUNTY


def test_after_an_ending_only_worse_evidence_opens_anew() -> None:
    ended(Ending.DISSUADED, level=Level.HIGH, stage=Stage.TRUST)
    later = AT + HOUR
    assert got(said(level=Level.HIGH, at=later), at=later).cooled == 1
    assert got(said(level=Level.CRITICAL, at=later), at=later).issued == 1


def test_a_payment_after_an_ending_without_one_opens_anew() -> None:
    ended(Ending.FALSE_ALARM, level=Level.HIGH, stage=Stage.TRUST)
    paying = said(level=Level.MEDIUM, stage=Stage.PAYMENT, at=AT + HOUR)
    assert got(paying, at=AT + HOUR).issued == 1


@pytest.mark.parametrize(
    ("ending", "issued"),
    [
        (Ending.DISSUADED, 0),
        (Ending.UNREACHED, 0),
        (Ending.UNMOVED, 1),
        (Ending.ALREADY_PAID, 1),
        (Ending.EXPIRED, 1),
    ],
)
def test_who_was_not_won_over_is_warned_of_the_next_payment(ending: Ending, issued: int) -> None:
    ended(ending, level=Level.HIGH, stage=Stage.PAYMENT)
    again = said(level=Level.HIGH, stage=Stage.PAYMENT, at=AT + HOUR)
    assert got(again, at=AT + HOUR).issued == issued


def test_the_calm_is_over_after_the_ladders_time() -> None:
    ended(Ending.DISSUADED)
    later = AT + in_force(AT).cooldown
    assert got(said(at=later - 1), at=later - 1).cooled == 1
    assert got(said(at=later), at=later).issued == 1


def test_what_is_older_than_a_warning_lasts_is_kept_and_warns_nobody() -> None:
    old = AT - in_force(AT).levels[Level.HIGH].open_for
    assert got(said(at=old - 1)) == Received(kept=1, late=1)
    assert got(said(at=old)).issued == 1


def test_another_story_a_day_later_ends_a_warning_that_nobody_took_up() -> None:
    got(said(level=Level.MEDIUM))
    later = AT + in_force(AT).fold
    assert got(said(level=Level.MEDIUM, at=later), at=later).issued == 1
    assert list(Warning.objects.order_by("id").values_list("state", "ending")) == [
        ("ended", "expired"),
        ("issued", ""),
    ]


def test_a_warning_in_hand_takes_in_what_comes_however_late(units: dict[str, Unit]) -> None:
    got(said(level=Level.MEDIUM))
    acknowledge(Warning.objects.get().pk, user=cast.user(units[""], Role.DISPATCHER), at=AT)
    later = AT + in_force(AT).fold
    assert got(said(level=Level.MEDIUM, at=later), at=later).joined == 1


def test_a_batch_is_taken_in_the_order_of_its_events() -> None:
    got(said(level=Level.MEDIUM))
    fold = in_force(AT).fold
    bridge = said(level=Level.MEDIUM, at=AT + fold // 2)
    far = said(level=Level.MEDIUM, at=AT + fold + 1)
    assert got(far, bridge, at=AT + fold + 1).joined == 2
    warning = Warning.objects.get()
    assert (warning.first_at, warning.last_at) == (AT, AT + fold + 1)


def test_what_an_event_was_about_is_kept_sealed_and_found_by_its_index() -> None:
    got(said(counterparty="8613912345678", facts={"text": "请加好友"}))
    evidence = Evidence.objects.get()
    assert evidence.told["facts"] == {"text": "请加好友"}
    assert evidence.told["reasons"][0]["rule"] == "foreign_trunk"
    raw = Evidence.objects.extra(select={"raw": "told"}).values_list("raw", flat=True)[0]
    assert b"8613912345678" not in bytes(raw)


def test_nothing_to_receive_is_nothing_received() -> None:
    assert got() == Received()
    assert not Entry.objects.exists()
