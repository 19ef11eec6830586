"""The board: how much work lies where, who is there to do it, and moving the one or the other."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wuzha.centre.dissuade.actions import move
from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.queries import BoardRow
from wuzha.centre.dissuade.queries import board as board_of
from wuzha.centre.dissuade.states import TAKEN
from wuzha.centre.dissuade.watch import STEPS_MAX, alarms, hands_of, where_to_move, work_of
from wuzha.centre.outbox.delivery import parked
from wuzha.centre.people.access import handle
from wuzha.centre.units.access import may, sees
from wuzha.centre.units.actions import set_duty
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.queries import ancestors
from wuzha.centre.units.roles import Permission
from wuzha.vocabulary.decision import LEVELS, Level
from wuzha.vocabulary.errors import NotThere, WrongState
from wuzha.web.door import Request, page
from wuzha.web.keys import fresh_key, key_of
from wuzha.web.names import type_name, unit_name
from wuzha.web.words import refusal_words

SHOWN_LEVELS = tuple(level for level in reversed(LEVELS) if level is not Level.NONE)
REASON_CHARACTERS = (4, 200)


class MoveForm(forms.Form):
    """Some steps, the unit that shall do them, and why."""

    steps = forms.TypedMultipleChoiceField(coerce=int)
    unit = forms.ChoiceField(label=gettext_lazy("To unit"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=REASON_CHARACTERS[0],
        max_length=REASON_CHARACTERS[1],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any, steps: list[Step], units: list[Unit]) -> None:
        super().__init__(data, auto_id="move_%s", use_required_attribute=False)
        for name, choices in (
            ("steps", [(step.pk, step.pk) for step in steps if step.state != TAKEN]),
            ("unit", [("", _("Choose")), *((unit.code, unit_name(unit)) for unit in units)]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        chosen = data.getlist("steps") if data else ()
        self.chosen = {step.pk for step in steps if str(step.pk) in chosen}
        self.fields["steps"].error_messages["required"] = _("Choose the steps to move.")
        self.fields["steps"].error_messages["invalid_choice"] = _(
            "Somebody took one of these meanwhile. Choose again."
        )


@page(Permission.SEE_BOARD)
def board(request: Request, code: str = "") -> HttpResponse:
    """GET /board/ and /board/<code>/: one's own unit, or one below; only the changing part when it
    is loaded again."""
    return _board(request, code or request.user.unit.code)


@page(Permission.ASSIGN, methods=("POST",))
def move_steps(request: Request) -> HttpResponseBase:
    """POST /board/move/: the chosen `steps` of the unit `from` go to another."""
    code = request.POST.get("from", "")
    units, steps = where_to_move(request.user, code), work_of(request.user, code)
    form = MoveForm(request.POST, steps, units)
    if not form.is_valid():
        return _board(request, code, form)
    moved, missed = 0, ""
    for number in form.cleaned_data["steps"]:
        key = f"{key_of(request)}-{number}"
        target, reason = form.cleaned_data["unit"], form.cleaned_data["reason"]
        try:
            move(number, target, reason, request.user, request.at, key)
            moved += 1
        except (WrongState, NotThere) as refusal:
            missed = refusal_words(refusal.code)
    if moved:
        words = ngettext("%(count)s step moved.", "%(count)s steps moved.", moved)
        messages.success(request, words % {"count": moved})
    if missed:
        messages.warning(request, missed)
    return redirect(_address(request.user, code))


@page(Permission.ASSIGN, methods=("POST",))
def duty(request: Request, number: int) -> HttpResponseBase:
    """POST /board/duty/<user>/: puts somebody on duty (`on` is 1) or off."""
    try:
        on = request.POST.get("on") == "1"
        person = set_duty(number, on, by=request.user, at=request.at, key=key_of(request))
        words = _("%(name)s is on duty.") if on else _("%(name)s is off duty.")
        messages.success(request, words % {"name": person.name})
    except WrongState as refusal:
        messages.warning(request, refusal_words(refusal.code))
    return redirect(_address(request.user, request.POST.get("from", "")))


def _board(request: Request, code: str, form: MoveForm | None = None) -> HttpResponse:
    user = request.user
    head, *below = board_of(user, request.at, code)
    assigns = may(user, Permission.ASSIGN)
    shown: dict[str, Any] = {
        "address": _address(user, code),
        "head": _line(head, user),
        "name": unit_name(head.unit),
        "trail": _trail(user, code),
        "lines": [_line(row, user) for row in below],
        "alarms": _alarms(request, code),
        "parked": parked() if user.unit.code == "" else 0,
        "levels": SHOWN_LEVELS,
        "assigns": assigns,
    }
    if request.htmx and request.htmx.target == "board":
        return render(request, "console/board/_board.html", shown)
    steps = work_of(user, code)
    units = where_to_move(user, code) if assigns else []
    shown |= {
        "here": head.unit,
        "steps": [_task(step) for step in steps],
        "cut": len(steps) == STEPS_MAX,
        "form": form or MoveForm(None, steps, units),
        "movable": assigns and bool(units) and any(step.state != TAKEN for step in steps),
        "hands": hands_of(user, code),
        "key": fresh_key(),
    }
    return render(request, "console/board/page.html", shown, status=422 if form else 200)


def _line(row: BoardRow, user: User) -> dict[str, Any]:
    """A unit in the table. What is open where nobody is on duty has no capacity to stand beside."""
    return {
        "row": row,
        "name": unit_name(row.unit),
        "url": _address(user, row.unit.code),
        "levels": [(level, row.by_level.get(LEVELS.index(level), 0)) for level in SHOWN_LEVELS],
        "alone": bool(row.open) and not row.on_duty,
    }


def _alarms(request: Request, code: str) -> dict[str, Any]:
    found = alarms(request.user, request.at, code)
    rows = [
        {
            "name": unit_name(alarm.unit),
            "url": _address(request.user, alarm.unit.code),
            "late": alarm.late,
            "alone": alarm.alone,
        }
        for alarm in found.rows
    ]
    return {"rows": rows, "more": found.more}


def _task(step: Step) -> dict[str, Any]:
    return {
        "id": step.pk,
        "warning": step.warning_id,
        "handle": handle(step.warning.person),
        "level": step.level_code,
        "type": type_name(step.warning.type),
        "channel": step.channel,
        "due_at": step.due_at,
        "wake_at": step.wake_at,
        "state": step.state,
        "free": step.state != TAKEN,
        "officer": step.officer.name if step.officer and step.state == TAKEN else "",
    }


def _trail(user: User, code: str) -> list[tuple[str, str]]:
    above = [unit for unit in ancestors(code) if sees(user, unit.code)]
    if len(above) < 2:
        return []
    return [
        *((_address(user, unit.code), unit_name(unit)) for unit in above[:-1]),
        ("", unit_name(above[-1])),
    ]


def _address(user: User, code: str) -> str:
    """The root has no code to stand in an address; who sees it has it as their own."""
    return reverse("board") if code in ("", user.unit.code) else reverse("board_unit", args=[code])


urls: list[URLPattern] = [
    path("board/", board, name="board"),
    path("board/move/", move_steps, name="board_move"),
    path("board/duty/<int:number>/", duty, name="board_duty"),
    path("board/<str:code>/", board, name="board_unit"),
]
