"""Picture: whether a score means the probability that it is read as."""

from __future__ import annotations

import numpy as np

from wuzha.lab.calibration import BINS, Calibration
from wuzha.lab.columns import Whole
from wuzha.lab.groups import share as counted
from wuzha.lab.page.lines import Plane, plotted
from wuzha.lab.page.markup import Markup, tag
from wuzha.lab.page.material import Material
from wuzha.lab.page.pictures import across, legend, picture, spot, table
from wuzha.lab.page.scale import SHARES
from wuzha.lab.page.shown import count, share, tick


def calibration_picture(material: Material) -> Markup:
    """What was told and what happened, as circles around the line of the exact."""
    words = material.words
    if material.calibration is None:
        return tag("p", words("reliability.none"), class_="soft")
    bins = reliability(
        np.sum([outcome.scores for outcome in material.outcomes], axis=0), material.calibration
    )
    plane = Plane(SHARES, SHARES, 340)
    pieces = [plane.line([(0, 0), (1, 1)], "whole")]
    largest = max((decisions for _, decisions, _ in bins), default=1)
    rows = []
    for predicted, decisions, hits in bins:
        seen = counted(hits, decisions)
        radius = 2 + 6 * (decisions / largest) ** 0.5
        pieces.append(plane.upright(predicted, seen.low, seen.high, "range"))
        pieces.append(plane.spot(predicted, seen.value, radius, "bubble"))
        interval = f"{share(seen.low)} – {share(seen.high)}"
        rows.append([share(predicted), share(seen.value), interval, count(decisions)])
    error = material.report.line("calibration_error").value
    drawing = plotted(
        plane,
        pieces,
        ticks=(tick, tick),
        titles=(words("reliability.x"), words("reliability.y")),
        label=words("reliability.label", error="–" if error != error else f"{error:.3f}"),
    )
    head = [words(f"column.{key}") for key in ("predicted", "happened", "interval", "decisions")]
    key = legend(
        [
            (spot(50, 6, 6, "bubble"), words("reliability.bubble")),
            (across(0, 100, 6, "whole"), words("reliability.ideal")),
        ]
    )
    shape = "plot axes square"
    return picture(words, "reliability", drawing, table(head, rows, 0), legend=key, shape=shape)


def reliability(scores: Whole, calibration: Calibration) -> list[tuple[float, int, int]]:
    """Predicted probability, decisions and those in a fraud of each bin of equal mass.

    The bins are those of `lab.calibration.calibration_error`; empty ones are left out.
    """
    decisions, hits = scores[:, 0], scores[:, 1]
    middle = np.cumsum(decisions) - decisions / 2
    which = np.minimum(middle / max(decisions.sum(), 1) * BINS, BINS - 1).astype(np.int64)
    bins = []
    for number in range(BINS):
        ours = which == number
        size = int(decisions[ours].sum())
        if size:
            predicted = float(decisions[ours] @ np.array(calibration.probability)[ours]) / size
            bins.append((predicted, size, int(hits[ours].sum())))
    return bins
