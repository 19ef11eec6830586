"""Templates keep the content policy, and what they name exists."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from django.contrib.staticfiles import finders
from django.template.loader import get_template

from shape.tree import SRC, place, report
from wuzha.vocabulary.decision import LEVELS
from wuzha.vocabulary.event import Kind
from wuzha.vocabulary.notice import CHANNELS
from wuzha.web import pictograms

TEMPLATES = SRC / "web" / "templates"
PAGES = {path: path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.rglob("*.html"))}
SPRITE = SRC / "web" / "static" / "wuzha" / "icons.svg"

INLINE = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script that is not a file": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE
    ),
    "a handler": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "htmx code": re.compile(r"hx-on|hx-vals=.js:|\[[^\]]*\]\s*from:"),
    "a foreign address": re.compile(r"(?:src|href)=\"(?:https?:)?//"),
}


def icons() -> set[str]:
    root = ElementTree.parse(SPRITE).getroot()
    return {symbol.attrib["id"] for symbol in root}


def test_nothing_breaks_the_content_policy() -> None:
    breaches = [
        f"{place(path)}: {what}"
        for path, text in PAGES.items()
        for what, pattern in INLINE.items()
        if pattern.search(text)
    ]
    report(breaches, "The browser would refuse these:")


def test_every_icon_named_is_drawn() -> None:
    drawn = icons()
    named = re.compile(r"{%\s*icon \"([\w-]+)\"|\bsign=\"([\w-]+)\"")
    missing = [
        f"{place(path)}: {name}"
        for path, text in PAGES.items()
        for found in named.findall(text)
        if (name := "".join(found)) not in drawn
    ]
    report(missing, "icons.svg has no such symbol:")


def test_every_member_of_a_closed_list_has_an_icon() -> None:
    drawn = icons()
    assert {f"level-{level}" for level in LEVELS} <= drawn
    assert set(pictograms.KINDS) == set(Kind)
    assert set(pictograms.CHANNELS) == set(CHANNELS)
    assert {*pictograms.KINDS.values(), *pictograms.CHANNELS.values()} <= drawn


def test_every_include_and_file_exists() -> None:
    missing = []
    for path, text in PAGES.items():
        for name in re.findall(r"{%\s*(?:include|extends) \"([^\"]+)\"", text):
            get_template(name)
        for name in re.findall(r"{%\s*static \"([^\"#]+)", text):
            if not finders.find(name):
                missing.append(f"{place(path)}: {name}")
    report(missing, "No such static file:")


def test_every_template_compiles() -> None:
    for path in PAGES:
        get_template(path.relative_to(TEMPLATES).as_posix())
