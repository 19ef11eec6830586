"""Section: whether the policy serves everybody alike."""

from __future__ import annotations

from typing import Any

from wuzha.lab.groups import EPISODES_MIN, Share, share
from wuzha.lab.page.bars import Interval, intervals
from wuzha.lab.page.markup import Markup, tag
from wuzha.lab.page.material import LAST, Material
from wuzha.lab.page.pictures import across, legend, picture, spot, table
from wuzha.lab.page.scale import SHARES, UPPER_SHARES, Scale
from wuzha.lab.page.shown import count, rate, tick
from wuzha.lab.page.shown import share as percent
from wuzha.simulate.people import AGE_BANDS, EDUCATION, JOBS

ORDERS = {"age_band": AGE_BANDS, "education": EDUCATION, "job": JOBS, "region": ()}


def fairness(material: Material) -> Markup:
    """Recall by age, education, job and region."""
    words = material.words
    key = legend(
        [
            (spot(50, 6, 5, "dot"), words("fair.dot")),
            (spot(50, 6, 5, "ring"), words("fair.ring", least=EPISODES_MIN)),
            (across(0, 100, 6, "range"), words("fair.line")),
            (across(0, 100, 6, "whole"), words("fair.all", share=percent(material.recall.value))),
        ]
    )
    rows = [row for by in ORDERS for row in material.groups(by) if row["episodes"]]
    lowest = min((share(row[LAST], row["episodes"]).low for row in rows), default=0)
    scale = SHARES if lowest < UPPER_SHARES.low else UPPER_SHARES
    pictures = (_picture(material, by, scale) for by in ORDERS)
    return tag("div", key, tag("div", *pictures, class_="pair"))


def _picture(material: Material, by: str, scale: Scale) -> Markup:
    words = material.words
    rows = sorted(material.groups(by), key=lambda row: _order(by, row["group"]))
    found = [(_name(material, by, row), row, share(row[LAST], row["episodes"])) for row in rows]
    drawn = [_interval(material, name, recall) for name, _, recall in found if recall.tries]
    numbers = table(
        [
            words(f"column.{key}")
            for key in ("group", "cases", "warned", "recall", "interval", "wrong")
        ],
        [_cells(name, row, recall) for name, row, recall in found],
    )
    label = words("fair.label", by=words(f"fair.{by}.title"))
    drawing = intervals(drawn, material.recall.value, scale, tick, label)
    return picture(words, f"fair.{by}", drawing, numbers)


def _order(by: str, group: str) -> tuple[int, str]:
    order = ORDERS[by]
    return (order.index(group) if group in order else len(order), group)


def _name(material: Material, by: str, row: dict[str, Any]) -> str:
    group = row["group"]
    if by == "region":
        return material.names.of("region", group)
    return material.words.get(f"{by}.{group}", group)


def _interval(material: Material, name: str, recall: Share) -> Interval:
    value = material.words("in_time.value", cases=count(recall.tries), share=percent(recall.value))
    sure = recall.tries >= EPISODES_MIN
    return Interval(name, value, recall.value, recall.low, recall.high, sure)


def _cells(name: str, row: dict[str, Any], recall: Share) -> list[str]:
    wrong = row["wrong_person_days"] / row["people_days"] * 1e6 if row["people_days"] else 0.0
    return [
        name,
        count(recall.tries),
        count(recall.hits),
        percent(recall.value),
        f"{percent(recall.low)} – {percent(recall.high)}",
        rate(wrong),
    ]
