"""What the tests of dissuasion share: warnings of a level, facts followed up, other ladders."""

from __future__ import annotations

from itertools import count

import centre_cast
from wuzha.centre.dissuade.models import Attempt, Step
from wuzha.centre.flow import FLOW
from wuzha.centre.outbox.delivery import deliver
from wuzha.centre.people.models import Person
from wuzha.centre.warn.actions import receive
from wuzha.centre.warn.models import LadderRelease, Warning
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import Level, Stage
from wuzha.vocabulary.notice import Receipt, ReceiptState

AT = centre_cast.AT

_releases = count(1)


def follow_up(at: Instant = AT) -> None:
    """Lets everything that must follow follow."""
    while deliver(FLOW, at):
        pass


def warned(about: Person, level: Level = Level.HIGH, at: Instant = AT) -> Warning:
    """An open warning of this level about a person, its first steps begun."""
    said = centre_cast.decision(about, level=level, at=at, stage=Stage.PAYMENT)
    receive([said], at, centre_cast.BY)
    follow_up(at)
    return Warning.objects.get(person=about, state__in=("issued", "acknowledged"))


def steps(warning: Warning) -> dict[str, Step]:
    """The warning's steps at its highest level by rung, as they are now."""
    found = Step.objects.filter(warning=warning).order_by("level", "pk")
    return {step.rung: step for step in found}


def results(warning: Warning) -> dict[str, str]:
    """What the warning's steps came to by rung; empty while they are open."""
    return {rung: step.result for rung, step in steps(warning).items()}


def receipt(step: Step, state: ReceiptState, at: Instant = AT) -> Receipt:
    """The carrier's word on the step's last attempt."""
    attempt = Attempt.objects.filter(step=step).latest("number")
    return Receipt(attempt.key, state, at)


def released(text: str, at: Instant = AT - 1) -> None:
    """Puts a ladder into force, under a version that no other test has."""
    number = next(_releases)
    LadderRelease.objects.create(
        version=f"test-{number}", text=text, released_at=at, proposal_id=number
    )
