"""Section: what more warnings would cost, and whether a score means what it says."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wuzha.lab.groups import share as counted
from wuzha.lab.page.lines import Plane, plotted
from wuzha.lab.page.markup import Markup, tag, together
from wuzha.lab.page.material import FIRST, LAST, Material
from wuzha.lab.page.pictures import across, legend, picture, spot, table
from wuzha.lab.page.reliability import calibration_picture
from wuzha.lab.page.scale import SHARES, logarithmic
from wuzha.lab.page.shown import WRONG, count, missing, rate, share, tick
from wuzha.lab.report import AT_LEAST, AT_MOST

EPISODES = f"episodes_{LAST}"
COLUMNS = (EPISODES, f"episodes_{FIRST}", f"loss_{LAST}", WRONG)
BOUND, TARGET = AT_MOST[WRONG], AT_LEAST[EPISODES]
MARKED = (20, 40, 60, 80)
"""Thresholds that are named along the curve."""

Curve = NDArray[np.float64]


def tradeoff(material: Material) -> Markup:
    return together([_curve(material), _levels(material), calibration_picture(material)])


def _curve(material: Material) -> Markup:
    words = material.words
    curves = [_values(curve) for curve in material.curves]
    curves = [curve for curve in curves if not np.isnan(curve).any()]
    if not curves:
        return tag("p", words("curve.none"), class_="soft")
    mean: Curve = np.mean(curves, axis=0)
    thresholds = material.curves[0]["threshold"].to_pylist()
    rows = [
        [str(threshold), *(share(value) for value in mean[n, :3]), rate(mean[n, 3])]
        for n, threshold in enumerate(thresholds)
        if threshold % 5 == 0
    ]
    keys = ("threshold", "last", "first", "loss_warned", "wrong")
    numbers = table([words(f"column.{key}") for key in keys], rows, texts=0)
    drawing = _drawn(material, curves, mean, thresholds)
    return picture(words, "curve", drawing, numbers, legend=_legend(material), shape="plot axes")


def _drawn(material: Material, curves: list[Curve], mean: Curve, thresholds: list[int]) -> Markup:
    words = material.words
    wrong = np.concatenate([curve[:, 3] for curve in curves])
    least, most = wrong[wrong > 0].min(initial=BOUND), wrong.max(initial=BOUND)
    plane = Plane(logarithmic(max(least, 1), most), SHARES, 360)
    pieces = [plane.upright(BOUND, 0, 1, "bound"), plane.across(TARGET, "bound")]
    pieces += [plane.line(curve[:, [3, 0]].tolist(), "thin") for curve in curves]
    pieces.append(plane.line(mean[:, [3, 0]].tolist(), "thick"))
    for threshold, (reached, *_, cost) in zip(thresholds, mean, strict=True):
        if threshold in MARKED:
            pieces.append(plane.spot(cost, reached, 3.5, "dot"))
            pieces.append(plane.note(str(threshold), cost, reached, above=-18))
    now, reached = (material.report.line(name).value for name in (WRONG, EPISODES))
    if not (missing(now) or missing(reached)):
        pieces += [plane.spot(now, reached, 8, "ring"), plane.spot(now, reached, 3, "accent")]

    def cost_tick(value: float) -> str:
        return f"≤ {count(value)}" if wrong.min() < value == plane.x.low else count(value)

    return plotted(
        plane,
        pieces,
        ticks=(cost_tick, tick),
        titles=(words("curve.x"), words("curve.y")),
        label=words("curve.label", wrong=rate(now), share=share(reached)),
        under=plane.field(BOUND, TARGET),
    )


def _legend(material: Material) -> Markup:
    words = material.words
    level = words.get(f"level.{material.report.warn_at}", material.report.warn_at)
    bound = words("curve.bound", wrong=rate(BOUND), share=f"{TARGET:.0%}")
    return legend(
        [
            (across(0, 100, 6, "thick"), words("curve.mean")),
            (across(0, 100, 6, "thin"), words("curve.city")),
            (spot(50, 6, 6, "ring"), words("curve.now", level=level)),
            (across(0, 100, 6, "bound"), bound),
        ]
    )


def _values(curve: pa.Table) -> Curve:
    columns = [curve[name].to_numpy() for name in COLUMNS]
    return np.stack(columns, axis=1).astype(np.float64)


def _levels(material: Material) -> Markup:
    """What warning from each level on would mean."""
    words = material.words
    rows = {row["group"]: row for row in material.groups("at_least")}
    cells = [
        [
            words(f"level.{level}"),
            share(counted(row[LAST], row["episodes"]).value),
            share(counted(row[FIRST], row["episodes"]).value),
            share(counted(row[f"loss_{LAST}"], row["loss"]).value),
            rate(row["wrong_person_days"] / max(row["people_days"], 1) * 1e6),
        ]
        for level in ("low", "medium", "high", "critical")
        if (row := rows.get(level))
    ]
    head = [words(f"column.{key}") for key in ("level", "last", "first", "loss_warned", "wrong")]
    title = tag("figcaption", tag("h3", words("levels.title")), tag("p", words("levels.says")))
    return tag("figure", title, table(head, cells))
