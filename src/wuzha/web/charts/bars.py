"""Bars lying: one for each name, plain or made of parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from wuzha.lab.page.markup import Markup, tag, together
from wuzha.lab.page.scale import Scale, from_zero
from wuzha.web.charts.frame import COLOURS, Colour, drawing, figure, legend, short, title

ROW = 40
TEXT_AT = 13
BAR_AT = 20
BAR = 10

Wording = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its name, the values of its parts, and where a click on it leads ("" nowhere)."""

    name: str
    values: tuple[float, ...]
    url: str = ""

    @property
    def whole(self) -> float:
        return sum(self.values)


def bars(
    heading: str,
    rows: Sequence[Bar],
    parts: Sequence[str] = ("",),
    *,
    colours: Sequence[Colour] = COLOURS,
    note: str = "",
    wording: Wording = short,
) -> SafeString:
    """Bars from zero, the longest filling the width. `parts` names what each bar is made of."""
    scale = from_zero(max((row.whole for row in rows), default=0))
    pieces = [_row(at, row, scale, parts, colours, wording) for at, row in enumerate(rows)]
    spoken = "; ".join(f"{row.name} {wording(row.whole)}" for row in rows)
    several = len(parts) > 1
    head = [heading, *(parts if several else [""])]
    numbers = [[row.name, *(wording(value) for value in row.values)] for row in rows]
    return figure(
        heading,
        drawing(
            max(len(rows), 1) * ROW,
            f"{heading}: {spoken}",
            together(pieces),
            links=any(row.url for row in rows),
        ),
        head,
        numbers,
        note=note,
        legend=legend(list(zip(colours, parts, strict=False))) if several else None,
    )


def _row(
    at: int,
    row: Bar,
    scale: Scale,
    parts: Sequence[str],
    colours: Sequence[Colour],
    wording: Wording,
) -> Markup:
    top = at * ROW
    name = tag("text", row.name, x=0, y=top + TEXT_AT, class_="label")
    if row.url:
        name = tag("a", name, href=row.url)
    value = tag("text", wording(row.whole), x="100%", y=top + TEXT_AT, class_="value end")
    track = tag("rect", width="100%", y=top + BAR_AT, height=BAR, rx=3, class_="track")
    pieces, start = [name, value, track], 0.0
    for part, amount, colour in zip(parts, row.values, colours, strict=False):
        width = scale.place(start + amount) - scale.place(start)
        if width > 0:
            pieces.append(
                tag(
                    "rect",
                    title(f"{row.name} {part} {wording(amount)}".replace("  ", " ")),
                    x=f"{scale.place(start):.2f}%",
                    y=top + BAR_AT,
                    width=f"{width:.2f}%",
                    height=BAR,
                    rx=3 if len(row.values) == 1 else 0,
                    class_=f"{colour} part" if len(row.values) > 1 else colour,
                )
            )
        start += amount
    return together(pieces)
