"""Pictures: well-formed, within their frame, true to their numbers, never a way in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import nan
from xml.etree import ElementTree

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from wuzha.packs import pack
from wuzha.vocabulary.errors import InputError
from wuzha.web.charts.bars import Bar, bars
from wuzha.web.charts.heat import hours, step_of, tile_map, tiles_of
from wuzha.web.charts.lines import Series, lines, sparkline
from wuzha.web.charts.shares import funnel, shares

HOSTILE = '"><script>x</script>&'
AMOUNTS = st.floats(0, 1e12)
GRID = tiles_of(pack("cn").text("tiles.yaml"))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def read(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)


def widths(picture: str, colour: str) -> list[float]:
    return [
        float(rect.attrib["width"].rstrip("%"))
        for rect in read(picture).iter("rect")
        if rect.attrib.get("class", "").split()[:1] == [colour] and "%" in rect.attrib["width"]
    ]


def cells(picture: str) -> list[list[str]]:
    return [[cell.text or "" for cell in row] for row in read(picture).iter("tr")]


ALL = {
    "bars": bars(HOSTILE, [Bar(HOSTILE, (3,), f"/{HOSTILE}")], note=HOSTILE),
    "lines": lines(HOSTILE, [HOSTILE, "2"], [Series(HOSTILE, (1.0, nan))], area=True),
    "shares": shares(HOSTILE, [(HOSTILE, 2), ("b", 1)]),
    "funnel": funnel(HOSTILE, [(HOSTILE, 2), ("b", 1)]),
    "hours": hours(HOSTILE, [(HOSTILE, (1.0,) * 24)]),
    "tiles": tile_map(HOSTILE, GRID, {"33": 2.0}, "zh", urls={"33": f"/{HOSTILE}"}),
    "sparkline": sparkline([1.0, 2.0], HOSTILE),
}

EMPTY = {
    "bars": bars("x", []),
    "lines": lines("x", [], []),
    "gap": lines("x", ["1"], [Series("y", (nan,))]),
    "shares": shares("x", []),
    "nothing": shares("x", [("a", 0), ("b", 0)]),
    "funnel": funnel("x", [("a", 0), ("b", 0)]),
    "hours": hours("x", []),
    "tiles": tile_map("x", GRID, {}, "en"),
    "sparkline": sparkline([], "x"),
}


@pytest.mark.parametrize("name", ALL)
def test_a_hostile_text_stays_text(name: str) -> None:
    picture = ALL[name]
    assert not list(read(picture).iter("script"))
    assert HOSTILE in "".join(read(picture).itertext()) or HOSTILE in str(
        [element.attrib for element in read(picture).iter()]
    )


@pytest.mark.parametrize("name", ALL)
def test_a_picture_is_told_in_words_and_has_no_inline_style(name: str) -> None:
    drawings = [element for element in read(ALL[name]).iter("svg") if "role" in element.attrib]
    assert all(element.attrib["aria-label"] for element in drawings)
    assert drawings
    assert "style" not in {key for element in read(ALL[name]).iter() for key in element.attrib}


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_to_show_is_still_a_picture(name: str) -> None:
    assert "nan" not in re.sub(r"<[^>]*>", "", EMPTY[name])
    read(EMPTY[name])


def test_bars_are_as_long_as_their_values() -> None:
    picture = bars("x", [Bar("a", (50, 25)), Bar("b", (25, 0))], ("before", "after"))
    first, second = widths(picture, "c1"), widths(picture, "c2")
    assert first == pytest.approx([2 * second[0], second[0]], abs=0.02)
    assert cells(picture)[1:] == [["a", "50", "25"], ["b", "25", "0"]]


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=6))
def test_no_bar_leaves_its_row(values: list[tuple[float, float]]) -> None:
    picture = bars("x", [Bar(str(at), pair) for at, pair in enumerate(values)], ("p", "q"))
    for rect in read(picture).iter("rect"):
        start = float(rect.attrib.get("x", "0%").rstrip("%") or 0)
        if "%" in rect.attrib["width"]:
            assert start + float(rect.attrib["width"].rstrip("%")) <= 100.02


@given(st.lists(AMOUNTS, min_size=1, max_size=5))
def test_shares_fill_the_whole(values: list[float]) -> None:
    picture = shares("x", [(str(at), value) for at, value in enumerate(values)])
    drawn = sum(sum(widths(picture, f"c{n}")) for n in range(1, 6))
    assert drawn == pytest.approx(100 if sum(values) > 0 else 0, abs=0.1)


@given(st.lists(st.one_of(AMOUNTS, st.just(nan)), max_size=40))
def test_a_line_keeps_inside_and_leaves_gaps(values: list[float]) -> None:
    moments = [str(at) for at in range(len(values))]
    picture = read(lines("x", moments, [Series("y", tuple(values))]))
    points = [
        tuple(map(float, point.split()))
        for path in picture.iter("path")
        for point in re.split("[ML]", path.attrib["d"])[1:]
    ]
    assert len(points) == sum(value == value for value in values)
    assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y in points)


@given(st.integers(0, 400))
def test_an_axis_has_few_labels_and_always_the_last(count: int) -> None:
    moments = [f"m{at}" for at in range(count)]
    picture = read(lines("x", moments, [Series("y", (1.0,) * count)]))
    shown = [text.text for text in picture.iter("text") if (text.text or "").startswith("m")]
    assert len(shown) <= 7
    assert not count or moments[-1] in shown


def test_a_funnel_tells_what_each_step_kept() -> None:
    text = "".join(read(funnel("x", [("a", 200), ("b", 100), ("c", 25)])).itertext())
    assert "↓ 50%" in text
    assert "↓ 25%" in text
    assert "25 · 12%" in text


def test_shades_rise_with_the_value() -> None:
    assert [step_of(value, 100) for value in (0, 1, 30, 50, 70, 100)] == [0, 1, 2, 3, 4, 5]
    assert step_of(nan, 100) == 0


def test_zero_and_unknown_look_different() -> None:
    picture = tile_map("x", GRID, {"33": 0.0, "32": 9.0}, "en")
    assert picture.count("missing") == len(GRID) - 2
    assert picture.count("cell h0") == 1


def test_long_numbers_are_short_in_each_language() -> None:
    with translation.override("zh-hans"):
        assert "12.3万" in bars("x", [Bar("a", (123_456,))])
    assert "123.5K" in bars("x", [Bar("a", (123_456,))])


def test_the_grid_has_every_province_once_at_its_own_place() -> None:
    assert len(GRID) == 34
    assert len({tile.code for tile in GRID}) == 34
    assert (
        len({tile.names["zh"] for tile in GRID}) == len({tile.names["en"] for tile in GRID}) == 34
    )


def test_two_tiles_in_one_place_are_refused() -> None:
    two = "tiles: {a: {zh: 甲, en: A, row: 0, column: 0}, b: {zh: 乙, en: B, row: 0, column: 0}}"
    with pytest.raises(InputError):
        tiles_of(two)
