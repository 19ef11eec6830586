"""Parts of a whole: one bar of shares, and a funnel of steps that lose some on the way."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from wuzha.lab.page.markup import tag, together
from wuzha.web.charts.bars import Wording
from wuzha.web.charts.frame import COLOURS, Colour, drawing, figure, legend, short, title
from wuzha.web.figures import share_text

BAR = 28
STEP = 60


def shares(
    heading: str,
    parts: Sequence[tuple[str, float]],
    *,
    colours: Sequence[Colour] = COLOURS,
    note: str = "",
    wording: Wording = short,
) -> SafeString:
    """One bar of the whole, cut into its parts; the legend gives each share."""
    whole = sum(value for _, value in parts)
    pieces, start = [tag("rect", width="100%", height=BAR, rx=4, class_="track")], 0.0
    rows, entries = [], []
    for (name, value), colour in zip(parts, colours, strict=False):
        share = value / whole if whole else 0.0
        rows.append([name, wording(value), share_text(share, 1)])
        entries.append((colour, f"{name} {share_text(share)}"))
        if share > 0:
            pieces.append(
                tag(
                    "rect",
                    title(f"{name}: {wording(value)}, {share_text(share, 1)}"),
                    x=f"{start * 100:.2f}%",
                    width=f"{share * 100:.2f}%",
                    height=BAR,
                    class_=f"{colour} part",
                )
            )
        start += share
    spoken = "; ".join(f"{name} {share}" for name, _, share in rows)
    return figure(
        heading,
        drawing(BAR, f"{heading}: {spoken}", together(pieces)),
        ["", heading, gettext("Share")],
        rows,
        note=note,
        legend=legend(entries),
    )


def funnel(
    heading: str,
    steps: Sequence[tuple[str, float]],
    *,
    note: str = "",
    wording: Wording = short,
) -> SafeString:
    """Steps, the widest first, each with its share of the first and of the one before."""
    first = steps[0][1] if steps else 0.0
    pieces, rows, before = [], [], first
    for at, (name, value) in enumerate(steps):
        share = value / first if first else 0.0
        kept = share_text(value / before) if before and at else ""
        top = at * STEP
        pieces.append(tag("text", name, x=0, y=top + 13, class_="label"))
        figure_text = f"{wording(value)} · {share_text(share)}"
        pieces.append(tag("text", figure_text, x="100%", y=top + 13, class_="value end"))
        pieces.append(tag("rect", y=top + 20, width="100%", height=18, rx=3, class_="track"))
        told = title(f"{name}: {figure_text}")
        wide = f"{share * 100:.2f}%"
        pieces.append(tag("rect", told, y=top + 20, width=wide, height=18, rx=3, class_="c1"))
        if kept:
            pieces.append(tag("text", f"↓ {kept}", x="100%", y=top - 6, class_="tick end"))
        rows.append([name, wording(value), share_text(share, 1)])
        before = value
    spoken = "; ".join(f"{name} {value} ({share})" for name, value, share in rows)
    return figure(
        heading,
        drawing(max(len(steps), 1) * STEP, f"{heading}: {spoken}", together(pieces)),
        ["", heading, gettext("Share")],
        rows,
        note=note,
    )
