"""What every picture has: title, drawing with its meaning in words, and the numbers as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isnan

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from wuzha.lab.page.markup import Markup, tag
from wuzha.web.figures import short_number

Colour = str
"""A class of charts.css: c1 to c5, a level, good, bad or quiet."""

COLOURS: tuple[Colour, ...] = ("c1", "c2", "c3", "c4", "c5")


def figure(
    title: str,
    drawing: Markup,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    note: str = "",
    legend: Markup | None = None,
    shape: str = "",
    plot: str = "plot",
) -> SafeString:
    """The whole figure. `head` and `rows` are the numbers, the first column a text."""
    caption = tag("figcaption", tag("b", title), tag("span", note) if note else Markup())
    numbers = tag("details", tag("summary", gettext("Show the numbers")), _table(head, rows))
    drawn = tag("div", drawing, class_=plot)
    whole = tag(
        "figure",
        caption,
        legend or Markup(),
        drawn,
        numbers,
        class_=f"chart {shape}".strip(),
    )
    return SafeString(whole)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    def line(name: str, row: Sequence[str]) -> Markup:
        cells = [
            tag(name, cell, class_="number" if at else None, scope=_scope(name))
            for at, cell in enumerate(row)
        ]
        return tag("tr", *cells)

    body = [line("td", row) for row in rows]
    table = tag("table", tag("thead", line("th", head)), tag("tbody", *body), class_="table")
    return tag("div", table, class_="scroll", tabindex=0)


def _scope(name: str) -> str | None:
    return "col" if name == "th" else None


def drawing(height: float, label: str, *pieces: str, links: bool = False) -> Markup:
    """An SVG as wide as its place; `label` is read instead of it, or before its links."""
    role = "group" if links else "img"
    return tag("svg", *pieces, width="100%", height=height, role=role, aria_label=label)


def legend(entries: Sequence[tuple[Colour, str]], shape: str = "box") -> Markup | None:
    """Colours and what they stand for; None where there is only one."""
    if len(entries) < 2:
        return None
    signs = [(_sign(colour, shape), text) for colour, text in entries]
    items = [
        tag("li", tag("svg", sign, width=20, height=10, aria_hidden="true"), tag("span", text))
        for sign, text in signs
    ]
    return tag("ul", *items, class_="legend")


def _sign(colour: Colour, shape: str) -> Markup:
    if shape == "line":
        return tag("line", x1=0, x2=20, y1=5, y2=5, class_=f"line {colour}")
    return tag("rect", width=20, height=10, rx=2, class_=colour)


def title(text: str) -> Markup:
    """What is shown when the pointer rests on a piece."""
    return tag("title", text)


def short(value: float) -> str:
    """A value as labels write it, in the language of the page; nothing is a dash."""
    return "–" if isnan(value) else short_number(value, get_language() or "en")
