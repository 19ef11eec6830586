"""Working: what an officer does with steps, by whom each is taken, tried and reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum

from wuzha.centre.change import Change, change
from wuzha.centre.dissuade import proof
from wuzha.centre.dissuade.access import needs_basis
from wuzha.centre.dissuade.actions.climbing import end_step
from wuzha.centre.dissuade.course import Course, held, held_with
from wuzha.centre.dissuade.hours import awake_from, levels_asleep
from wuzha.centre.dissuade.models import Attempt, Step
from wuzha.centre.dissuade.queries import open_for_officers
from wuzha.centre.dissuade.report import Report, check, check_basis
from wuzha.centre.dissuade.states import READY, TAKEN, pass_to
from wuzha.centre.units.access import actor_of, require, sees
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Permission
from wuzha.centre.warn.actions import mark_acknowledged
from wuzha.centre.warn.ladders import in_force
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import LEVELS
from wuzha.vocabulary.errors import BadValue, NotAllowed, NotThere, WrongState
from wuzha.vocabulary.result import Result

CANDIDATES = 10
"""How many steps are looked at before an officer is told that there is none: others may be
taking the same ones."""


class Miss(StrEnum):
    """Why a try reached nobody."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    SWITCHED_OFF = "switched_off"
    NOT_HOME = "not_home"
    WRONG_NUMBER = "wrong_number"
    """Nobody can be reached this way: no further try."""


def take_next(user: User, at: Instant, key: str = "") -> Step | None:
    """The step that an officer should do now: the one in hand, else the most urgent of the unit,
    by level and then deadline. None if there is nothing to do."""
    require(user, Permission.WORK_STEPS)
    with change(actor_of(user), at, key) as done:
        in_hand = Step.objects.filter(officer=user, by_officer=True, state=TAKEN).first()
        if in_hand is not None or done.repeated:
            return in_hand
        for number, warning in _candidates(user, at):
            # Who takes the same step at this moment holds its warning: look at the next one.
            course = held([warning], at, skip_locked=True).get(warning)
            if course is not None and course.step(number).state == READY:
                return _take(done, course, course.step(number), user)
        return None


def take(step_id: int, user: User, at: Instant) -> Step:
    """A certain step, by an officer who sees its unit; once more by who has it is nothing new."""
    require(user, Permission.WORK_STEPS)
    with change(actor_of(user), at) as done:
        course, step = held_with(step_id, at)
        if not step.by_officer or not sees(user, step.place):
            raise NotThere("no_step", "there is no such step below your unit")
        if step.state == TAKEN and step.officer_id == user.pk:
            return step
        return _take(done, course, step, user)


def put_back(step_id: int, reason: str, user: User, at: Instant) -> Step:
    """Gives a step back untried: by who has it, or by who assigns work there."""
    with change(actor_of(user), at) as done:
        course, step = held_with(step_id, at)
        if not step.by_officer or step.state != TAKEN:
            raise WrongState("step_not_taken", "nobody has this step in hand; look at it again")
        if step.officer_id != user.pk:
            if not sees(user, step.place):
                raise NotThere("no_step", "there is no such step below your unit")
            require(user, Permission.ASSIGN)
        back(done, course, step, reason)
        return step


def back(done: Change, course: Course, step: Step, reason: str) -> None:
    """A taken step is ready again for whoever comes next."""
    pass_to(step, "step.put_back")
    step.officer, step.proof, step.wake_at = None, None, done.at
    step.save(update_fields=["state", "officer", "proof", "wake_at"])
    done.entry("step.put_back", step, person=course.warning.person, purpose=reason[:200])


def missed(step_id: int, code: Miss, user: User, at: Instant, key: str = "") -> Step:
    """A try that reached nobody: the next one follows after the rung's `every`; after its last one
    the step ends as unreachable."""
    content = {"missed": step_id, "code": code}
    with change(actor_of(user), at, key, content) as done:
        course, step = _in_hand(step_id, user, at, repeated=done.repeated)
        if done.repeated:
            return step
        _check_consent(step)
        _tried(step, user, at, "missed", code)
        rung = course.ladder.rung(LEVELS[step.level], step.rung)
        if rung is None or step.tries >= rung.attempts or code is Miss.WRONG_NUMBER:
            end_step(done, course, step, Result.UNREACHABLE)
            return step
        pass_to(step, "step.missed")
        step.wake_at = awake_from(course.ladder, LEVELS[step.level], at + rung.every)
        step.save(update_fields=["state", "tries", "wake_at"])
        person = course.warning.person
        done.entry("step.missed", step, person=person, code=code, until=step.wake_at)
        return step


def justify(step_id: int, basis: str, user: User, at: Instant, key: str = "") -> Step:
    """Says why a trusted contact is asked without consent, before it is done."""
    check_basis(basis)
    with change(actor_of(user), at, key, {"justify": step_id, "basis": basis}) as done:
        course, step = _in_hand(step_id, user, at, repeated=done.repeated)
        if not done.repeated:
            _justify(done, course, step, basis)
        return step


def record(step_id: int, report: Report, user: User, at: Instant, key: str = "") -> Step:
    """Ends a step with an officer's report: the warning is settled, or the next rung follows."""
    check(report)
    content = {"record": step_id, **asdict(report)}
    with change(actor_of(user), at, key, content) as done:
        course, step = _in_hand(step_id, user, at, repeated=done.repeated)
        if done.repeated:
            return step
        if report.basis:
            _justify(done, course, step, report.basis)
        _check_consent(step)
        _tried(step, user, at, "reached" if report.result != Result.UNREACHABLE else "missed")
        step.note = report.note or None
        end_step(done, course, step, report.result, report)
        return step


def _candidates(user: User, at: Instant) -> Sequence[tuple[int, int]]:
    ready = open_for_officers().filter(state=READY, place=user.unit.code)
    ready = ready.exclude(level__in=levels_asleep(in_force(at), at))
    ready = ready.exclude(contact__withdrawn_at__isnull=False)
    ready = ready.order_by("-level", "due_at", "pk")
    return list(ready.values_list("pk", "warning_id")[:CANDIDATES])


def _take(done: Change, course: Course, step: Step, user: User) -> Step:
    if not user.badge:
        raise NotAllowed("no_badge", "a badge number is needed to speak to people; ask for one")
    if step.contact is not None and step.contact.withdrawn_at is not None:
        raise WrongState("contact_withdrawn", "this person must not be asked any more")
    pass_to(step, "step.taken")
    step.officer, step.taken_at = user, done.at
    step.proof = proof.index_of(proof.code_of(step))
    step.save(update_fields=["state", "officer", "taken_at", "proof"])
    done.entry("step.taken", step, person=course.warning.person)
    mark_acknowledged(course.warning, user=user, at=done.at)
    return step


def _in_hand(step_id: int, user: User, at: Instant, repeated: bool) -> tuple[Course, Step]:
    """A step that this officer has, with its course; a repeated form finds it as it is now."""
    require(user, Permission.WORK_STEPS)
    course, step = held_with(step_id, at)
    if not repeated and (step.state != TAKEN or step.officer_id != user.pk):
        if not (step.by_officer and (sees(user, step.place) or step.officer_id == user.pk)):
            raise NotThere("no_step", "there is no such step below your unit")
        raise WrongState("step_not_yours", "you do not have this step in hand; look at it again")
    return course, step


def _justify(done: Change, course: Course, step: Step, basis: str) -> None:
    if step.contact_id is None:
        raise BadValue("basis", "only asking a trusted contact needs a basis")
    pass_to(step, "step.justified")
    step.basis = basis.strip()
    step.save(update_fields=["basis"])
    done.entry("step.justified", step, person=course.warning.person, purpose=step.basis[:200])


def _check_consent(step: Step) -> None:
    """Nobody asks a contact without consent or a stated basis."""
    if needs_basis(step):
        raise WrongState("no_consent", "the contact has not consented; say first why you ask them")


def _tried(step: Step, user: User, at: Instant, state: str, code: str = "") -> None:
    step.tries += 1
    Attempt.objects.create(
        step=step,
        number=step.tries,
        key=f"{step.pk}-{step.tries}",
        at=step.taken_at or at,
        state=state,
        officer=user,
        code=code,
        ended_at=at,
    )
