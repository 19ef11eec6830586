"""The overview's pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from babel.dates import get_day_names
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.timezone import get_default_timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wuzha.centre.dissuade.overview import Overview
from wuzha.packs import pack
from wuzha.packs.bilingual import language_of
from wuzha.vocabulary.clock import Instant, moment_of
from wuzha.vocabulary.decision import LEVELS
from wuzha.vocabulary.notice import BY_CARRIER, CHANNELS
from wuzha.vocabulary.result import Ending, Result
from wuzha.web.charts.bars import Bar, bars
from wuzha.web.charts.heat import hours, tile_map, tiles_of
from wuzha.web.charts.lines import Series, lines
from wuzha.web.charts.shares import funnel
from wuzha.web.figures import locale_of
from wuzha.web.names import taxonomy, type_name, unit_name, word_choices

TYPES_MAX = 10
UNITS_MAX = 20
DAYS_IN_ROWS = 7

LEVEL_COLOURS = ("critical", "high", "medium", "low")
ENDING_COLOURS = {
    Ending.DISSUADED: "good",
    Ending.INFORMED: "c1",
    Ending.FALSE_ALARM: "c2",
    Ending.UNREACHED: "none",
    Ending.EXPIRED: "c4",
    Ending.UNMOVED: "c3",
    Ending.ALREADY_PAID: "bad",
}
RESULT_COLOURS = {
    Result.BELIEVED: "good",
    Result.FALSE_ALARM: "c2",
    Result.DOUBTED: "c1",
    Result.REFUSED: "c3",
    Result.UNREACHABLE: "none",
    Result.LAPSED: "c4",
    Result.NO_CHANNEL: "quiet",
    Result.ALREADY_PAID: "bad",
}


class Links(Protocol):
    """Where figures lead: the overview of another unit, or the queue with a filter ("" for who
    may not see it)."""

    def here(self, unit: str | None = None, days: int | None = None) -> str: ...

    def queue(self, **wanted: Any) -> str: ...


def pictures(seen: Overview, links: Links) -> dict[str, SafeString | None]:
    """Each picture by its name; None for one that has nothing to show here."""
    return {
        "time": _over_time(seen),
        "types": _types(seen, links),
        "endings": _endings(seen),
        "way": _way(seen),
        "hours": _hours(seen),
        "places": _places(seen, links),
        "results": _results(seen),
    }


def _over_time(seen: Overview) -> SafeString:
    """By day and level; of one day by hour."""
    if len(seen.days) == 1:
        by_hour = seen.whole.split("hour")
        values = tuple(float(by_hour.get(f"{hour:02}", 0)) for hour in range(24))
        moments = [f"{hour}:00" for hour in range(24)]
        return lines(
            _("Warnings issued by hour"), moments, [Series(_("Warnings issued"), values)], area=True
        )
    names = dict(word_choices("level", LEVELS))
    series = [
        Series(
            names[level],
            tuple(float(day.total("issued", level)) for day in seen.days.values()),
        )
        for level in reversed(LEVELS)
        if seen.whole.total("issued", level)
    ]
    heading = _("Warnings issued by day")
    colours = [level for level in reversed(LEVELS) if seen.whole.total("issued", level)]
    return lines(heading, [_day(day) for day in seen.days], series, colours=colours)


def _types(seen: Overview, links: Links) -> SafeString:
    """The commonest types, each with its levels; a click leads to those still open."""
    levels = [level for level in reversed(LEVELS) if level != LEVELS[0]]
    totals = Counter(seen.whole.last("issued"))
    rows = [
        Bar(
            type_name(code) or _("Type not clear yet"),
            tuple(float(seen.whole.total("issued", level, code)) for level in levels),
            links.queue(types=frozenset({code})) if code else "",
        )
        for code, _number in totals.most_common(TYPES_MAX)
    ]
    names = [name for _code, name in word_choices("level", levels)]
    note = "" if len(totals) <= TYPES_MAX else _("The ten commonest.")
    return bars(_("Warnings issued by type"), rows, names, colours=LEVEL_COLOURS, note=note)


def _endings(seen: Overview) -> SafeString:
    """Classes of fraud, each with how its warnings ended."""
    by_class: dict[str, Counter[str]] = {}
    for path, number in seen.whole.below("ended").items():
        code, _slash, ending = path.rpartition("/")
        group = taxonomy().rollup(code) or "" if code else ""
        by_class.setdefault(group, Counter())[ending] += number
    order = sorted(by_class, key=lambda group: -by_class[group].total())
    endings = [each for each in ENDING_COLOURS if any(found[each] for found in by_class.values())]
    rows = [
        Bar(
            type_name(group) or _("Type not clear yet"),
            tuple(float(by_class[group][ending]) for ending in endings),
        )
        for group in order
    ]
    names = [name for _code, name in word_choices("ending", endings)]
    colours = [ENDING_COLOURS[ending] for ending in endings]
    return bars(_("How warnings ended"), rows, names, colours=colours)


def _way(seen: Overview) -> SafeString:
    whole = seen.whole
    return funnel(
        _("Of the warnings that ended"),
        [
            (_("All that ended"), float(whole.total("ended"))),
            (_("Officers had something to do"), float(whole.total("worked"))),
            (_("Spoken to"), float(whole.total("reached"))),
            (_("Dissuaded"), float(whole.last("ended").get(Ending.DISSUADED, 0))),
        ],
    )


def _hours(seen: Overview) -> SafeString | None:
    """Days in rows; of a month the days of the week."""
    if len(seen.days) == 1:
        return None
    rows: dict[str, list[float]] = {}
    in_rows = len(seen.days) <= DAYS_IN_ROWS
    for day, figures in seen.days.items():
        values = rows.setdefault(_day(day) if in_rows else _weekday(day), [0.0] * 24)
        for hour, number in figures.split("hour").items():
            values[int(hour)] += number
    names = [*rows] if in_rows else [name for name in _weekdays() if name in rows]
    note = "" if in_rows else _("The days of the week, added up.")
    return hours(_("Load by hour"), [(name, rows[name]) for name in names], note=note)


def _places(seen: Overview, links: Links) -> SafeString | None:
    """Units below: on the map where the country has one for them, else in bars."""
    if not seen.below:
        return None
    heading = _("Warnings issued by unit")
    if seen.unit.level == "ministry":
        grid = tiles_of(pack(settings.WUZHA_PACK).text("tiles.yaml"))
        known = {tile.code for tile in grid}
        values = {row.unit.code: float(row.issued) for row in seen.below if row.unit.code in known}
        if values:
            urls = {code: links.here(unit=code) for code in values}
            return tile_map(heading, grid, values, language_of(_language()), urls=urls)
    rows = sorted(seen.below, key=lambda row: -row.issued)[:UNITS_MAX]
    return bars(
        heading,
        [
            Bar(unit_name(row.unit), (float(row.issued),), links.here(unit=row.unit.code))
            for row in rows
        ],
    )


def _results(seen: Overview) -> SafeString | None:
    """Channels of officers, each with how its steps ended."""
    channels = [channel for channel in CHANNELS if channel not in BY_CARRIER]
    by_channel: Mapping[str, Mapping[str, int]] = {
        channel: seen.whole.split("result", channel) for channel in channels
    }
    results = [each for each in RESULT_COLOURS if any(each in got for got in by_channel.values())]
    names = dict(word_choices("channel", channels))
    rows = [
        Bar(names[channel], tuple(float(by_channel[channel].get(each, 0)) for each in results))
        for channel in channels
        if by_channel[channel]
    ]
    if not rows:
        return None
    words = [name for _code, name in word_choices("result", results)]
    colours = [RESULT_COLOURS[result] for result in results]
    return bars(_("What officers' steps came to"), rows, words, colours=colours)


def _day(day: Instant) -> str:
    return _local(day).strftime("%m-%d")


def _weekday(day: Instant) -> str:
    return _weekdays()[_local(day).weekday()]


def _weekdays() -> list[str]:
    names = get_day_names("abbreviated", locale=locale_of(_language()))
    return [names[number] for number in range(7)]


def _local(day: Instant) -> datetime:
    return moment_of(day).astimezone(get_default_timezone())


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
