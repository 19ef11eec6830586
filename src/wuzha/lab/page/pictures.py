"""Pictures: what all of them share - the frame, the legend, the axes and the table of numbers.

A picture is as wide as its page: places along it are percentages and heights are pixels, so that
its texts keep their size on a telephone, where a scaled picture would be too small to read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from wuzha.lab.page.markup import Markup, tag, together
from wuzha.lab.page.scale import Scale
from wuzha.lab.page.words import Words

Label = Callable[[float], str]


def picture(
    words: Words,
    key: str,
    drawing: Markup,
    numbers: Markup,
    *,
    legend: Markup | None = None,
    shape: str = "plot",
    level: str = "h3",
) -> Markup:
    """A figure with title and sentence (`<key>.title`, `<key>.says`), and its numbers to open."""
    return tag(
        "figure",
        tag(
            "figcaption",
            tag(level, words(f"{key}.title")),
            tag("p", words(f"{key}.says"), class_="says"),
        ),
        legend or Markup(),
        tag("div", drawing, class_=shape),
        tag("details", tag("summary", words("numbers")), numbers),
    )


def svg(height: float, label: str, *children: str) -> Markup:
    """A drawing with what it shows in words for those who do not see it."""
    return tag("svg", *children, width="100%", height=height, role="img", aria_label=label)


def legend(entries: Iterable[tuple[Markup, str]]) -> Markup:
    """Signs and what they stand for."""
    return tag(
        "ul",
        *(
            tag("li", tag("svg", sign, width=24, height=12, aria_hidden="true"), tag("span", text))
            for sign, text in entries
        ),
        class_="legend",
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]], texts: int = 1) -> Markup:
    """A table whose first `texts` columns are texts and whose others are numbers."""

    def cells(name: str, row: Sequence[str]) -> Markup:
        return together(
            tag(name, cell, class_="text" if place < texts else None)
            for place, cell in enumerate(row)
        )

    body = (tag("tr", cells("td", row)) for row in rows)
    return tag(
        "div",
        tag("table", tag("thead", tag("tr", cells("th", head))), tag("tbody", *body)),
        class_="scroll",
        tabindex=0,
    )


def text(content: str, x: float, y: float, class_: str) -> Markup:
    """A text that begins, ends or has its middle (`start`, `end`, `middle`) at `x` percent."""
    return tag("text", content, x=f"{x:.2f}%", y=y, class_=class_)


def bar(x: float, y: float, width: float, height: float, class_: str) -> Markup:
    return tag("rect", x=f"{x:.2f}%", y=y, width=f"{width:.2f}%", height=height, class_=class_)


def across(left: float, right: float, y: float, class_: str) -> Markup:
    """A level line."""
    return tag("line", x1=f"{left:.2f}%", x2=f"{right:.2f}%", y1=y, y2=y, class_=class_)


def upright(x: float, top: float, bottom: float, class_: str) -> Markup:
    return tag("line", x1=f"{x:.2f}%", x2=f"{x:.2f}%", y1=top, y2=bottom, class_=class_)


def spot(x: float, y: float, radius: float, class_: str) -> Markup:
    return tag("circle", cx=f"{x:.2f}%", cy=y, r=radius, class_=class_)


def along(scale: Scale, label: Label, top: float, bottom: float) -> Markup:
    """Upright lines at the ticks of a level axis, with their labels below.

    Every other label is `odd`, so that a narrow page can leave it out.
    """
    last = len(scale.ticks) - 1
    pieces = []
    for number, tick in enumerate(scale.ticks):
        x = scale.place(tick)
        anchor = "start" if number == 0 else "end" if number == last and x > 99 else "middle"
        pieces.append(upright(x, top, bottom, "grid"))
        odd = " odd" if number % 2 and last > 2 else ""
        pieces.append(text(label(tick), x, bottom + 16, f"tick {anchor}{odd}"))
    return together(pieces)
