"""Sections: the city against what is published, all figures, and how they were taken."""

from __future__ import annotations

from datetime import date

from wuzha.lab.page.markup import Markup, tag, together
from wuzha.lab.page.material import Material
from wuzha.lab.page.pictures import table
from wuzha.lab.page.promises import mark_of
from wuzha.lab.page.shown import count, exact, figure, goal, missing, share, spread
from wuzha.lab.page.words import Words
from wuzha.lab.report import AT_MOST, Line
from wuzha.simulate.check import Check

DEFINITIONS = (
    "case",
    "warns",
    "time",
    "in_fraud",
    "wrong",
    "asked",
    "spread",
    "interval",
    "gap",
    "error",
    "saved",
    "lead",
)


def checks(material: Material) -> Markup:
    """Figures of the synthetic city beside the range that is published."""
    words = material.words
    head = [words(f"column.{key}") for key in ("figure", "value", "range", "mark")]
    rows = [_check(check, words) for check in material.checks]
    return table(head, rows)


def _check(check: Check, words: Words) -> list[str]:
    shares = check.unit.startswith("share")

    def shown(value: float) -> str:
        if shares:
            return f"{value:.3%}" if check.high < 0.01 else share(value)
        return words.get(f"unit.{check.unit}", "{value}").format(value=f"{value:.3g}")

    mark = f"✓ {words('in_range')}" if check.holds else f"✗ {words('out_of_range')}"
    name = words.get(f"check.{check.name}", check.name)
    return [name, shown(check.value), f"{shown(check.low)} – {shown(check.high)}", mark]


def figures(material: Material) -> Markup:
    """Every figure of the report, those without a target too."""
    words = material.words
    keys = ("figure", "value", "cities", "spread", "interval", "target", "mark")
    rows = [_row(line, words) for line in material.report.lines]
    return table([words(f"column.{key}") for key in keys], rows)


def _row(line: Line, words: Words) -> list[str]:
    def between(low: float, high: float) -> str:
        if missing(low):
            return ""
        return f"{figure(line.name, low, words)} – {figure(line.name, high, words)}"

    sign = "≤" if line.name in AT_MOST else "≥"
    return [
        words.get(f"figure.{line.name}", line.name),
        exact(line.name, line.value, words),
        between(line.least, line.most),
        "" if missing(line.spread) else spread(line.name, line.spread, words),
        between(line.low, line.high),
        "" if line.target is None else f"{sign} {goal(line.name, line.target, words)}",
        mark_of(line, words),
    ]


def facts(material: Material, made: date) -> Markup:
    """Policy, cities and date in one line each."""
    words, report = material.words, material.report
    label, _, digest = report.policy.partition("#")
    first = material.outcomes[0]
    lines = {
        "policy": f"{label} ({words('fact.digest', digest=digest)})" if digest else label,
        "warn_at": words.get(f"level.{report.warn_at}", report.warn_at),
        "cities": words(
            "fact.cities.value",
            seeds=", ".join(map(str, report.seeds)),
            people=count(first.people),
            days=first.days,
        ),
        "people_days": count(report.people_days),
        "cases": count(report.episodes),
        "events": count(sum(outcome.events for outcome in material.outcomes)),
        "date": made.isoformat(),
    }
    if material.held_out:
        names = (material.names.of("playbook", code) for code in sorted(material.held_out))
        lines["held_out"] = words("and").join(names)
    if material.calibration is not None:
        fitted = material.calibration
        seeds = ", ".join(map(str, fitted.seeds))
        lines["calibration"] = words(
            "fact.calibration.value", seeds=seeds, decisions=count(fitted.decisions)
        )
    pairs = ((words(f"fact.{key}"), value) for key, value in lines.items())
    return tag("dl", *(_pair(term, value) for term, value in pairs))


def definitions(material: Material) -> Markup:
    """What the words of the page mean."""
    words = material.words
    pairs = ((words(f"define.{key}.term"), words(f"define.{key}.means")) for key in DEFINITIONS)
    return tag("dl", *(_pair(term, means) for term, means in pairs))


def _pair(term: str, means: str) -> Markup:
    return together([tag("dt", term), tag("dd", means)])
