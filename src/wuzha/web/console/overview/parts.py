"""What the overview says in numbers: tiles, and times to contact against the ladder."""

from __future__ import annotations

from math import isnan
from typing import Any

from django.utils.translation import gettext as _

from wuzha.centre.dissuade.overview import Overview
from wuzha.centre.dissuade.tallying import DECIDED
from wuzha.centre.warn.figures import share
from wuzha.centre.warn.ladders import in_force
from wuzha.packs.ladder import Ladder
from wuzha.vocabulary.clock import SECOND, Instant
from wuzha.vocabulary.decision import LEVELS, Level
from wuzha.vocabulary.result import Ending, Grade
from wuzha.web.console.overview.pictures import Links
from wuzha.web.console.spans import span_text
from wuzha.web.figures import share_text
from wuzha.web.templatetags.wuzha import number, short_money, short_number

Tile = dict[str, str]


def tiles(seen: Overview, links: Links) -> list[Tile]:
    """The figures at the top, each with how it was counted in a line."""
    whole = seen.whole
    endings = whole.last("ended")
    grades = whole.split("prevented")
    taken = whole.last("taken")
    verified = whole.split("verified")
    sure = grades.get(Grade.A, 0) + grades.get(Grade.B, 0)
    dissuaded = endings.get(Ending.DISSUADED, 0)
    money = whole.split("money")
    return [
        _tile(
            _("Warnings issued"),
            short_number(whole.total("issued")),
            _("%(open)s of them still open") % {"open": number(seen.open)},
            links.queue(),
        ),
        _tile(
            _("Persons kept from paying"),
            short_number(sure),
            _("A %(a)s · B %(b)s · not counted: C %(c)s")
            % {grade: number(grades.get(grade, 0)) for grade in Grade},
        ),
        _tile(
            _("Money kept"),
            short_money(money.get("kept", 0)),
            _("what the dissuaded were about to pay"),
        ),
        _tile(
            _("Paid all the same"),
            short_money(money.get("paid", 0)),
            _("when they were reached, or after it"),
        ),
        _tile(
            _("Dissuaded"),
            _share(dissuaded, sum(endings.get(each, 0) for each in DECIDED)),
            _("after a week %(held)s still had not paid")
            % {"held": _share(verified.get("held", 0), sum(verified.values()))},
        ),
        _tile(
            _("Reached"),
            _share(whole.total("reached"), whole.total("worked")),
            _("of those whom officers had to reach"),
        ),
        _tile(
            _("Taken up in time"),
            _share(taken.get("in_time", 0), sum(taken.values())),
            _("by the first unit, before it was passed up"),
        ),
        _tile(
            _("From event to warning"),
            _time(whole.quantile(0.95, "delay")),
            _("95 of 100 within it; half within %(half)s")
            % {"half": _time(whole.quantile(0.5, "delay"))},
        ),
    ]


def contacts(seen: Overview, at: Instant) -> list[dict[str, Any]]:
    """For each level how soon the person was spoken to, and what the ladder asks."""
    ladder = in_force(at)
    rows = []
    for level in reversed(LEVELS):
        worked = seen.whole.total("worked", level)
        if not worked:
            continue
        rows.append(
            {
                "level": level,
                "worked": worked,
                "reached": share(seen.whole.total("reached", level), worked),
                "half": _time(seen.whole.quantile(0.5, "contact", level)),
                "most": _time(seen.whole.quantile(0.95, "contact", level)),
                "asked": span_text(_asked(ladder, level)),
                "prompt": share(seen.whole.total("prompt", level), worked),
            }
        )
    return rows


def _asked(ladder: Ladder, level: Level) -> int | None:
    """The deadline of the first rung of a level that an officer does."""
    rungs = ladder.first(level)
    return min((rung.deadline for rung in rungs if rung.unit is not None), default=None)


def _tile(label: str, figure: str, note: str, url: str = "") -> Tile:
    return {"label": label, "figure": figure, "note": note, "url": url}


def _share(part: int, whole: int) -> str:
    value = share(part, whole)
    return "–" if isnan(value) else share_text(value)


def _time(seconds: float | None) -> str:
    return span_text(None if seconds is None else round(seconds) * SECOND)
