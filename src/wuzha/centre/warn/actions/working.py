"""What officers do with a warning: take it up, hand it over, close it."""

from __future__ import annotations

from wuzha.centre.change import Change, change
from wuzha.centre.people.models import Person
from wuzha.centre.units.access import actor_of, require
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Permission
from wuzha.centre.warn.access import warning_for
from wuzha.centre.warn.actions.clocks import restart_clock
from wuzha.centre.warn.actions.ending import end, locked
from wuzha.centre.warn.ladders import in_force
from wuzha.centre.warn.models import OPEN_STATES, Warning
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.errors import BadValue, NotThere, WrongState
from wuzha.vocabulary.result import Ending

REASON_MIN, REASON_MAX = 4, 200

CLOSABLE = (Ending.FALSE_ALARM, Ending.ALREADY_PAID, Ending.EXPIRED)
"""Endings that somebody may give without a step: a mistake, a loss that was reported elsewhere, a
double. That a person was dissuaded only a step can show."""


def acknowledge(warning_id: int, *, user: User, at: Instant, key: str = "") -> Warning:
    """The user's unit takes the warning up. WrongState if another did, or it ended."""
    require(user, Permission.ACKNOWLEDGE)
    with change(actor_of(user), at, key, [warning_id]) as done:
        warning = _seen_and_locked(user, warning_id)
        if done.repeated:
            return warning
        if warning.state != "issued":
            raise WrongState("warning_not_new", "somebody took this warning up, or it has ended")
        _acknowledge(warning, user, done)
    return warning


def mark_acknowledged(warning: Warning, *, user: User, at: Instant) -> None:
    """Takes up a warning that the caller has locked; nothing to do if somebody has already."""
    if warning.state == "issued":
        with change(actor_of(user), at) as done:
            _acknowledge(warning, user, done)


def hand_over(
    warning_id: int, unit_code: str, reason: str, *, user: User, at: Instant, key: str = ""
) -> Warning:
    """Gives the warning to another unit, which may lie outside the user's own: it has to take it
    up anew, within its level's time. NotThere for a unit that is none or is closed."""
    require(user, Permission.HAND_OVER)
    why = _reason(reason)
    with change(actor_of(user), at, key, [warning_id, unit_code, why]) as done:
        warning = _seen_and_locked(user, warning_id)
        if done.repeated:
            return warning
        unit = Unit.objects.filter(code=unit_code, closed=False).first()
        if unit is None:
            raise NotThere("no_unit", "there is no such unit; choose one from the list")
        if warning.state not in OPEN_STATES:
            raise WrongState("warning_ended", "this warning has ended; look at how")
        if warning.place == unit.code:
            raise WrongState("same_unit", "the warning is with this unit already")
        before = warning.place
        warning.unit, warning.place, warning.state = unit, unit.code, "issued"
        warning.acknowledged_at = warning.acknowledged_by = None
        restart_clock(warning, in_force(at), at)
        warning.save(
            update_fields=[
                *("unit", "place", "state", "acknowledged_at", "acknowledged_by", "due_at")
            ]
        )
        person = Person(pk=warning.person_id)
        where = {"before": before, "place": unit.code}
        done.entry("warning.handed_over", warning, person=person, purpose=why, **where)
        done.fact("warning.handed_over", warning, **where)
    return warning


def close(
    warning_id: int, ending: Ending, reason: str, *, user: User, at: Instant, key: str = ""
) -> Warning:
    """Ends a warning without a step's result, for one of CLOSABLE and a reason."""
    require(user, Permission.CLOSE_WARNING)
    why = _reason(reason)
    if ending not in CLOSABLE:
        raise WrongState("ending_needs_step", f"close with one of {', '.join(CLOSABLE)}")
    with change(actor_of(user), at, key, [warning_id, ending, why]) as done:
        warning = _seen_and_locked(user, warning_id)
        if not done.repeated:
            person = Person(pk=warning.person_id)
            done.entry("warning.closed", warning, person=person, purpose=why)
            end(warning, ending, by=actor_of(user), at=at)
    return warning


def _acknowledge(warning: Warning, user: User, done: Change) -> None:
    warning.state, warning.due_at = "acknowledged", warning.expires_at
    warning.acknowledged_at, warning.acknowledged_by = done.at, user
    warning.save(update_fields=["state", "due_at", "acknowledged_at", "acknowledged_by"])
    done.entry("warning.acknowledged", warning, person=Person(pk=warning.person_id))


def _seen_and_locked(user: User, number: int) -> Warning:
    warning_for(user, number)
    return locked(number)


def _reason(text: str) -> str:
    reason = text.strip()
    if not REASON_MIN <= len(reason) <= REASON_MAX:
        raise BadValue("reason", f"give a reason of {REASON_MIN} to {REASON_MAX} characters")
    return reason
