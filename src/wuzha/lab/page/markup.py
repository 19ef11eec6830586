"""Markup: elements of HTML and SVG as text, escaped in one place."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

Attribute = str | int | float | None


class Markup(str):
    """Text that is markup already; any other text is escaped when it becomes part of an element."""

    __slots__ = ()


def tag(name: str, *children: str, **attributes: Attribute) -> Markup:
    """An element that is well-formed XML too, so that a strict parser can check the page.

    Attributes are written in the order given; `class_` becomes class, `aria_label` aria-label;
    one that is None is left out.
    """
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_plain(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = together(children)
    return Markup(
        f"<{name}{pairs}>{inner}</{name}>" if inner or name not in VOID else _void(name, pairs)
    )


VOID = frozenset({"br", "circle", "col", "line", "polyline", "rect"})


def together(children: Iterable[str]) -> Markup:
    """Pieces one after the other; those that are no markup are escaped."""
    return Markup(
        "".join(child if isinstance(child, Markup) else escape(child) for child in children)
    )


def _void(name: str, pairs: str) -> str:
    return f"<{name}{pairs}/>"


def _plain(value: str | int | float) -> str:
    """At most two decimals: finer than a screen shows, and the same on every machine."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
