"""Heat: the hours of days in rows, and places in a grid of tiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan

import yaml
from django.utils.safestring import SafeString

from wuzha.lab.page.markup import Markup, tag, together
from wuzha.vocabulary.errors import InputError
from wuzha.web.charts.bars import Wording
from wuzha.web.charts.frame import drawing, figure, short, title

HOURS = 24
ROW = 26
TILE = 46
GAP = 3
STEPS = 5


def step_of(value: float, most: float) -> int:
    """0 for nothing, then 1 to 5 by the share of the most."""
    if not value > 0 or not most > 0:
        return 0
    return min(STEPS, 1 + int(value / most * STEPS * 0.9999))


def hours(
    heading: str,
    rows: Sequence[tuple[str, Sequence[float]]],
    *,
    note: str = "",
    wording: Wording = short,
) -> SafeString:
    """A row for each name and a cell for each of its 24 hours."""
    most = max((value for _, values in rows for value in values), default=0)
    pieces = []
    for at, (name, values) in enumerate(rows):
        pieces.append(tag("text", name, x=-8, y=at * ROW + 17, class_="tick end"))
        for hour, value in enumerate(values):
            words = f"{name} {hour}:00: {wording(value)}"
            pieces.append(_cell(hour, at * ROW, step_of(value, most), words))
    under = len(rows) * ROW + 16
    for hour in range(0, HOURS, 3):
        odd = " odd" if hour % 2 else ""
        x = f"{(hour + 0.5) / HOURS * 100:.2f}%"
        pieces.append(tag("text", str(hour), x=x, y=under, class_=f"tick middle{odd}"))
    spoken = "; ".join(f"{name} {wording(sum(values))}" for name, values in rows)
    return figure(
        heading,
        drawing(len(rows) * ROW, f"{heading}: {spoken}", together(pieces)),
        ["", *(str(hour) for hour in range(HOURS))],
        [[name, *map(wording, values)] for name, values in rows],
        note=note,
        plot="plot axes",
    )


def _cell(hour: int, top: float, step: int, words: str) -> Markup:
    return tag(
        "rect",
        title(words),
        x=f"{hour / HOURS * 100:.3f}%",
        y=top,
        width=f"{100 / HOURS:.3f}%",
        height=ROW,
        class_=f"cell h{step}",
    )


@dataclass(frozen=True, slots=True)
class Tile:
    """A place in the grid: its code, its names by language, its row and column from 0."""

    code: str
    names: Mapping[str, str]
    row: int
    column: int


def tiles_of(text: str) -> tuple[Tile, ...]:
    """The grid of a country pack (`tiles.yaml`); InputError when two tiles share a place."""
    entries = yaml.safe_load(text)["tiles"]
    tiles = tuple(
        Tile(str(code), {"zh": entry["zh"], "en": entry["en"]}, entry["row"], entry["column"])
        for code, entry in entries.items()
    )
    if len({(tile.row, tile.column) for tile in tiles}) < len(tiles):
        raise InputError("two tiles have the same row and column; give each its own")
    return tiles


def tile_map(
    heading: str,
    tiles: Sequence[Tile],
    values: Mapping[str, float],
    language: str,
    *,
    urls: Mapping[str, str] | None = None,
    note: str = "",
    wording: Wording = short,
) -> SafeString:
    """Places of the same size, the darker the more; `values` and `urls` by the place's code.

    A place without a value is empty, which is not the same as zero. `language` is zh or en."""
    columns = max((tile.column for tile in tiles), default=0) + 1
    most = max((value for value in values.values() if not isnan(value)), default=0)
    pieces = [_tile(tile, values, most, language, columns, urls or {}, wording) for tile in tiles]
    order = sorted(tiles, key=lambda tile: -values.get(tile.code, -1))
    rows = [[tile.names[language], wording(values.get(tile.code, float("nan")))] for tile in order]
    spoken = "; ".join(f"{name} {value}" for name, value in rows[:5])
    height = (max((tile.row for tile in tiles), default=0) + 1) * TILE
    return figure(
        heading,
        drawing(height, f"{heading}: {spoken}", together(pieces), links=bool(urls)),
        ["", heading],
        rows,
        note=note,
        shape="grid-map",
    )


def _tile(
    tile: Tile,
    values: Mapping[str, float],
    most: float,
    language: str,
    columns: int,
    urls: Mapping[str, str],
    wording: Wording,
) -> Markup:
    value = values.get(tile.code, float("nan"))
    step = 0 if isnan(value) else step_of(value, most)
    left, width, top = tile.column / columns * 100, 100 / columns, tile.row * TILE
    middle = f"{left + width / 2:.2f}%"
    shade = "missing" if isnan(value) else f"cell h{step}"
    on = " on" if step >= 4 else " on-cell"
    name = tile.names[language]
    pieces = together(
        [
            tag(
                "rect",
                title(f"{name}: {wording(value)}"),
                x=f"{left:.2f}%",
                y=top,
                width=f"{width:.2f}%",
                height=TILE - GAP,
                rx=5,
                class_=shade,
            ),
            tag("text", name, x=middle, y=top + 18, class_=f"label middle{on}"),
            tag("text", wording(value), x=middle, y=top + 34, class_=f"tick middle{on}"),
        ]
    )
    url = urls.get(tile.code, "")
    return tag("a", pieces, href=url, aria_label=f"{name}: {wording(value)}") if url else pieces
