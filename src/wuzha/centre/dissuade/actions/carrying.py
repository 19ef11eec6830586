"""Carrying: notices go out to persons, and the carriers' receipts come back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from wuzha.centre.actor import process
from wuzha.centre.change import Change, change
from wuzha.centre.dissuade.actions.climbing import end_step
from wuzha.centre.dissuade.addressing import Letters, letters_for
from wuzha.centre.dissuade.course import Course, held
from wuzha.centre.dissuade.hours import levels_asleep
from wuzha.centre.dissuade.models import Attempt, Step
from wuzha.centre.dissuade.states import ENDED, READY, TAKEN, pass_to
from wuzha.centre.warn.ladders import in_force
from wuzha.vocabulary.clock import DAY, MINUTE, SECOND, Instant
from wuzha.vocabulary.decision import LEVELS
from wuzha.vocabulary.notice import Channel, Notice, Receipt, ReceiptState
from wuzha.vocabulary.result import Result

BY = process("carriers")

SEND_AGAIN = 2 * MINUTE
"""An attempt without any word from the carrier goes out again: the sender must have fallen."""

PAUSE = 20 * SECOND
"""How long a carrier that does not answer is left alone."""

FINAL = {ReceiptState.DELIVERED, ReceiptState.UNDELIVERED, ReceiptState.REFUSED}


def due_notices(channels: Collection[Channel], at: Instant, limit: int = 200) -> list[Notice]:
    """The notices to give to carriers of these channels now, at most `limit`.

    Their attempts are committed when this returns: whoever falls before they are sent finds them
    again after SEND_AGAIN, under the same keys. A step with nothing to go to, and one of a person
    who had too many warnings lately, ends here.
    """
    with change(BY, at) as done:
        notices = _again(channels, at, limit)
        ready = _ready(channels, at, limit - len(notices))
        letters = letters_for(ready, at)
        unsent = {step.pk: result for step in ready if (result := letters.refusal(step))}
        going = [step for step in ready if step.pk not in unsent]
        attempts = _attempts(going, letters, at)
        _send(done, going)
    # Only now: steps were locked before their warnings, and ending one needs the warning first.
    _end_unsent([step for step in ready if step.pk in unsent], unsent, at)
    sent = zip(attempts, going, strict=True)
    return notices + [_notice(attempt, step, letters) for attempt, step in sent]


def take_receipts(receipts: Sequence[Receipt], at: Instant) -> int:
    """Takes the carriers' word on notices; how many of them told something new.

    In any order and any number of times: what is final stays, and a receipt of an unknown notice
    is passed over. A step that has ended keeps its result; its attempt still shows what became
    of the notice.
    """
    keys = {receipt.key for receipt in receipts}
    with change(BY, at) as done:
        warnings = Attempt.objects.filter(key__in=keys).values_list("step__warning_id", flat=True)
        courses = held(set(warnings), at)
        steps = {step.pk: course for course in courses.values() for step in course.steps}
        attempts = {one.key: one for one in Attempt.objects.filter(key__in=keys)}
        news = 0
        for receipt in receipts:
            attempt = attempts.get(receipt.key)
            if attempt is not None and _is_news(attempt, receipt):
                course = steps[attempt.step_id]
                _take(done, course, course.step(attempt.step_id), attempt, receipt)
                news += 1
    return news


def _ready(channels: Collection[Channel], at: Instant, limit: int) -> list[Step]:
    ready = Step.objects.filter(
        by_officer=False,
        state="ready",
        wake_at__lte=at,
        due_at__gt=at,
        channel__in=[channel.value for channel in channels],
    ).exclude(level__in=levels_asleep(in_force(at), at))
    ready = ready.select_for_update(of=("self",), skip_locked=True).select_related(
        "warning__person"
    )
    ready = ready.defer("warning__person__name", "warning__person__address")
    return list(ready.order_by("wake_at", "pk")[:limit])


def _again(channels: Collection[Channel], at: Instant, limit: int) -> list[Notice]:
    """Notices that were to go out before and of which the carrier said nothing."""
    quiet = Attempt.objects.filter(
        state="pending",
        at__lte=at - SEND_AGAIN,
        at__gt=at - DAY,
        step__state=TAKEN,
        step__by_officer=False,
        step__due_at__gt=at,
        step__channel__in=[channel.value for channel in channels],
    ).select_related("step__warning")
    attempts = list(
        quiet.select_for_update(of=("self",), skip_locked=True).order_by("at", "pk")[:limit]
    )
    if not attempts:
        return []
    Attempt.objects.filter(pk__in=[one.pk for one in attempts]).update(at=at)
    letters = letters_for([one.step for one in attempts], at)
    return [
        _notice(one, one.step, letters) for one in attempts if letters.address(one.step) is not None
    ]


def _attempts(steps: Sequence[Step], letters: Letters, at: Instant) -> list[Attempt]:
    """A new attempt for each step; the last one once more where the carrier was not there."""
    tried = Attempt.objects.filter(step__in=[step for step in steps if step.tries])
    last = {one.step_id: one for one in tried.order_by("number")}
    attempts = []
    for step in steps:
        attempt = last.get(step.pk)
        if attempt is None or attempt.state != ReceiptState.UNREACHABLE:
            step.tries += 1
            key = f"{step.pk}-{step.tries}"
            attempt = Attempt(step=step, number=step.tries, key=key, text=letters.text(step))
        # Under its own key: the carrier may have had it after all.
        attempt.state, attempt.at = "pending", at
        attempts.append(attempt)
    Attempt.objects.bulk_create([one for one in attempts if one.pk is None])
    Attempt.objects.filter(pk__in=[one.pk for one in last.values()], state="unreachable").update(
        state="pending", at=at
    )
    return attempts


def _send(done: Change, steps: Sequence[Step]) -> None:
    for step in steps:
        pass_to(step, "step.sent")
        done.entry("step.sent", step, person=step.warning.person, attempt=step.tries)
    for tries in {step.tries for step in steps}:
        numbers = [step.pk for step in steps if step.tries == tries]
        Step.objects.filter(pk__in=numbers).update(state=TAKEN, tries=tries, taken_at=done.at)


def _end_unsent(steps: Sequence[Step], results: Mapping[int, Result], at: Instant) -> None:
    if not steps:
        return
    with change(BY, at) as done:
        courses = held({step.warning_id for step in steps}, at)
        for step in steps:
            course = courses[step.warning_id]
            if course.step(step.pk).state == READY:
                end_step(done, course, course.step(step.pk), results[step.pk])


def _notice(attempt: Attempt, step: Step, letters: Letters) -> Notice:
    return Notice(
        key=attempt.key,
        channel=Channel(step.channel),
        to=letters.address(step) or "",
        text=attempt.text,
        expires_at=step.due_at,
    )


def _is_news(attempt: Attempt, receipt: Receipt) -> bool:
    if attempt.state in FINAL or attempt.state == receipt.state:
        return False
    return receipt.state in FINAL or attempt.state == "pending"


def _take(done: Change, course: Course, step: Step, attempt: Attempt, receipt: Receipt) -> None:
    attempt.state = receipt.state
    attempt.reference = receipt.reference[:400] or attempt.reference
    attempt.code = receipt.code[:40]
    if receipt.state in FINAL:
        attempt.ended_at = receipt.at
    attempt.save(update_fields=["state", "reference", "code", "ended_at"])
    if step.state == ENDED:
        return
    if receipt.state is ReceiptState.DELIVERED:
        end_step(done, course, step, Result.DELIVERED)
    elif attempt.number < step.tries:
        return  # a later attempt is under way; its own receipt counts
    elif receipt.state is ReceiptState.REFUSED:
        end_step(done, course, step, Result.UNDELIVERED)
    elif receipt.state is ReceiptState.UNDELIVERED:
        _try_again(done, course, step)
    elif receipt.state is ReceiptState.UNREACHABLE and step.state == TAKEN:
        _wait(done, course, step, done.at + PAUSE)


def _try_again(done: Change, course: Course, step: Step) -> None:
    rung = course.ladder.rung(LEVELS[step.level], step.rung)
    if rung is None or step.tries >= rung.attempts:
        end_step(done, course, step, Result.UNDELIVERED)
    elif step.state == TAKEN:
        _wait(done, course, step, done.at + rung.every)


def _wait(done: Change, course: Course, step: Step, until: Instant) -> None:
    pass_to(step, "step.delayed")
    step.wake_at = until
    step.save(update_fields=["state", "wake_at"])
    done.entry("step.delayed", step, person=course.warning.person, until=until)
