"""The entries of the chain, the newest first, by who, what, whom and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuzha.centre.audit.queries import EntryFilter, entries
from wuzha.centre.people.queries import handles_of
from wuzha.centre.units.models import User
from wuzha.centre.units.queries import names_of, number_named
from wuzha.centre.units.roles import Permission
from wuzha.vocabulary.clock import Instant, instant_of
from wuzha.web.console.audit.rows import actor_text, address, rows_of
from wuzha.web.console.audit.tabs import tabs
from wuzha.web.console.audit.verbs import verb_choices
from wuzha.web.door import Request, page

ROWS = 50
DAYS_KNOWN = (MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(2099, 12, 30)))
NUMBER_MAX = 10**18 - 1


class FilterForm(forms.Form):
    """What to show. `actor` is a sign-in name, a user's number or the name of a process."""

    actor = forms.CharField(
        label=gettext_lazy("Who: sign-in name or number"), required=False, max_length=60
    )
    verb = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    since = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        validators=DAYS_KNOWN,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=gettext_lazy("Up to and including"),
        required=False,
        validators=DAYS_KNOWN,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    thing = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    thing_id = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    person = forms.IntegerField(
        required=False, min_value=1, max_value=NUMBER_MAX, widget=forms.HiddenInput
    )

    def __init__(self, data: Mapping[str, str]) -> None:
        super().__init__(data, auto_id="audit_%s", use_required_attribute=False)
        verb = self.fields["verb"]
        assert isinstance(verb, forms.ChoiceField)
        verb.choices = [("", _("Everything")), *verb_choices()]
        self.fields["actor"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}


@page(Permission.SEE_AUDIT)
def audit(request: Request) -> HttpResponse:
    """GET /audit/?actor=&verb=&since=&until=&thing=&thing_id=&person=&at=: days are local ones,
    `at` is where the page begins."""
    form = FilterForm(request.GET)
    form.is_valid()  # what is not understood is not asked for, and the form says so
    said = {name: value for name, value in form.cleaned_data.items() if value not in ("", None)}
    found = entries(request.user, _wanted(request.user, said), request.GET.get("at", ""), ROWS)
    query = said | {day: said[day].isoformat() for day in ("since", "until") if day in said}
    shown = {
        "tabs": tabs("openings" if said.get("verb") == "person.opened" else "audit"),
        "form": form,
        "filtered": bool(said),
        "chips": _chips(query),
        "rows": rows_of(found.rows, request.at),
        "newer": address(**query, at=found.newer) if found.newer else "",
        "older": address(**query, at=found.older) if found.older else "",
    }
    return render(request, "console/audit/page.html", shown)


def _wanted(user: User, said: dict[str, Any]) -> EntryFilter:
    wanted = EntryFilter(
        actor=_actor(user, said.get("actor", "")),
        verb=said.get("verb", ""),
        thing=said.get("thing", ""),
        thing_id=said.get("thing_id", ""),
        person=said.get("person"),
    )
    if "since" in said:
        wanted = replace(wanted, since=_midnight(said["since"]))
    if "until" in said:
        wanted = replace(wanted, until=_midnight(said["until"] + timedelta(days=1)))
    return wanted


def _actor(user: User, typed: str) -> str:
    """As the chain knows them. Nobody's name finds nothing, and not everything."""
    if not typed or _is_number(typed):
        return typed
    number = number_named(user, typed)
    return typed if number is None else str(number)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) <= NUMBER_MAX


def _midnight(day: date) -> Instant:
    return instant_of(datetime.combine(day, time(), get_current_timezone()))


def _chips(query: dict[str, Any]) -> list[tuple[str, str]]:
    """What the page is narrowed to that its form cannot say, and the address without it."""

    def without(*names: str) -> str:
        return address(**{name: value for name, value in query.items() if name not in names})

    chips = []
    if "person" in query:
        number = query["person"]
        chips.append((handles_of([number]).get(number, f"#{number}"), without("person")))
    if "thing_id" in query:
        chips.append(
            (f"{query.get('thing', '')} #{query['thing_id']}", without("thing", "thing_id"))
        )
    if _is_number(query.get("actor", "")):
        number = query["actor"]
        chips.append((actor_text("user", number, names_of([int(number)])), without("actor")))
    return chips
