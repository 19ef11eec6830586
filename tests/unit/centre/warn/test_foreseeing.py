"""Warnings of what no screening saw: payers into tainted accounts, aftercare of victims."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

import centre_cast as cast
from wuzha.centre.people.models import Person
from wuzha.centre.warn.actions import aftercare, end, locked, receive, taint
from wuzha.centre.warn.decision import Decision
from wuzha.centre.warn.judging import TAINTED
from wuzha.centre.warn.ladders import in_force
from wuzha.centre.warn.models import Evidence, Tainted, Warning
from wuzha.vocabulary.clock import DAY, HOUR
from wuzha.vocabulary.decision import Level, Stage
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.event import Form, Kind
from wuzha.vocabulary.result import Ending

pytestmark = pytest.mark.django_db

AT, BY = cast.AT, cast.BY
ACCOUNT = "622200001111"
UNTIL = AT + 30 * DAY


@pytest.fixture(autouse=True)
def _units() -> None:
    cast.tree()


def paid(who: str, **changes: Any) -> Decision:
    """A payment of 100 yuan into ACCOUNT of which screening thought little."""
    said: dict[str, Any] = {
        "kind": Kind.TRANSFER,
        "level": Level.NONE,
        "score": 15,
        "type": None,
        "stage": None,
        "reasons": (),
        "counterparty": ACCOUNT,
        "counterparty_form": Form.ACCOUNT,
        "amount": 100_00,
        "facts": {},
    }
    return cast.decision(who, **said | changes)


def tainted(at: int = AT) -> Any:
    return taint("6222 0000 1111", "bank", UNTIL, by=BY, at=at)


def test_who_paid_lately_is_warned_once_with_what_they_paid() -> None:
    receive([paid("p1"), paid("p1", at=AT - HOUR), paid("p2", counterparty="999900001111")], AT, BY)
    assert tainted(AT + 1).issued == 1
    assert tainted(AT + 2).issued == 0
    warning = Warning.objects.get()
    assert warning.person.token == "p1"
    assert (warning.level_code, warning.stage_code) == (Level.MEDIUM, Stage.PAYMENT)
    assert warning.campaign.startswith(TAINTED)
    assert warning.evidence.get().amount == 200_00


def test_who_pays_later_is_warned_when_it_is_seen() -> None:
    tainted()
    assert receive([paid("p1", score=0)], AT, BY).issued == 1
    evidence = Evidence.objects.get()
    assert [reason["rule"] for reason in evidence.told["reasons"]] == ["tainted_payee"]


def test_a_payment_that_was_made_long_before_it_is_heard_of_still_warns() -> None:
    tainted()
    assert receive([paid("p1", at=AT - 3 * DAY)], AT, BY).issued == 1


def test_a_taint_ends_by_itself_and_lasts_as_long_as_the_longest_word() -> None:
    tainted()
    taint(ACCOUNT, "case", AT + DAY, by=BY, at=AT)
    assert Tainted.objects.get().until == UNTIL
    assert receive([paid("p1", at=UNTIL - 1)], UNTIL - 1, BY).issued == 1
    assert receive([paid("p2", at=UNTIL)], UNTIL, BY).issued == 0


def test_money_that_comes_from_the_account_is_no_payment_into_it() -> None:
    receive([paid("p1", facts={"incoming": True})], AT, BY)
    assert tainted().issued == 0
    assert receive([paid("p2", facts={"incoming": True})], AT, BY).issued == 0


def test_who_is_warned_already_has_one_warning_that_rises() -> None:
    receive([cast.decision("p1", level=Level.MEDIUM), paid("p2"), paid("p3")], AT, BY)
    tainted()
    receive([paid("p1")], AT, BY)
    warning = Warning.objects.get(person__token="p1")
    assert (warning.stage_code, warning.campaign) == (Stage.PAYMENT, "episode")


def test_who_reported_the_loss_is_not_told_of_it() -> None:
    receive([paid("p1", level=Level.HIGH, score=70)], AT, BY)
    end(locked(Warning.objects.get().pk), Ending.ALREADY_PAID, by=BY, at=AT)
    assert tainted().kept == 0


def test_the_account_itself_is_nowhere_in_the_open() -> None:
    receive([paid("p1")], AT, BY)
    tainted()
    with connection.cursor() as cursor:
        for table in ("warn_tainted", "warn_warning", "warn_evidence", "audit_entry"):
            cursor.execute(f"select * from {table}")
            assert ACCOUNT not in repr(cursor.fetchall())


def test_what_is_no_account_is_not_tainted() -> None:
    with pytest.raises(BadValue):
        taint("?", "bank", UNTIL, by=BY, at=AT)


def victim() -> Person:
    receive([cast.decision("p1")], AT, BY)
    end(locked(Warning.objects.get().pk), Ending.ALREADY_PAID, by=BY, at=AT)
    return Person.objects.get()


def test_a_victim_is_told_once_of_those_who_promise_the_money_back() -> None:
    victim()
    due = AT + in_force(AT).aftercare.after
    assert aftercare(due - 1).kept == 0
    assert aftercare(due).issued == 1
    assert aftercare(due).kept == 0
    told = Warning.objects.latest("id")
    assert (told.campaign, told.level_code) == ("aftercare", Level.LOW)
    assert told.type == in_force(AT).aftercare.type


def test_aftercare_that_comes_too_late_is_left_out() -> None:
    victim()
    assert aftercare(AT + in_force(AT).aftercare.until + 1).kept == 0
    assert Person.objects.get().aftercare_at is None


@pytest.mark.parametrize(("token", "days", "issued"), [("p1", 10, 1), ("p1", 91, 0), ("p2", 10, 0)])
def test_a_known_victim_is_warned_of_faint_signs_of_a_recovery_scam(
    token: str, days: int, issued: int
) -> None:
    victim()
    at = AT + days * DAY
    again = cast.decision(token, level=Level.LOW, score=20, type="recovery_scam", at=at)
    assert receive([again], at, BY).issued == issued
