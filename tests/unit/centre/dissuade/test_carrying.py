"""Carrying: notices go out once each, fall-backs wait for their time, receipts may come anyhow."""

import pytest

import centre_cast
from unit.centre.dissuade.cast import AT, follow_up, receipt, released, results, steps, warned
from wuzha.centre.dissuade.actions import due_notices, lapse, take_receipts, wake
from wuzha.centre.dissuade.actions.carrying import PAUSE, SEND_AGAIN
from wuzha.centre.dissuade.models import Attempt, Step
from wuzha.centre.people.models import Identifier
from wuzha.centre.warn.actions import receive
from wuzha.centre.warn.models import Warning
from wuzha.packs import pack
from wuzha.vocabulary.clock import DAY, HOUR, MINUTE
from wuzha.vocabulary.decision import Level, Stage
from wuzha.vocabulary.notice import Channel, Receipt, ReceiptState
from wuzha.vocabulary.result import Ending, Result

pytestmark = pytest.mark.django_db

ALL = set(Channel)


@pytest.fixture(autouse=True)
def _units() -> None:
    centre_cast.tree()


def low() -> Warning:
    return warned(centre_cast.person(phone="+8613912345678"), Level.LOW)


def word(warning: Warning, state: ReceiptState, at: int = AT, rung: str = "message") -> int:
    """The carrier's word on the rung's last attempt; how much of it was news."""
    return take_receipts([receipt(steps(warning)[rung], state, at)], at)


def test_a_notice_goes_to_the_persons_phone_with_the_tail_of_the_other_number() -> None:
    warning = low()

    (notice,) = due_notices(ALL, AT)

    assert notice.to == "8613912345678"
    assert "0000" in notice.text
    assert "13900000000" not in notice.text
    assert notice.expires_at == steps(warning)["message"].due_at


def test_a_notice_is_in_the_persons_language() -> None:
    warned(centre_cast.person(language="en"), Level.LOW)

    (notice,) = due_notices(ALL, AT)

    assert notice.text.isascii()


def test_a_notice_goes_out_once() -> None:
    low()

    assert len(due_notices(ALL, AT)) == 1
    assert due_notices(ALL, AT + 1) == []


def test_only_channels_that_are_served_are_asked_for() -> None:
    warned(centre_cast.person(), Level.HIGH)  # a flash

    assert due_notices({Channel.MESSAGE}, AT) == []
    assert [notice.channel for notice in due_notices({Channel.FLASH}, AT)] == [Channel.FLASH]


def test_whoever_fell_before_sending_finds_the_same_notice_again() -> None:
    low()
    (lost,) = due_notices(ALL, AT)

    assert due_notices(ALL, AT + SEND_AGAIN - 1) == []
    assert due_notices(ALL, AT + SEND_AGAIN) == [lost]
    assert due_notices(ALL, AT + SEND_AGAIN + 1) == []


def test_nothing_goes_out_after_its_deadline() -> None:
    warned(centre_cast.person(), Level.HIGH)

    assert due_notices(ALL, AT + 2 * MINUTE) == []


def test_a_notice_that_the_carrier_has_is_not_sent_again() -> None:
    warning = low()
    due_notices(ALL, AT)

    word(warning, ReceiptState.ACCEPTED)

    assert due_notices(ALL, AT + HOUR) == []


def test_a_carrier_that_does_not_answer_gets_the_same_notice_later() -> None:
    warning = low()
    (notice,) = due_notices(ALL, AT)
    word(warning, ReceiptState.UNREACHABLE)
    assert due_notices(ALL, AT + PAUSE) == []

    assert wake(AT + PAUSE) == 1

    assert due_notices(ALL, AT + PAUSE) == [notice]
    assert Attempt.objects.count() == 1


def test_a_report_that_comes_while_the_carrier_is_thought_away_counts() -> None:
    warning = low()
    due_notices(ALL, AT)
    word(warning, ReceiptState.UNREACHABLE)

    word(warning, ReceiptState.DELIVERED)

    assert results(warning) == {"message": Result.DELIVERED}


def test_doubled_and_belated_receipts_change_nothing() -> None:
    warning = low()
    due_notices(ALL, AT)
    delivered = receipt(steps(warning)["message"], ReceiptState.DELIVERED)

    assert take_receipts([delivered, delivered], AT) == 1
    assert take_receipts([delivered], AT + 1) == 0
    assert word(warning, ReceiptState.UNDELIVERED, AT + 2) == 0
    assert results(warning) == {"message": Result.DELIVERED}


def test_a_receipt_of_an_unknown_notice_is_passed_over() -> None:
    assert take_receipts([Receipt("999-1", ReceiptState.DELIVERED, AT)], AT) == 0


def test_silence_counts_as_undelivered_at_the_deadline() -> None:
    warning = warned(centre_cast.person(), Level.HIGH)
    due_notices(ALL, AT)
    word(warning, ReceiptState.ACCEPTED, rung="flash")

    lapse(AT + 2 * MINUTE)

    assert results(warning)["flash"] == Result.UNDELIVERED
    assert steps(warning)["message"].state == "ready"


def test_a_report_after_the_deadline_shows_on_the_attempt_alone() -> None:
    warning = warned(centre_cast.person(), Level.HIGH)
    due_notices(ALL, AT)
    lapse(AT + 2 * MINUTE)

    word(warning, ReceiptState.DELIVERED, AT + 3 * MINUTE, rung="flash")

    flash = steps(warning)["flash"]
    assert flash.result == Result.UNDELIVERED
    assert Attempt.objects.get(step=flash).state == "delivered"


def test_who_has_no_phone_cannot_be_sent_anything() -> None:
    person = centre_cast.person()
    Identifier.objects.filter(person=person).delete()
    warning = warned(person, Level.LOW)

    assert due_notices(ALL, AT) == []

    warning.refresh_from_db()
    assert results(warning) == {"message": Result.NO_CHANNEL}
    assert warning.ending == Ending.UNREACHED


def another(person: object, at: int, level: Level = Level.LOW) -> Warning:
    """A warning of another campaign about the same person."""
    said = centre_cast.decision(
        person,  # type: ignore[arg-type] # a person of the cast
        level=level,
        stage=Stage.PAYMENT,
        at=at,
        campaign=f"campaign-{at}",
    )
    receive([said], at, centre_cast.BY)
    follow_up(at)
    return Warning.objects.latest("pk")


@pytest.mark.parametrize(
    ("level", "spared"), [(Level.LOW, True), (Level.MEDIUM, True), (Level.HIGH, False)]
)
def test_who_had_three_in_a_week_is_spared_the_mild_ones(level: Level, spared: bool) -> None:
    person = centre_cast.person()
    for day in range(3):
        another(person, AT + day * DAY)
        assert len(due_notices(ALL, AT + day * DAY)) == 1

    warning = another(person, AT + 3 * DAY, level)

    assert len(due_notices(ALL, AT + 3 * DAY)) == (0 if spared else 1)
    assert (Result.WITHHELD in results(warning).values()) is spared


def test_a_warning_does_not_tire_the_person_of_itself() -> None:
    person = centre_cast.person()
    for hour in range(3):
        another(person, AT + hour * HOUR)
        due_notices(ALL, AT + hour * HOUR)
    own = steps(Warning.objects.latest("pk"))["message"]
    take_receipts([receipt(own, ReceiptState.UNREACHABLE)], AT + 3 * HOUR)
    wake(AT + 4 * HOUR)

    assert len(due_notices({Channel.MESSAGE}, AT + 4 * HOUR)) >= 1
    assert Step.objects.get(pk=own.pk).state == "taken"


def test_a_week_later_the_person_hears_from_us_again() -> None:
    person = centre_cast.person()
    for hour in range(3):
        another(person, AT + hour * HOUR)
        due_notices(ALL, AT + hour * HOUR)

    another(person, AT + 8 * DAY)

    assert len(due_notices(ALL, AT + 8 * DAY)) == 1


def test_a_notice_for_the_night_goes_out_in_the_morning() -> None:
    night = AT + 12 * HOUR  # eleven in the evening
    person = centre_cast.person()
    warning = another(person, night)
    assert steps(warning)["message"].state == "waiting"
    assert (wake(night), due_notices(ALL, night)) == (0, [])

    morning = AT + 21 * HOUR

    assert wake(morning) == 1
    assert len(due_notices(ALL, morning)) == 1


def test_a_notice_that_was_not_sent_by_ten_in_the_evening_waits_too() -> None:
    low()

    assert due_notices(ALL, AT + 12 * HOUR) == []
    assert len(due_notices(ALL, AT + 21 * HOUR)) == 1


def test_a_rung_with_more_attempts_is_tried_again() -> None:
    text = pack("cn").text("dissuasion/ladder.yaml")
    once = "message: {channel: message, at_once: true, deadline: 24h}"
    assert once in text
    twice = once.replace("deadline: 24h", "deadline: 24h, attempts: 2, every: 1h")
    released(text.replace(once, twice).replace("version: cn-1", "version: two-tries"))
    warning = low()
    (first,) = due_notices(ALL, AT)

    word(warning, ReceiptState.UNDELIVERED)
    wake(AT + HOUR)
    (second,) = due_notices(ALL, AT + HOUR)
    assert second.key != first.key
    word(warning, ReceiptState.UNDELIVERED, AT + HOUR)

    assert results(warning) == {"message": Result.UNDELIVERED}
    assert Step.objects.get().tries == 2
