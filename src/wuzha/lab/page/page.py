"""The page: one file with everything in it, to be read, printed and passed on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, tzinfo
from importlib.resources import files
from pathlib import Path
from string import Template

import pyarrow as pa

from wuzha.lab.calibration import Calibration
from wuzha.lab.novelty import Script
from wuzha.lab.outcome import Outcome
from wuzha.lab.page.fairness import fairness
from wuzha.lab.page.markup import Markup, tag, together
from wuzha.lab.page.material import Material
from wuzha.lab.page.method import checks as checked
from wuzha.lab.page.method import definitions, facts, figures
from wuzha.lab.page.names import Names
from wuzha.lab.page.prevention import prevention
from wuzha.lab.page.promises import promises, verdict
from wuzha.lab.page.scripts import scripts as surfaced
from wuzha.lab.page.tradeoff import tradeoff
from wuzha.lab.page.words import words_in
from wuzha.lab.page.wrong import wrong
from wuzha.lab.report import Report
from wuzha.simulate.check import Check
from wuzha.vocabulary.errors import InputError


def write_page(
    report: Report,
    outcomes: Sequence[Outcome],
    curves: Sequence[pa.Table],
    path: Path,
    *,
    language: str,
    title: str,
    made: date,
    names: Names | None = None,
    calibration: Calibration | None = None,
    held_out: Collection[str] = (),
    scripts: Sequence[Script] = (),
    checks: Sequence[Check] = (),
    zone: tzinfo = UTC,
) -> None:
    """Writes the report as one HTML file that needs neither network nor script.

    `curves` are the tables CURVE of the outcomes' cities (without any, that picture is left out),
    `calibration` the one the outcomes were measured with, `held_out` the codes of the playbooks
    held out, `checks` those of `simulate.check`; the hours of `scripts` are told in `zone`. The
    same arguments write the same bytes. InputError if the outcomes are not those of the report,
    if the page does not speak the language, or if the file cannot be written.
    """
    if tuple(outcome.seed for outcome in outcomes) != report.seeds:
        raise InputError("a page needs the outcomes that its report was made from, in their order")
    material = Material(
        report=report,
        outcomes=outcomes,
        curves=curves,
        words=words_in(language),
        names=names or Names(),
        calibration=calibration,
        held_out=frozenset(held_out),
        scripts=scripts,
        checks=checks,
    )
    html = _page(material, title, made, zone)
    try:
        path.write_text(html, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{path}: the page cannot be written: {error.strerror}") from error


def _page(material: Material, title: str, made: date, zone: tzinfo) -> str:
    texts = files(__package__)
    template = Template(texts.joinpath("page.html").read_text(encoding="utf-8"))
    style = texts.joinpath("style.css").read_text(encoding="utf-8").strip()
    sections = dict(_sections(material, made, zone))
    body = together([_head(material, title, made, list(sections)), *sections.values()])
    return template.substitute(
        language=material.words.html, title=tag("title", title), style=style, body=body
    )


def _head(material: Material, title: str, made: date, keys: Sequence[str]) -> Markup:
    words, report = material.words, material.report
    told = words(
        "head.facts",
        policy=report.policy.partition("#")[0],
        cities=len(report.seeds),
        cases=f"{report.episodes:,}",
        people_days=f"{report.people_days:,}",
        date=made.isoformat(),
    )
    links = (tag("li", tag("a", words(f"section.{key}"), href=f"#{key}")) for key in keys)
    return tag(
        "header",
        tag("h1", title),
        tag("p", told, class_="facts"),
        verdict(material),
        tag("nav", tag("ul", *links), aria_label=words("contents")),
    )


def _sections(material: Material, made: date, zone: tzinfo) -> Iterator[tuple[str, Markup]]:
    """Key and section, in the order of a chief's questions."""
    parts = {
        "promises": promises(material),
        "prevention": prevention(material),
        "tradeoff": tradeoff(material),
        "wrong": wrong(material),
        "fairness": fairness(material),
        "scripts": surfaced(material, zone) if material.scripts else None,
        "checks": checked(material) if material.checks else None,
        "figures": figures(material),
        "method": together([facts(material, made), definitions(material)]),
    }
    words = material.words
    for key, part in parts.items():
        if part is not None:
            head = (tag("h2", words(f"section.{key}")), tag("p", words(f"says.{key}")))
            yield key, tag("section", *head, part, id=key)
