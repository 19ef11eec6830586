"""Section: whether what was promised is reached."""

from __future__ import annotations

from wuzha.lab.page.markup import Markup, tag, together
from wuzha.lab.page.material import Material
from wuzha.lab.page.pictures import across, spot, svg, upright
from wuzha.lab.page.scale import Scale, from_zero
from wuzha.lab.page.shown import exact, figure, goal, missing, spread
from wuzha.lab.page.words import Words
from wuzha.lab.report import AT_MOST, Line

MARKS = {True: "✓", False: "✗"}


def verdict(material: Material) -> Markup:
    """The first sentence: how many promises are reached, and which are not."""
    words = material.words
    promised = [line for line in material.report.lines if line.target is not None]
    missed = [line for line in promised if not line.holds]
    text = words("verdict", reached=len(promised) - len(missed), promised=len(promised))
    if missed:
        names = words("and").join(words(f"figure.{line.name}") for line in missed)
        text = f"{text}{words('verdict.missed', names=names)}"
    return tag("p", text, class_="verdict missed" if missed else "verdict")


def promises(material: Material) -> Markup:
    """A card for each promised figure."""
    cards = (_card(material, line) for line in material.report.lines if line.target is not None)
    return tag("ul", *cards, class_="cards")


def target_of(line: Line, words: Words) -> str:
    """`at least 80%`; nothing without a target."""
    if line.target is None:
        return ""
    key = "target.most" if line.name in AT_MOST else "target.least"
    return words(key, target=goal(line.name, line.target, words))


def mark_of(line: Line, words: Words) -> str:
    """Sign and words, so that colour is never alone; nothing without a target."""
    if line.holds is None:
        return ""
    return f"{MARKS[line.holds]} {words('reached' if line.holds else 'missed')}"


def _card(material: Material, line: Line) -> Markup:
    words = material.words
    return tag(
        "li",
        tag("h3", words(f"figure.{line.name}")),
        tag("p", exact(line.name, line.value, words), class_="big"),
        tag("p", mark_of(line, words), class_="mark"),
        tag("p", target_of(line, words)),
        _cities(material, line),
        tag("p", _around(line, words), class_="soft"),
        tag("p", words(f"means.{line.name}"), class_="means"),
        class_="card" if line.holds else "card missed",
    )


def _around(line: Line, words: Words) -> str:
    """How far the cities lie apart, and the interval of a pooled figure."""

    def shown(value: float) -> str:
        return figure(line.name, value, words)

    if missing(line.spread):
        apart = words("cities.few")
    else:
        apart = words(
            "cities.apart",
            least=shown(line.least),
            most=shown(line.most),
            spread=spread(line.name, line.spread, words),
        )
    if not line.pooled or missing(line.low):
        return apart
    return words("pooled", low=shown(line.low), high=shown(line.high)) + apart


def _cities(material: Material, line: Line) -> Markup:
    """A line with a dot for each city, a ring at the figure, and the target across."""
    values = [outcome.figures[line.name] for outcome in material.outcomes]
    known = [value for value in (*values, line.value) if not missing(value)]
    target = line.target or 0.0
    if line.name in AT_MOST:
        scale = from_zero(max(target * 1.25, *known, 0.0))
        wanted = (0.0, scale.place(target))
    else:
        scale = Scale(0, 1, (0, 1))
        wanted = (scale.place(target), 100.0)
    pieces = [across(0, 100, 12, "axis"), across(*wanted, 12, "box faint")]
    pieces += [spot(scale.place(value), 12, 3, "seed") for value in values if not missing(value)]
    pieces.append(upright(scale.place(target), 2, 22, "bound"))
    if not missing(line.value):
        pieces.append(spot(scale.place(line.value), 12, 6, "ring"))
    label = _label(material.words, line, values)
    return svg(24, label, together(pieces))


def _label(words: Words, line: Line, values: list[float]) -> str:
    """The little line in words."""
    cities = ", ".join(figure(line.name, value, words) for value in values)
    return words(
        "promise.label",
        name=words(f"figure.{line.name}"),
        value=figure(line.name, line.value, words),
        target=target_of(line, words),
        cities=cities,
    )
