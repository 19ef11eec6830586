"""Section: who was warned for nothing, and why."""

from __future__ import annotations

from collections import Counter

from wuzha.lab.page.bars import Bar, stacked
from wuzha.lab.page.markup import Markup, tag, together
from wuzha.lab.page.material import Material
from wuzha.lab.page.pictures import picture, table
from wuzha.lab.page.scale import from_zero
from wuzha.lab.page.shown import count, rate, share, tick

RULES_MAX = 20


def wrong(material: Material) -> Markup:
    return together([_twins(material), _rules(material)])


def _twins(material: Material) -> Markup:
    words = material.words
    all_: Counter[str] = Counter()
    warned: Counter[str] = Counter()
    for outcome in material.outcomes:
        for row in outcome.twins.to_pylist():
            all_[row["kind"]] += row["twins"]
            warned[row["kind"]] += row["warned"]
    kinds = [kind for kind in all_ if all_[kind]]
    kinds.sort(key=lambda kind: (-warned[kind] / all_[kind], kind))
    if not kinds:
        return tag("p", words("twins.none"), class_="soft")
    bars, cells = [], []
    for kind in kinds:
        part = warned[kind] / all_[kind]
        name = material.names.of("twin", kind)
        numbers = {"warned": count(warned[kind]), "all": count(all_[kind]), "share": share(part)}
        bars.append(Bar(name, words("twins.value", **numbers), (("best", part),)))
        cells.append([name, count(all_[kind]), count(warned[kind]), share(part)])
    scale = from_zero(max(warned[kind] / all_[kind] for kind in kinds))
    top = material.names.of("twin", kinds[0])
    label = words("twins.label", kind=top, share=share(warned[kinds[0]] / all_[kinds[0]]))
    drawing = stacked(bars, scale, tick, label)
    head = [words(f"column.{key}") for key in ("twin", "affairs", "warned", "share")]
    return picture(words, "twins", drawing, table(head, cells))


def _rules(material: Material) -> Markup:
    """The rules behind most wrong person-days, over all cities."""
    words = material.words
    days: Counter[str] = Counter()
    for outcome in material.outcomes:
        for row in outcome.reasons.to_pylist():
            days[row["rule"]] += row["wrong_person_days"]
    if not days:
        return tag("p", words("rules.none"), class_="soft")
    rows = sorted(days.items(), key=lambda entry: (-entry[1], entry[0]))[:RULES_MAX]
    cells = [
        [
            tag("code", rule),
            material.names.of("rule", rule) if material.names.of("rule", rule) != rule else "",
            count(number),
            rate(number / material.report.people_days * 1e6),
        ]
        for rule, number in rows
    ]
    head = [words(f"column.{key}") for key in ("rule", "reason", "wrong_days", "wrong")]
    caption = tag(
        "figcaption",
        tag("h3", words("rules.title")),
        tag("p", words("rules.says", most=RULES_MAX), class_="says"),
    )
    return tag("figure", caption, table(head, cells, texts=2))
