"""Signs on pages: what an officer reads at a glance, in both languages and for screen readers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation

from wuzha.packs.bilingual import Bilingual

NOW = datetime(2025, 11, 24, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def shown(source: str, **context: Any) -> str:
    return Template("{% load wuzha %}" + source).render(Context({"now": NOW, **context}))


def text_of(markup: str) -> str:
    return "".join(ElementTree.fromstring(markup).itertext())


def test_a_level_is_told_by_word_shape_and_colour() -> None:
    high, low = shown('{% level "high" %}'), shown('{% level "low" %}')
    assert text_of(high) == "高"
    assert "#level-high" in high
    assert 'class="badge level high"' in high
    assert "#level-low" in low


def test_a_stage_shows_how_far_it_has_come() -> None:
    counts = [shown(f'{{% stage "{name}" %}}').count('class="on"') for name in ("contact", "trust")]
    assert counts[1] == counts[0] + 1
    assert text_of(shown('{% stage "payment" %}')) == "付款"


@pytest.mark.parametrize(
    ("left", "state", "text"),
    [
        (timedelta(minutes=14), "", "剩 14:00"),
        (timedelta(minutes=4), "soon", "剩 4:00"),
        (timedelta(minutes=-2, seconds=-10), "over", "超 2:10"),
        (timedelta(hours=1, minutes=5), "", "剩 1 小时 05 分"),
    ],
)
def test_a_clock_says_what_is_left(left: timedelta, state: str, text: str) -> None:
    clock = shown("{% due at %}", at=NOW + left)
    assert text_of(clock) == text
    assert ElementTree.fromstring(clock).attrib["class"].split() == ["clock", *state.split()]
    assert ElementTree.fromstring(clock).attrib["data-due"] == (NOW + left).isoformat()


def test_no_deadline_is_no_clock() -> None:
    assert shown("{% due at %}", at=None) == ""


def test_a_clock_speaks_only_when_asked_to() -> None:
    assert "data-announce" not in shown("{% due at %}", at=NOW)
    assert 'data-announce="&lt;b&gt;"' in shown("{% due at announce=text %}", at=NOW, text="<b>")


def test_an_icon_is_silent_without_a_label() -> None:
    assert 'aria-hidden="true"' in shown('{% icon "call" %}')
    assert 'role="img" aria-label="打 &quot;电话&quot;"' in shown(
        '{% icon "call" label %}', label='打 "电话"'
    )


@pytest.mark.parametrize(
    ("value", "limit", "state", "width"),
    [
        (3, 10, "", "30.0%"),
        (8, 10, "near", "80.0%"),
        (12, 10, "over", "100.0%"),
        (0, 0, "", "0.0%"),
    ],
)
def test_a_workload_is_a_bar_against_its_limit(
    value: int, limit: int, state: str, width: str
) -> None:
    bar = ElementTree.fromstring(shown("{% workload value limit %}", value=value, limit=limit))
    assert bar.attrib["class"].split() == ["load", *state.split()]
    assert bar[0].attrib["width"] == width
    assert bar.attrib["aria-label"] == f"{value} / {limit}"


def test_words_come_in_the_language_of_the_page() -> None:
    source, words = "{{ words|pick }}", {"zh": "打开", "en": "open"}
    assert shown(source, words=words) == "打开"
    assert shown(source, words=Bilingual("打开", "open")) == "打开"
    with translation.override("en"):
        assert (
            shown(source, words=words) == shown(source, words=Bilingual("打开", "open")) == "open"
        )
        assert text_of(shown('{% kind "call" %}')).strip() == "call"
    assert text_of(shown('{% kind "call" %}')).strip() == "通话"
    assert text_of(shown('{% channel "flash" %}')).strip() == "闪信"
    assert shown('{% word "result" "believed" %}') == "已劝醒"


def test_a_name_in_a_badge_cannot_be_markup() -> None:
    assert "<b>" not in shown('{% badge text "bad" %}', text="<b>")
