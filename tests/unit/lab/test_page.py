"""The report as one page, made from fabricated outcomes of five cities."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pyarrow as pa
import pytest

from unit.lab.town import outcome as outcome_in_town
from unit.lab.town import sightings, truth
from wuzha.lab.calibration import Calibration, calibration_error
from wuzha.lab.columns import table_of
from wuzha.lab.curve import CURVE
from wuzha.lab.groups import GROUPS
from wuzha.lab.lead_time import LEAD_TIMES
from wuzha.lab.novelty import Script
from wuzha.lab.outcome import REASONS, TWINS, Outcome
from wuzha.lab.page.names import Names, names_of
from wuzha.lab.page.page import write_page
from wuzha.lab.page.reliability import reliability
from wuzha.lab.page.words import LANGUAGES, catalogue
from wuzha.lab.report import HELD_OUT, Report, summary
from wuzha.lab.warning import WARNINGS
from wuzha.packs import pack
from wuzha.simulate.check import Check
from wuzha.simulate.people import AGE_BANDS, EDUCATION, JOBS
from wuzha.simulate.plan import START
from wuzha.vocabulary.errors import InputError

PLAYBOOKS = {
    "rebate_tasks": ("rebate_tasks", 0.36, 8_000, 0.9),
    "refund_service": ("shop_service", 0.14, 15_000, 0.88),
    "fake_loan": ("loan_card", 0.11, 12_000, 0.85),
    "pig_butchering": ("investment", 0.09, 120_000, 0.82),
    "credit_record": ("credit_record", 0.08, 25_000, 0.86),
    "fake_shopping": ("shopping", 0.07, 2_000, 0.52),
    "police_impersonation": ("police_government", 0.05, 90_000, 0.93),
    "fake_boss": ("acquaintance", 0.04, 50_000, 0.61),
    "game_trade": ("game_trade", 0.03, 2_000, 0.4),
    "flight_change": ("shopping", 0.02, 10_000, 0.72),
    "tax_refund_fx": ("police_government", 0.01, 20_000, 0.3),
}
HELD = frozenset({"fake_boss", "flight_change", "tax_refund_fx"})
AFFAIRS = {"house_deposit": 300, "tuition_abroad": 250, "police_call": 120, "red_packets": 4_000}
PEOPLE, DAYS, CASES = 60_000, 23, 900
TABLE = Calibration("centre", (101, 102), 40_000, tuple((n / 100) ** 1.3 for n in range(101)))
WRONG = "wrong_per_million_people_days"
DAY = date(2026, 1, 31)
SCRIPT = Script(
    START, "您的<ETC>已过期 & 请登录 etc-kaitong.example 办理", ("已过期", "kait"), 41, 6
)
CHECKS = (
    Check("rebate_case_share", 0.342, 0.31, 0.36, "share"),
    Check("dwell_median", 5.2, 3.5, 4.5, "minutes"),
    Check("victims_per_day", 0.0008, 0.0, 0.001, "share of people"),
)


def city(seed: int) -> Outcome:
    """Cases drawn at random, everything else counted from them."""
    rng = np.random.default_rng(seed)
    codes, shares = [*PLAYBOOKS], np.array([entry[1] for entry in PLAYBOOKS.values()])
    playbook = rng.choice(len(codes), CASES, p=shares / shares.sum())
    found = rng.random(CASES) < np.array([entry[3] for entry in PLAYBOOKS.values()])[playbook]
    first = found & (rng.random(CASES) < 0.62)
    median = np.array([entry[2] for entry in PLAYBOOKS.values()])[playbook]
    loss = np.round(median * np.exp(rng.normal(0, 1, CASES)) * 100).astype(np.int64)
    region = [f"10.0{c}.0{k}" for c in (1, 2) for k in (1, 2, 3)]
    by = {
        "playbook": np.array(codes)[playbook],
        "class": np.array([entry[0] for entry in PLAYBOOKS.values()])[playbook],
        "age_band": rng.choice(AGE_BANDS, CASES, p=(0.03, 0.6, 0.32, 0.05)),
        "education": rng.choice(EDUCATION, CASES, p=(0.3, 0.4, 0.3)),
        "job": rng.choice(JOBS, CASES),
        "region": rng.choice(region, CASES),
    }
    wrong = int(rng.integers(170, 230))
    rows = [
        (kind, group, *_counts(names == group, found, first, loss), *_people(kind, wrong))
        for kind, names in by.items()
        for group in sorted({*names.tolist()})
    ]
    everybody = np.ones(CASES, bool)
    for level, factor in {"low": 30, "medium": 1, "high": 0.1, "critical": 0.01}.items():
        kept = rng.random(CASES) < factor**0.2
        counts = _counts(everybody, found & kept, first & kept, loss)
        rows.append(("at_least", level, *counts, PEOPLE * DAYS, int(wrong * factor)))
    scores = _scores(rng)
    hidden = np.isin(by["playbook"], [*HELD])
    figures = {
        "episodes_warned_before_last_payment": found.mean(),
        "episodes_warned_before_first_payment": first.mean(),
        "loss_warned_before_last_payment": loss[found].sum() / loss.sum(),
        WRONG: wrong / (PEOPLE * DAYS) * 1e6,
        HELD_OUT: found[hidden].mean(),
        "calibration_error": calibration_error(scores, TABLE),
        "recall_gap_age": 0.04,
        "recall_gap_education": 0.03,
        "loss_after_warning": 0.61,
        "loss_saved": 0.44,
        "warnings_per_person_month": 0.0123,
    }
    plain = {name: float(value) for name, value in figures.items()}
    return Outcome(
        seed=seed,
        policy="centre@1.0.0#4f1c2a9b",
        warn_at="medium",
        people=PEOPLE,
        days=DAYS,
        events=17_000_000 + seed,
        episodes=CASES,
        heldout_episodes=int(hidden.sum()),
        heldout_warned=int((found & hidden).sum()),
        figures=plain,
        groups=table_of(rows, GROUPS),
        warnings=table_of([], WARNINGS),
        lead_times=_lead_times(rng),
        twins=table_of([(k, n, int(rng.binomial(n, 20 / n))) for k, n in AFFAIRS.items()], TWINS),
        reasons=table_of([("new_payee", 90 + seed, 70.0), ("long_call", 40, 30.0)], REASONS),
        scores=scores,
    )


def _counts(ours: Any, found: Any, first: Any, loss: Any) -> tuple[int, ...]:
    parts = (ours.sum(), (ours & found).sum(), (ours & first).sum())
    return tuple(int(part) for part in (*parts, loss[ours].sum(), loss[ours & found].sum()))


def _people(kind: str, wrong: int) -> tuple[int, int]:
    return (0, 0) if kind in ("playbook", "class") else (PEOPLE * DAYS // 6, wrong // 6)


def _scores(rng: np.random.Generator) -> Any:
    scores = np.arange(101)
    decisions = np.where(scores >= 20, (4_000 * np.exp(-(scores - 20) / 18)).astype(np.int64), 0)
    return np.stack([decisions, rng.binomial(decisions, (scores / 100) ** 1.25)], axis=1)


def _lead_times(rng: np.random.Generator) -> pa.Table:
    quantiles = np.array([120, 2_400, 21_600, 140_000, 700_000]) * np.exp(rng.normal(0, 0.2))
    rows = [
        ("first_payment", 480, *(quantiles / 4).tolist()),
        ("last_payment", 740, *quantiles.tolist()),
    ]
    return table_of(rows, LEAD_TIMES)


def curve(seed: int) -> pa.Table:
    threshold = np.arange(10, 101)
    reached = 0.97 / (1 + np.exp((threshold - 54 - seed) / 9))
    wrong = 9_000 * np.exp(-(threshold - 10) / 7.2) * (1 + 0.08 * seed)
    return table_of(
        [
            *zip(
                threshold.tolist(),
                *(p.tolist() for p in (reached, reached * 0.7, reached * 0.9, wrong)),
                strict=True,
            )
        ],
        CURVE,
    )


@cache
def material() -> tuple[Report, tuple[Outcome, ...], tuple[pa.Table, ...]]:
    outcomes = tuple(city(seed) for seed in range(11, 16))
    return summary(outcomes), outcomes, tuple(curve(n) for n in range(5))


@cache
def names(language: str) -> Names:
    found = names_of(pack("cn"), language)
    return replace(found, names={**found.names, ("rule", "new_payee"): "第一次向他付款"})


def page(folder: Path, language: str = "en", **other: Any) -> str:
    report, outcomes, curves = material()
    given: dict[str, Any] = {
        "title": "Policy & outcome",
        "made": DAY,
        "names": names(language if language in LANGUAGES else "en"),
        "calibration": TABLE,
        "held_out": HELD,
        "scripts": [SCRIPT],
        "checks": CHECKS,
        **other,
    }
    given = {"report": report, "outcomes": outcomes, "curves": curves} | given
    path = folder / "page.html"
    write_page(path=path, language=language, **given)
    return path.read_text(encoding="utf-8")


def parsed(html: str) -> ElementTree.Element:
    return ElementTree.fromstring(html.removeprefix("<!DOCTYPE html>"))


def said(element: ElementTree.Element) -> str:
    return "".join(element.itertext())


def marks(html: str) -> dict[str, str]:
    """The mark on each card, by the name of its figure."""
    cards = (li for li in parsed(html).iter("li") if li.get("class", "").startswith("card"))
    return {
        card.find(".//data").get("title", ""): said(card.find("p[@class='mark']")) for card in cards
    }


def test_the_catalogue_speaks_both_languages() -> None:
    def gaps(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    for key, entry in catalogue().items():
        assert {*entry} == {*LANGUAGES}, key
        assert all(text.strip() for text in entry.values()), key
        assert gaps(entry["zh"]) == gaps(entry["en"]), key


def test_every_figure_has_a_name() -> None:
    """Figures of a real outcome, so that a new one is not forgotten."""
    promised = {line.name for line in material()[0].lines if line.target is not None}
    for name in outcome_in_town(sightings(), truth()).figures:
        assert f"figure.{name}" in catalogue()
        assert (f"means.{name}" in catalogue()) == (name in promised)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole(tmp_path: Path, language: str) -> None:
    html = page(tmp_path, language)
    root = parsed(html)
    assert root.get("lang") == {"zh": "zh-Hans", "en": "en"}[language]
    assert "{" not in re.sub(r"<style>.*?</style>", "", html, flags=re.S)
    assert not re.search(r">\s*nan\b|nan%", html)
    anchors = [a.get("href", "") for a in root.iter("a")]
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    assert {anchor[1:] for anchor in anchors} == ids
    assert len(anchors) == 9
    other = {"zh": "en", "en": "zh"}[language]
    for key in ("section.promises", "curve.title", "define.case.means"):
        assert catalogue()[key][language] in said(root)
        assert catalogue()[key][other] not in said(root)


def test_the_page_needs_nothing_from_outside(tmp_path: Path) -> None:
    html = page(tmp_path)
    assert not re.search(r"(src|href)\s*=\s*\"(?!#)|url\(|@import|https?:|<script|<link", html)


def test_every_picture_says_what_it_shows(tmp_path: Path) -> None:
    root = parsed(page(tmp_path))
    pictures = [svg for svg in root.iter("svg") if svg.get("role") == "img"]
    assert len(pictures) == 8 + 10, "a line on each card, and ten pictures"
    assert all(svg.get("aria-label") for svg in pictures)
    figures = [figure for figure in root.iter("figure") if figure.find(".//svg") is not None]
    assert len(figures) == 10
    for figure in figures:
        assert figure.find("figcaption/p") is not None
        assert figure.find("details//td") is not None
    for svg in pictures:
        for mark in svg.iter():
            places = [mark.get(name, "") for name in ("x", "x1", "x2", "cx", "width")]
            shares = [float(place[:-1]) for place in places if place.endswith("%")]
            assert all(0 <= share <= 100 for share in shares), mark.attrib


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numbers_are_those_of_the_report(tmp_path: Path, language: str) -> None:
    report = material()[0]
    found = [*parsed(page(tmp_path, language)).iter("data")]
    for line in report.lines:
        values = [float(item.get("value", "")) for item in found if item.get("title") == line.name]
        assert len(values) == (1 if line.target is None else 2)
        assert values == pytest.approx([line.value] * len(values), rel=1e-5)
    texts = {item.get("title"): said(item) for item in found}
    last = "episodes_warned_before_last_payment"
    assert texts[last] == f"{report.line(last).value:.1%}"
    assert texts[WRONG] == f"{report.line(WRONG).value:.0f}"


def test_bars_are_as_long_as_the_counts_say(tmp_path: Path) -> None:
    report = material()[0]
    row = next(row for row in report.groups.to_pylist() if row["group"] == "rebate_tasks")
    first, last, size = (
        row[name]
        for name in ("warned_before_first_payment", "warned_before_last_payment", "episodes")
    )
    svg = next(svg for svg in parsed(page(tmp_path)).iter("svg") if "Rebate tasks" in said(svg))
    widths = [float(rect.get("width", "")[:-1]) for rect in svg.iter("rect")][3:6]
    expected = [100 * part / size for part in (first, last - first, size - last)]
    assert widths == pytest.approx(expected, abs=0.01)


def test_what_is_not_reached_is_marked_in_words(tmp_path: Path) -> None:
    report = material()[0]
    html = page(tmp_path)
    found = marks(html)
    promised = {line.name: line.holds for line in report.lines if line.target is not None}
    assert {*promised.values()} == {True, False}, "the material should have both"
    expected = {True: "✓ reached", False: "✗ not reached"}
    assert found == {name: expected[bool(holds)] for name, holds in promised.items()}
    reached = sum(map(bool, promised.values()))
    assert f"{reached} of {len(promised)} promises are reached." in html


def test_a_figure_that_was_not_measured_says_so(tmp_path: Path) -> None:
    outcomes = tuple(
        replace(one, figures={**one.figures, "calibration_error": math.nan})
        for one in material()[1]
    )
    html = page(tmp_path, report=summary(outcomes), outcomes=outcomes, calibration=None)
    assert marks(html)["calibration_error"] == "✗ not reached"
    card = next(
        item for item in parsed(html).iter("data") if item.get("title") == "calibration_error"
    )
    assert said(card) == "not measured"
    assert "there is no reliability diagram" in html


def test_a_page_of_little(tmp_path: Path) -> None:
    """One quiet city, without names, curves, scripts and checks."""
    one = outcome_in_town(sightings(), truth())
    html = page(
        tmp_path,
        report=summary([one]),
        outcomes=[one],
        curves=[],
        names=None,
        calibration=None,
        held_out=(),
        scripts=(),
        checks=(),
    )
    root = parsed(html)
    assert len([*root.iter("section")]) == 7
    assert "Nobody was warned for nothing." in said(root)


def test_messages_stay_text(tmp_path: Path) -> None:
    quotes = [said(quote) for quote in parsed(page(tmp_path)).iter("blockquote")]
    assert quotes == [SCRIPT.example]


def test_the_same_report_makes_the_same_bytes(tmp_path: Path) -> None:
    assert page(tmp_path, "zh").encode() == page(tmp_path, "zh").encode()
    assert page(tmp_path, "zh") != page(tmp_path, "zh", made=date(2026, 2, 1))


def test_the_bins_of_the_picture_make_the_error_of_the_report() -> None:
    scores = material()[1][0].scores
    bins = reliability(scores, TABLE)
    total = sum(size for _, size, _ in bins)
    error = sum(abs(told * size - hits) for told, size, hits in bins) / total
    assert error == pytest.approx(calibration_error(scores, TABLE))
    assert total == scores[:, 0].sum()


def test_wrong_arguments_are_refused(tmp_path: Path) -> None:
    _, outcomes, _ = material()
    refused: Sequence[tuple[str, dict[str, Any]]] = [
        ("in their order", {"outcomes": outcomes[::-1]}),
        ("the page speaks zh and en", {"language": "fr"}),
    ]
    for message, wrong in refused:
        with pytest.raises(InputError, match=message):
            page(tmp_path, **wrong)
    with pytest.raises(InputError, match="the page speaks"):
        names_of(pack("cn"), "fr")
    with pytest.raises(InputError, match="cannot be written"):
        page(tmp_path / "missing")
