"""Section: who was warned in time, how long before, and what of the loss that was."""

from __future__ import annotations

from typing import Any

import numpy as np

from wuzha.lab.lead_time import LEAD_TIMES, QUANTILES
from wuzha.lab.outcome import ratio
from wuzha.lab.page.bars import Bar, Strip, stacked, strips
from wuzha.lab.page.markup import Markup, tag, together
from wuzha.lab.page.material import FIRST, LAST, Material
from wuzha.lab.page.pictures import across, bar, legend, picture, spot, table
from wuzha.lab.page.scale import SHARES, Scale, from_zero
from wuzha.lab.page.shown import count, duration, missing, money, share, tick

TICKS = (60, 600, 3_600, 6 * 3_600, 86_400, 7 * 86_400, 30 * 86_400, 90 * 86_400)


def prevention(material: Material) -> Markup:
    return together([_in_time(material), _loss(material), _lead_times(material)])


def _in_time(material: Material) -> Markup:
    words = material.words
    rows = sorted(material.groups("playbook"), key=lambda row: -row["episodes"])
    rows = [row for row in rows if row["episodes"]]
    names = ("episodes", FIRST, LAST)
    all_: dict[str, Any] = {name: sum(row[name] for row in rows) for name in names}
    shown = [(words("in_time.all"), all_)]
    shown += [(_playbook(material, row["group"]), row) for row in rows]
    bars = [_bar(material, name, row) for name, row in shown if row["episodes"]]
    numbers = table(
        [
            words(f"column.{key}")
            for key in ("playbook", "cases", "first", "between", "not_in_time")
        ],
        [[name, *(count(part) for part in (row["episodes"], *_parts(row)))] for name, row in shown],
    )
    key = legend(
        (bar(0, 0, 100, 12, class_), words(f"in_time.{class_}"))
        for class_ in ("best", "good", "none")
    )
    label = words("in_time.label", share=share(ratio(all_[LAST], all_["episodes"])))
    return picture(words, "in_time", stacked(bars, SHARES, tick, label), numbers, legend=key)


def _playbook(material: Material, code: str) -> str:
    name = material.names.of("playbook", code)
    return material.words("held_out", name=name) if code in material.held_out else name


def _parts(row: dict[str, Any]) -> tuple[int, int, int]:
    """Warned before the first payment, between the first and the last, not before the last."""
    return row[FIRST], row[LAST] - row[FIRST], row["episodes"] - row[LAST]


def _bar(material: Material, name: str, row: dict[str, Any]) -> Bar:
    size = row["episodes"]
    parts = zip(("best", "good", "none"), _parts(row), strict=True)
    value = material.words("in_time.value", cases=count(size), share=share(row[LAST] / size))
    return Bar(name, value, tuple((class_, part / size) for class_, part in parts))


def _loss(material: Material) -> Markup:
    words, names = material.words, material.names
    rows = sorted(material.groups("class"), key=lambda row: -row["loss"])
    rows = [row for row in rows if row["loss"]]

    def amount(minor: float) -> str:
        return money(minor, names.currency, words)

    bars, cells = [], []
    for row in rows:
        name, loss, warned = names.of("class", row["group"]), row["loss"], row[f"loss_{LAST}"]
        value = words("loss.value", loss=amount(loss), share=share(warned / loss))
        bars.append(Bar(name, value, (("best", warned), ("none", loss - warned))))
        cells.append([name, amount(loss), amount(warned), share(warned / loss)])
    total = sum(row["loss"] for row in rows)
    warned = sum(row[f"loss_{LAST}"] for row in rows)
    label = words("loss.label", loss=amount(total), share=share(ratio(warned, total)))
    key = legend(
        (bar(0, 0, 100, 12, class_), words(f"loss.{class_}")) for class_ in ("best", "none")
    )
    scale = from_zero(max((row["loss"] for row in rows), default=0))
    columns = [words(f"column.{key}") for key in ("class", "loss", "loss_warned", "share")]
    drawing = stacked(bars, scale, lambda minor: money(minor, "", words), label)
    after, saved = (
        material.report.line(f"loss_{part}").value for part in ("after_warning", "saved")
    )
    return together(
        [
            picture(words, "loss", drawing, table(columns, cells), legend=key),
            tag("p", words("loss.saved", after=share(after), saved=share(saved)), class_="soft"),
        ]
    )


def _lead_times(material: Material) -> Markup:
    words = material.words
    rows, cells = [], []
    for before in ("first_payment", "last_payment"):
        cities = [_quantiles(material, number, before) for number in range(len(material.outcomes))]
        known = [city for city in cities if not missing(city[0])]
        middle = tuple(np.median(known, axis=0)) if known else (np.nan,) * len(QUANTILES)
        value = words("lead.value", median=duration(middle[2], words))
        rows.append(Strip(words(f"lead.{before}"), value, middle, tuple(known)))
        for outcome, city in zip(material.outcomes, cities, strict=True):
            times = (duration(value, words) for value in city)
            cells.append([words(f"lead.{before}"), str(outcome.seed), *times])
    longest = max((city[-1] for row in rows for city in row.cities), default=0)
    ticks = [tick for n, tick in enumerate(TICKS) if n < 4 or TICKS[n - 1] < longest]
    scale = Scale(ticks[0], ticks[-1], tuple(ticks), log=True)
    columns = [words("column.before"), words("column.seed"), *(f"{q:.0%}" for q in QUANTILES)]
    key = legend(
        [
            (together([across(0, 100, 6, "range")]), words("lead.line")),
            (together([across(0, 100, 6, "box")]), words("lead.box")),
            (together([spot(50, 6, 5, "ring")]), words("lead.dot")),
            (together([across(0, 100, 6, "faint")]), words("lead.city")),
        ]
    )

    def moment(value: float) -> str:
        text = duration(value, words)
        return f"≤ {text}" if value == ticks[0] else text

    label = words("lead.label", first=rows[0].value, last=rows[1].value)
    drawing = strips(rows, scale, moment, label)
    return picture(words, "lead", drawing, table(columns, cells, texts=2), legend=key)


def _quantiles(material: Material, number: int, before: str) -> tuple[float, ...]:
    rows = material.outcomes[number].lead_times.to_pylist()
    row = next(row for row in rows if row["before"] == before)
    return tuple(row[name] for name in LEAD_TIMES.names[2:])
