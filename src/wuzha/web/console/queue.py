"""The queue: the open warnings below one's unit, the most urgent first, as they come and go."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuzha.centre.units.access import may
from wuzha.centre.units.actions import delete_filter, save_filter
from wuzha.centre.units.models import Unit
from wuzha.centre.units.queries import filters_of, tree_below
from wuzha.centre.units.roles import Permission
from wuzha.centre.warn.queries import COUNTED_MAX, Counts, QueueFilter, counts
from wuzha.centre.warn.queries import queue as queue_of
from wuzha.vocabulary.decision import LEVELS, STAGES, Level
from wuzha.vocabulary.errors import BadValue, WrongState
from wuzha.web.console.lines import lines_of
from wuzha.web.door import Request, page
from wuzha.web.keys import fresh_key, key_of
from wuzha.web.names import Choices, class_choices, taxonomy, unit_name, word_choices
from wuzha.web.words import refusal_words

ROWS = 30
TITLE_CHARACTERS_MAX = 40
QUERY_CHARACTERS_MAX = 400


class FilterForm(forms.Form):
    """What the queue shows; its answers are the query that `QueueFilter` reads."""

    type = forms.ChoiceField(label=gettext_lazy("Class"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    overdue = forms.BooleanField(label=gettext_lazy("Overdue"), required=False)
    mine = forms.BooleanField(label=gettext_lazy("Mine"), required=False)

    def __init__(self, wanted: QueueFilter, units: list[Unit]) -> None:
        super().__init__(
            initial=_initial(wanted), auto_id="filter_%s", use_required_attribute=False
        )
        for name in ("overdue", "mine"):
            self.fields[name].widget = forms.CheckboxInput()
            self.fields[name].widget.attrs["value"] = "1"
        offers = {
            "type": class_choices(),
            "stage": word_choices("stage", STAGES),
            "state": [("issued", _("Not taken up")), ("acknowledged", _("Taken up"))],
            "unit": _unit_choices(units),
        }
        for name, choices in offers.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *choices]


@page(Permission.SEE_WARNINGS)
def queue(request: Request) -> HttpResponse:
    """GET /warnings/?level=&type=&stage=&state=&unit=&overdue=&mine=&after=: the page, or only its
    changing part when it is loaded again."""
    wanted = QueueFilter.from_query(request.META.get("QUERY_STRING", ""))
    shown = _list(request, wanted)
    if request.htmx and request.htmx.target == "queue":
        return render(request, "console/queue/_list.html", shown)
    units = tree_below(request.user, _deepest(request.user.unit))
    saved = filters_of(request.user)
    shown |= {
        "form": FilterForm(wanted, units),
        "levels": [level for level in LEVELS if level in wanted.levels],
        "saved": [(each, each.query == shown["query"]) for each in saved],
        "may_save": bool(shown["query"]) and all(each.query != shown["query"] for each in saved),
        "searches": may(request.user, Permission.SEARCH),
        "key": fresh_key(),
    }
    return render(request, "console/queue/page.html", shown)


@page(Permission.SEE_WARNINGS, methods=("POST",))
def keep_filter(request: Request) -> HttpResponseBase:
    """POST /warnings/filters/: keeps a filter under a title, and goes back to it."""
    wanted = QueueFilter.from_query(request.POST.get("query", "")[:QUERY_CHARACTERS_MAX])
    title = request.POST.get("title", "")
    try:
        save_filter(title, wanted.to_query(), user=request.user, at=request.at, key=key_of(request))
        messages.success(request, _("Saved: it stands above the queue from now on."))
    except BadValue:
        messages.warning(request, _("Give the filter a title of 1 to 40 characters."))
    except WrongState as refusal:
        messages.warning(request, refusal_words(refusal.code))
    return redirect(f"{reverse('queue')}?{wanted.to_query()}")


@page(Permission.SEE_WARNINGS, methods=("POST",))
def drop_filter(request: Request, number: int) -> HttpResponseBase:
    """POST /warnings/filters/<number>/delete/: one of one's own; NotThere for others'."""
    delete_filter(number, user=request.user, at=request.at, key=key_of(request))
    return redirect("queue")


def _list(request: Request, wanted: QueueFilter) -> dict[str, Any]:
    """What changes by itself: counts and rows."""
    after = request.GET.get("after", "")
    found = queue_of(request.user, wanted, after, ROWS, at=request.at)
    query = wanted.to_query()
    return {
        "query": query,
        "address": _address(query, after=after),
        "tabs": _tabs(wanted, counts(request.user, request.at)),
        "lines": lines_of(found.rows, request.at),
        "newer": _address(query, after=found.newer) if found.newer else "",
        "older": _address(query, after=found.older) if found.older else "",
        "first": _address(query) if after else "",
        "works": may(request.user, Permission.WORK_STEPS),
        "board": may(request.user, Permission.SEE_BOARD),
    }


def _tabs(wanted: QueueFilter, open_now: Counts) -> list[dict[str, Any]]:
    """Everything, each level, what is overdue, what is mine: how much, where, and whether here."""
    plain = replace(wanted, levels=frozenset(), overdue=False, mine=False)
    levels = [*open_now.by_level]

    def tab(code: str, count: int, target: QueueFilter, here: bool) -> dict[str, Any]:
        text = _capped(count) if code else ""
        return {"code": code, "count": text, "url": _address(target.to_query()), "here": here}

    return [
        tab("", 0, plain, plain == wanted),
        *(
            tab(level, open_now.by_level[level], _at(wanted, level), level in wanted.levels)
            for level in levels
        ),
        tab("overdue", open_now.overdue, replace(plain, overdue=True), wanted.overdue),
        tab("mine", open_now.mine, replace(plain, mine=True), wanted.mine),
    ]


def _at(wanted: QueueFilter, level: Level) -> QueueFilter:
    return replace(wanted, levels=frozenset({level}), overdue=False, mine=False)


def _capped(count: int) -> str:
    return f"{count:,}+" if count >= COUNTED_MAX else str(count)


def _address(query: str, **more: str) -> str:
    said = "&".join(filter(None, [query, urlencode({k: v for k, v in more.items() if v})]))
    return f"{reverse('queue')}?{said}" if said else reverse("queue")


def _initial(wanted: QueueFilter) -> dict[str, Any]:
    """The form shows one answer each; a filter from elsewhere may hold several."""
    return {
        "type": min((taxonomy().rollup(code) or "" for code in wanted.types), default=""),
        "stage": min(wanted.stages, default=""),
        "state": min(wanted.states, default=""),
        "unit": wanted.unit,
        "overdue": wanted.overdue,
        "mine": wanted.mine,
    }


def _deepest(unit: Unit) -> str:
    """Two levels below one's own: more would not be a choice but a list."""
    row = Unit.LEVELS.index(unit.level)
    return Unit.LEVELS[min(row + 2, len(Unit.LEVELS) - 1)]


def _unit_choices(units: list[Unit]) -> Choices:
    """The units below the user's own, deeper ones set in."""
    top = Unit.LEVELS.index(units[0].level) if units else 0
    return [
        (unit.code, "\u3000" * (Unit.LEVELS.index(unit.level) - top - 1) + unit_name(unit))
        for unit in units[1:]
    ]


urls: list[URLPattern] = [
    path("warnings/", queue, name="queue"),
    path("warnings/filters/", keep_filter, name="queue_filter"),
    path("warnings/filters/<int:number>/delete/", drop_filter, name="queue_filter_delete"),
]
