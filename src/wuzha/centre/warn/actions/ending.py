"""Endings: each warning ends once, with a code."""

from __future__ import annotations

from wuzha.centre.actor import Actor
from wuzha.centre.change import change
from wuzha.centre.people.models import Person
from wuzha.centre.warn.ladders import in_force
from wuzha.centre.warn.models import OPEN_STATES, Warning
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.errors import NotThere, WrongState
from wuzha.vocabulary.result import Ending, Grade

_NOTHING_TO_VERIFY = frozenset({Ending.ALREADY_PAID, Ending.FALSE_ALARM})


def locked(number: int) -> Warning:
    """The warning, held until the caller's change is over. NotThere if there is none."""
    warning = Warning.objects.select_for_update(of=("self",)).filter(pk=number).first()
    if warning is None:
        raise NotThere("no_warning", "there is no such warning")
    return warning


def end(
    warning: Warning,
    ending: Ending,
    *,
    by: Actor,
    at: Instant,
    grade: Grade | None = None,
    true_type: str = "",
    at_stake: int = 0,
    paid: int = 0,
) -> None:
    """Ends a warning that the caller has locked. WrongState if it ended before.

    `at_stake` is what the person was about to pay, `paid` what they paid, in minor units. Whoever
    paid is a known victim from now on, and is told later of those who promise the money back.
    """
    if warning.state not in OPEN_STATES:
        raise WrongState("warning_ended", "this warning has ended; look at how")
    ladder = in_force(at)
    warning.state, warning.ended_at, warning.ending = "ended", at, ending
    warning.grade, warning.true_type = grade or "", true_type
    warning.at_stake, warning.paid = at_stake, paid
    if ending not in _NOTHING_TO_VERIFY:
        warning.verify_at = at + ladder.verify_after
    with change(by, at) as done:
        warning.save(
            update_fields=[
                *("state", "ended_at", "ending", "grade", "true_type", "at_stake", "paid"),
                "verify_at",
            ]
        )
        person = Person(pk=warning.person_id)
        done.entry("warning.ended", warning, person=person, ending=ending, grade=grade)
        done.fact("warning.ended", warning, ending=ending)
        if ending is Ending.ALREADY_PAID:
            care_at = at + ladder.aftercare.after
            Person.objects.filter(pk=person.pk).update(victim_at=at, aftercare_at=care_at)
            done.entry("person.harmed", person, person=person)
