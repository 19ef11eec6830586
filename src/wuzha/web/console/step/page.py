"""The page of a step: who it is and why, the talk, and what an officer can do now."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wuzha.centre.dissuade.access import may_put_back, needs_basis, step_for
from wuzha.centre.dissuade.actions import Miss
from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.proof import code_of
from wuzha.centre.dissuade.states import ENDED, READY, TAKEN, WAITING
from wuzha.centre.people.access import PersonShown, handle, is_open, read
from wuzha.centre.units.access import may, sees
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.queries import ancestors, children_of
from wuzha.centre.units.roles import Permission
from wuzha.centre.warn.queries import Moment, timeline
from wuzha.vocabulary.clock import moment_of
from wuzha.vocabulary.notice import Channel
from wuzha.vocabulary.result import Result
from wuzha.web.console.step.forms import BackForm, BasisForm, MoveForm, ResultForm
from wuzha.web.console.step.talks import talk_for
from wuzha.web.door import Request, page
from wuzha.web.keys import fresh_key
from wuzha.web.names import hotlines, type_name, unit_name

EVIDENCE_SHOWN = 3

_ON_THE_PHONE = (Miss.NO_ANSWER, Miss.BUSY, Miss.SWITCHED_OFF, Miss.WRONG_NUMBER)
_AT_THE_DOOR = (Miss.NOT_HOME, Miss.WRONG_NUMBER)


@page(Permission.SEE_WARNINGS)
def step(request: Request, number: int) -> HttpResponse:
    """GET /steps/<number>/: all of it, or the part that htmx asks for: another talk, its state."""
    found = step_for(request.user, number)
    target = request.htmx.target if request.htmx else None
    if target == "talk":
        return render(request, "console/step/_talk.html", _talk(request, found))
    if target == "state":
        return render(request, "console/step/_state.html", _state(request, found))
    return show(request, found)


def show(
    request: Request,
    found: Step,
    *,
    result: ResultForm | None = None,
    basis: BasisForm | None = None,
    back: BackForm | None = None,
    move: MoveForm | None = None,
    status: int = 200,
    refused: str = "",
    unkept: str = "",
) -> HttpResponse:
    """The whole page; a form that was sent with mistakes stands in its place, with `status` 422.

    `refused` says why a result was not kept, `unkept` is the note that was written with it.
    """
    person = _person(request, found)
    shown = {
        **_state(request, found),
        **_talk(request, found),
        "person": person,
        "contact": _contact(found, person),
        "evidence": _evidence(found, opened=person is not None),
        "needs_basis": needs_basis(found),
        "code": _code(request.user, found),
        "misses": _misses(found),
        "result_form": result or ResultForm(),
        "basis_form": basis or BasisForm(),
        "back_form": (back or BackForm(auto_id="back_%s"))
        if may_put_back(request.user, found)
        else None,
        "move_form": move or move_form(request.user, found),
        "note": found.note if person else None,
        "key": fresh_key(),
        "refused": refused,
        "unkept": unkept,
    }
    return render(request, "console/step/page.html", shown, status=status)


def move_form(user: User, found: Step, data: Any = None) -> MoveForm | None:
    """Where the step can go instead: units near its own; None if the user may not send it."""
    movable = found.by_officer and found.state in (READY, WAITING) and sees(user, found.place)
    units = _units_near(user, found) if movable and may(user, Permission.ASSIGN) else []
    return MoveForm(data, units=units, auto_id="move_%s") if units else None


def _state(request: Request, found: Step) -> dict[str, Any]:
    user = request.user
    mine = found.state == TAKEN and found.officer_id == user.pk
    free = found.by_officer and found.state == READY and sees(user, found.place)
    return {
        "step": found,
        "warning": found.warning,
        "handle": handle(found.warning.person),
        "type": type_name(found.warning.type),
        "unit": unit_name(found.unit),
        "mine": mine,
        "ended": found.state == ENDED,
        "sees_warning": _sees_warning(user, found),
        "taken": moment_of(found.taken_at).isoformat() if found.taken_at else "",
        "waiting": found.state == WAITING,
        "others": found.state == TAKEN and not mine,
        "may_take": free and may(user, Permission.WORK_STEPS),
        "works": may(user, Permission.WORK_STEPS),
        "paid": found.result == Result.ALREADY_PAID,
    }


def _sees_warning(user: User, found: Step) -> bool:
    """Whether the page of the warning is open to the user, as in dissuade/access.py."""
    working = found.by_officer and found.state != ENDED and sees(user, found.place)
    return working or sees(user, found.warning.place)


def _talk(request: Request, found: Step) -> dict[str, Any]:
    shown = talk_for(found.warning.type, request.GET.get("talk", ""))
    return {"step": found, "shown": shown, "talk": shown.talk, "hotlines": hotlines()}


def _person(request: Request, found: Step) -> PersonShown | None:
    """Who it is, while that is open to the user; the reading is on record."""
    person = found.warning.person
    if not is_open(request.user, person, request.at):
        return None
    return read(request.user, person, request.at)


def _contact(found: Step, person: PersonShown | None) -> Any:
    """The trusted contact who is to be asked, once it may be."""
    if person is None or found.contact_id is None:
        return None
    return next((each for each in person.contacts if each.number == found.contact_id), None)


def _evidence(found: Step, opened: bool) -> list[Moment]:
    """The latest events that the warning stands on, the newest first."""
    moments = timeline(found.warning, opened=opened)
    events = [moment for moment in moments if moment.joined and moment.reasons]
    return events[: -EVIDENCE_SHOWN - 1 : -1]


def _code(user: User, found: Step) -> str:
    """The code to read out, in two halves; only to the officer who has the step."""
    if found.state != TAKEN or found.officer_id != user.pk:
        return ""
    code = code_of(found)
    return f"{code[:4]} {code[4:]}"


def _misses(found: Step) -> list[tuple[Miss, str, str]]:
    """Why a try can reach nobody: the code, its name, its key."""
    at_the_door = found.channel == Channel.VISIT
    names = {
        Miss.NO_ANSWER: (_("No answer"), "m n"),
        Miss.BUSY: (_("Busy"), "m b"),
        Miss.SWITCHED_OFF: (_("Switched off"), "m o"),
        Miss.NOT_HOME: (_("Nobody at home"), "m n"),
        Miss.WRONG_NUMBER: (_("Wrong address") if at_the_door else _("Wrong number"), "m w"),
    }
    return [(miss, *names[miss]) for miss in (_AT_THE_DOOR if at_the_door else _ON_THE_PHONE)]


def _units_near(user: User, found: Step) -> list[Unit]:
    """The unit above a step's own, those beside it and those below it, as far as the user sees."""
    above = [unit for unit in ancestors(found.place)[:-1] if sees(user, unit.code)][-1:]
    beside = [unit for parent in above for unit in children_of(user, parent.code)]
    units = [*above, *beside, *children_of(user, found.place)]
    return [unit for unit in units if not unit.closed and unit.code != found.place]
