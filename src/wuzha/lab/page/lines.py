"""Pictures with two axes: lines, spots and texts in a plane."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wuzha.lab.page.markup import Markup, tag, together
from wuzha.lab.page.pictures import Label, across, along, spot, svg, text, upright
from wuzha.lab.page.scale import Scale

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Plane:
    """A plane of `height` pixels, its scales to the right and upwards."""

    x: Scale
    y: Scale
    height: int

    def down(self, value: float) -> float:
        """Pixels from the top."""
        return self.height * (1 - self.y.place(value) / 100)

    def line(self, points: Points, class_: str) -> Markup:
        """Straight from point to point."""
        path = " ".join(f"{self.x.place(a):.2f},{100 - self.y.place(b):.2f}" for a, b in points)
        return tag(
            "svg",
            tag("polyline", points=path, class_=class_),
            width="100%",
            height=self.height,
            viewBox="0 0 100 100",
            preserveAspectRatio="none",
        )

    def spot(self, x: float, y: float, radius: float, class_: str) -> Markup:
        return spot(self.x.place(x), self.down(y), radius, class_)

    def upright(self, x: float, low: float, high: float, class_: str) -> Markup:
        """An upright line between two values."""
        return upright(self.x.place(x), self.down(high), self.down(low), class_)

    def across(self, y: float, class_: str) -> Markup:
        """A level line through the whole plane."""
        return across(0, 100, self.down(y), class_)

    def note(self, content: str, x: float, y: float, above: float = 12) -> Markup:
        """A text beside a point, on the side that has room."""
        place = self.x.place(x)
        return text(content, place, self.down(y) - above, f"note {_side(place)}")

    def field(self, right: float, low: float) -> Markup:
        """The wash of what is wanted: left of `right`, above `low`."""
        return tag(
            "rect",
            x="0%",
            y=0,
            width=f"{self.x.place(right):.2f}%",
            height=self.down(low),
            class_="wash",
        )


def _side(place: float) -> str:
    return "start" if place < 30 else "end" if place > 70 else "middle"


def plotted(
    plane: Plane,
    pieces: Iterable[Markup],
    *,
    ticks: tuple[Label, Label],
    titles: tuple[str, str],
    label: str,
    under: Markup | None = None,
) -> Markup:
    """The plane with its axes, `ticks` and `titles` of the level axis first; `under` lies below."""
    levels = []
    for tick in plane.y.ticks:
        levels.append(across(0, 100, plane.down(tick), "grid"))
        mark = tag("text", ticks[1](tick), x=-8, y=plane.down(tick) + 4, class_="tick end")
        levels.append(mark)
    return svg(
        plane.height + 42,
        label,
        under or Markup(),
        tag("g", along(plane.x, ticks[0], 0, plane.height), *levels),
        across(0, 100, plane.height, "axis"),
        together(pieces),
        text(titles[0], 100, plane.height + 38, "soft end"),
        tag("text", titles[1], x=-36, y=-10, class_="soft start"),
    )
