"""Tallying: every few minutes what happened since is added to the day of each unit above it.

What happened is counted once, in the order of time; the root's newest row says how far.
"""

from __future__ import annotations

from django.db.models import Min

from wuzha.centre.actor import process
from wuzha.centre.change import change
from wuzha.centre.dissuade.figures import count
from wuzha.centre.dissuade.hours import midnight
from wuzha.centre.units.models import Unit
from wuzha.centre.warn.figures import ByPlace, Figures
from wuzha.centre.warn.models import Tally, Warning
from wuzha.centre.warn.route import ROOT
from wuzha.vocabulary.clock import DAY, HOUR, MINUTE, SECOND, Instant
from wuzha.vocabulary.result import Ending, Grade

BY = process("timers")

EVERY = 5 * MINUTE
SPARE = 30 * SECOND
"""What is done at an instant is committed a little later; nothing of it may be missed."""

STRETCH_MAX = HOUR
LOOKS_BACK = 60 * DAY
"""How much of the past is counted where nothing was before."""

DECIDED = (Ending.DISSUADED, Ending.UNMOVED, Ending.ALREADY_PAID)
"""Endings by which somebody was or was not dissuaded; the others say nothing about it."""


def tally(at: Instant, limit: int = 2_000) -> int:
    """Counts what is EVERY old or older and not counted yet; how many warnings were issued or
    ended in it. Stops after the stretch in which they are `limit`; a stretch is never cut."""
    counted = 0
    while counted < limit:
        with change(BY, at):
            # Whoever counts holds the root: two would count the same.
            Unit.objects.select_for_update(no_key=True).filter(code=ROOT).first()
            newest = Tally.objects.filter(place=ROOT).order_by("-day").first()
            since = newest.until if newest else _beginning(at)
            if since is None or at - SPARE - since < EVERY:
                break
            until = min(at - SPARE, since + STRETCH_MAX, _next_midnight(since))
            counted += _count(since, until)
    return counted


def _beginning(at: Instant) -> Instant | None:
    """The first instant worth counting; None while there is no warning."""
    first: Instant | None = Warning.objects.aggregate(Min("issued_at"))["issued_at__min"]
    return None if first is None else midnight(max(first, at - LOOKS_BACK))


def _next_midnight(at: Instant) -> Instant:
    """Days have 23 to 25 hours where clocks are put forward and back."""
    return midnight(midnight(at) + DAY + 3 * HOUR)


def _count(since: Instant, until: Instant) -> int:
    upward, day = _upward(count(since, until)), midnight(since)
    counted = upward[ROOT].total("issued") + upward[ROOT].total("ended")
    before = Tally.objects.filter(day=day, place__in=[*upward]).values_list("place", "figures")
    for place, figures in before:
        upward[place].counts.update(figures)
    Tally.objects.bulk_create(
        [_row(place, day, until, figures) for place, figures in upward.items()],
        update_conflicts=True,
        unique_fields=["place", "day"],
        update_fields=["until", "figures", *_COLUMNS],
    )
    return counted


_COLUMNS = ("issued", "worked", "reached", "settled", "dissuaded", "prevented")


def _upward(by_place: ByPlace) -> dict[str, Figures]:
    """The figures of every unit at or above the places; the root's even if there are none."""
    codes = {place[:length] for place in by_place for length in range(len(place) + 1)} | {ROOT}
    units = set(Unit.objects.filter(code__in=codes).values_list("code", flat=True)) | {ROOT}
    upward = {code: Figures() for code in units}
    for place, figures in by_place.items():
        for code in {place[:length] for length in range(len(place) + 1)} & units:
            upward[code].counts.update(figures.counts)
    return upward


def _row(place: str, day: Instant, until: Instant, figures: Figures) -> Tally:
    endings = figures.last("ended")
    return Tally(
        place=place,
        day=day,
        until=until,
        figures=dict(figures.counts),
        issued=figures.total("issued"),
        worked=figures.total("worked"),
        reached=figures.total("reached"),
        settled=sum(endings.get(ending, 0) for ending in DECIDED),
        dissuaded=endings.get(Ending.DISSUADED, 0),
        prevented=figures.total("prevented", Grade.A) + figures.total("prevented", Grade.B),
    )
