"""Lines and areas over time, and the small line that stands in a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from django.utils.safestring import SafeString

from wuzha.lab.page.markup import Markup, tag, together
from wuzha.lab.page.scale import Scale, from_zero
from wuzha.web.charts.bars import Wording
from wuzha.web.charts.frame import COLOURS, Colour, drawing, figure, legend, short, title

HEIGHT = 180
LABELS_MAX = 7


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name and a value for each moment; NaN is a gap."""

    name: str
    values: tuple[float, ...]


def lines(
    heading: str,
    moments: Sequence[str],
    series: Sequence[Series],
    *,
    colours: Sequence[Colour] = COLOURS,
    area: bool = False,
    note: str = "",
    wording: Wording = short,
) -> SafeString:
    """Lines over evenly spaced moments, which come as the texts to show below the axis."""
    known = [value for line in series for value in line.values if not isnan(value)]
    scale = from_zero(max(known, default=0))
    pieces = [
        *_levels(scale, wording),
        *_moments(moments),
        _paths(series, scale, area, colours),
        *_hovers(moments, series, wording),
    ]
    spoken = "; ".join(f"{line.name} {_summary(line.values, wording)}" for line in series)
    rows = [
        [moment, *(wording(line.values[at]) for line in series)]
        for at, moment in enumerate(moments)
    ]
    entries = [(colour, line.name) for colour, line in zip(colours, series, strict=False)]
    return figure(
        heading,
        drawing(HEIGHT, f"{heading}: {spoken}", together(pieces)),
        ["", *(line.name for line in series)],
        rows,
        note=note,
        legend=legend(entries, "line"),
        plot="plot axes",
    )


def sparkline(values: Sequence[float], label: str) -> SafeString:
    """A line without axes, to stand beside a figure; `label` says what it shows."""
    scale = from_zero(max((value for value in values if not isnan(value)), default=0))
    one = [Series("", tuple(values))]
    svg = tag("svg", _paths(one, scale, True), width="100%", role="img", aria_label=label)
    return SafeString(tag("span", svg, class_="chart spark"))


def _across(at: int, count: int) -> float:
    return 50.0 if count < 2 else 100 * at / (count - 1)


def _paths(
    series: Sequence[Series], scale: Scale, area: bool, colours: Sequence[Colour] = COLOURS
) -> Markup:
    """The lines in a frame of 100 by 100 that stretches with the page; their width does not."""
    pieces = []
    for colour, line in zip(colours, series, strict=False):
        for run in _runs(line.values):
            points = [
                f"{_across(at, len(line.values)):.2f} {100 - scale.place(line.values[at]):.2f}"
                for at in run
            ]
            shape = "M" + "L".join(points)
            if area:
                first, last = (_across(at, len(line.values)) for at in (run[0], run[-1]))
                closed = f"{shape}L{last:.2f} 100L{first:.2f} 100Z"
                pieces.append(tag("path", d=closed, class_=f"area {colour}"))
            pieces.append(tag("path", d=shape, class_=f"line {colour}"))
    frame = {"viewBox": "0 0 100 100", "preserveAspectRatio": "none"}
    return tag("svg", *pieces, width="100%", height="100%", **frame)


def _runs(values: Sequence[float]) -> list[list[int]]:
    """Places of values that follow each other without a gap."""
    runs: list[list[int]] = [[]]
    for at, value in enumerate(values):
        if isnan(value):
            runs.append([])
        else:
            runs[-1].append(at)
    return [run for run in runs if run]


def _levels(scale: Scale, wording: Wording) -> list[Markup]:
    pieces = []
    for tick in scale.ticks:
        y = HEIGHT * (1 - scale.place(tick) / 100)
        kind = "base" if tick == 0 else "grid"
        pieces.append(tag("line", x1=0, x2="100%", y1=y, y2=y, class_=kind))
        pieces.append(tag("text", wording(tick), x=-8, y=y + 4, class_="tick end"))
    return pieces


def _moments(moments: Sequence[str]) -> list[Markup]:
    """At most seven labels, evenly apart, the last one always there."""
    count = len(moments)
    step = max(1, -(-count // LABELS_MAX))
    shown = range((count - 1) % step, count, step)
    return [
        tag(
            "text",
            moments[at],
            x=f"{_across(at, count):.2f}%",
            y=HEIGHT + 16,
            class_=f"tick middle{' odd' if number % 2 else ''}",
        )
        for number, at in enumerate(reversed(shown))
    ]


def _hovers(moments: Sequence[str], series: Sequence[Series], wording: Wording) -> list[Markup]:
    """An unseen strip for each moment, with its values when the pointer rests there."""
    count = len(moments)
    width = 100 / max(count - 1, 1)
    return [
        tag(
            "rect",
            title(
                f"{moment}: "
                + ", ".join(f"{line.name} {wording(line.values[at])}" for line in series)
            ),
            x=f"{_across(at, count) - width / 2:.2f}%",
            y=0,
            width=f"{width:.2f}%",
            height=HEIGHT,
            class_="hover",
        )
        for at, moment in enumerate(moments)
    ]


def _summary(values: Sequence[float], wording: Wording) -> str:
    known = [value for value in values if not isnan(value)]
    if not known:
        return "–"
    return (
        f"{wording(known[0])} → {wording(known[-1])}, {wording(min(known))}–{wording(max(known))}"
    )
