"""Pictures in rows, a label above each: stacked bars, shares with intervals, quantiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wuzha.lab.page.markup import Markup, tag, together
from wuzha.lab.page.pictures import Label, across, along, bar, spot, svg, text, upright
from wuzha.lab.page.scale import Scale

ROW = 40
TEXT = 14
MIDDLE = 25
THICK = 11
AXIS = 26


@dataclass(frozen=True)
class Bar:
    """A row with parts side by side: class of the colour and length in units of the scale."""

    label: str
    value: str
    parts: tuple[tuple[str, float], ...]


def stacked(rows: Sequence[Bar], scale: Scale, tick: Label, label: str) -> Markup:
    """Bars from zero on, each made of parts."""
    pieces = []
    for number, row in enumerate(rows):
        start = 0.0
        pieces.append(_texts(row.label, row.value, number))
        for class_, length in row.parts:
            if length > 0:
                width = scale.place(start + length) - scale.place(start)
                top = number * ROW + MIDDLE - THICK / 2
                pieces.append(bar(scale.place(start), top, width, THICK, class_))
                start += length
    return _rows(pieces, len(rows), scale, tick, label)


@dataclass(frozen=True)
class Interval:
    """A row with a share and its interval; `sure` is false where too few were counted."""

    label: str
    value: str
    share: float
    low: float
    high: float
    sure: bool


def intervals(
    rows: Sequence[Interval], whole: float, scale: Scale, tick: Label, label: str
) -> Markup:
    """A dot on a line for each row, and a stroke through it at the share of the whole."""
    pieces = []
    for number, row in enumerate(rows):
        y = number * ROW + MIDDLE
        pieces.append(_texts(row.label, row.value, number))
        if whole == whole:
            pieces.append(upright(scale.place(whole), y - 8, y + 8, "whole"))
        if row.share == row.share:
            pieces.append(across(scale.place(row.low), scale.place(row.high), y, "range"))
            pieces.append(spot(scale.place(row.share), y, 5, "dot" if row.sure else "ring"))
    return _rows(pieces, len(rows), scale, tick, label)


@dataclass(frozen=True)
class Strip:
    """A row with five rising quantiles (10, 25, 50, 75, 90 %); the faint ones are of one city."""

    label: str
    value: str
    quantiles: tuple[float, ...]
    cities: tuple[tuple[float, ...], ...]


def strips(rows: Sequence[Strip], scale: Scale, tick: Label, label: str) -> Markup:
    """Line from the first to the last quantile, box from the second to the fourth, dot between."""
    pieces, y = [], 0.0
    grid_below = sum(_strip_height(row) for row in rows)
    for row in rows:
        pieces.append(text(row.label, 0, y + TEXT, "label start"))
        pieces.append(text(row.value, 100, y + TEXT, "value end soft"))
        at = [scale.place(value) for value in row.quantiles]
        middle = y + MIDDLE + 6
        if not any(value != value for value in row.quantiles):
            pieces += [across(at[0], at[4], middle, "range"), across(at[1], at[3], middle, "box")]
            pieces.append(spot(at[2], middle, 6.5, "ring"))
        for number, city in enumerate(row.cities, 1):
            line = [scale.place(value) for value in city]
            below = middle + 6 + number * 8
            pieces.append(across(line[0], line[4], below, "faint"))
            pieces.append(spot(line[2], below, 2.5, "seed"))
        y += _strip_height(row)
    under = along(scale, tick, 0, grid_below)
    return svg(grid_below + AXIS, label, tag("g", under), together(pieces))


def _strip_height(row: Strip) -> int:
    return MIDDLE + 32 + 8 * len(row.cities)


def _texts(label: str, value: str, number: int) -> Markup:
    y = number * ROW + TEXT
    return together([text(label, 0, y, "label start"), text(value, 100, y, "value end soft")])


def _rows(pieces: Sequence[Markup], size: int, scale: Scale, tick: Label, label: str) -> Markup:
    under = along(scale, tick, 0, size * ROW)
    return svg(size * ROW + AXIS, label, tag("g", under), together(pieces))
