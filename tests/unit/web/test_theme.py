"""Colours can be read in both themes, and both know the same ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from shape.tree import SRC
from wuzha.web.look import choose_theme, theme_of

STATIC = SRC / "web" / "static" / "wuzha"
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
TEXT, SIGN = 4.5, 3.0
"""WCAG 2.2, 1.4.3 (text) and 1.4.11 (edges of controls, parts of pictures)."""

READ = [
    *((ink, back) for ink in ("ink", "soft", "accent") for back in ("paper", "surface")),
    ("ink", "sunken"),
    ("soft", "sunken"),
    *((tone, f"{tone}-wash") for tone in ("good", "warn", "bad")),
    *((f"level-{name}", f"level-{name}-wash") for name in ("none", "low", "medium", "high")),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("accent-strong", "accent-wash"),
    ("bad-ink", "bad-solid"),
    *((ink, "urgent") for ink in ("ink", "soft", "bad", "level-high")),
    *((ink, "accent-wash") for ink in ("ink", "soft", "bad", "level-high")),
    *((ink, "rail") for ink in ("rail-ink", "rail-soft", "rail-mark")),
    ("rail-ink", "rail-here"),
]
SEEN = [
    ("edge", "surface"),
    ("accent", "surface"),
    *((f"chart-{n}", "surface") for n in range(1, 6)),
]


def block(opening: str) -> dict[str, str]:
    """The colours set in the first block after `opening`."""
    start = TOKENS.index(opening) + len(opening)
    return dict(re.findall(r"--([\w-]+): ([^;]+);", TOKENS[start : TOKENS.index("}", start)]))


LIGHT = block(":root {")
DARK = block(':root[data-theme="dark"] {')
THEMES = {"light": LIGHT, "dark": DARK}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "back"), READ)
def test_text_can_be_read(theme: str, ink: str, back: str) -> None:
    assert contrast(THEMES[theme][ink], THEMES[theme][back]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("sign", "back"), SEEN)
def test_signs_can_be_seen(theme: str, sign: str, back: str) -> None:
    assert contrast(THEMES[theme][sign], THEMES[theme][back]) >= SIGN


def test_dark_by_choice_is_dark_by_the_machine() -> None:
    assert block(':root:not([data-theme="light"]) {') == DARK


def test_both_themes_know_the_same_colours() -> None:
    assert set(LIGHT) == set(DARK)


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_every_token_used_exists(path: Path) -> None:
    used = set(re.findall(r"var\(--([\w-]+)", path.read_text(encoding="utf-8")))
    assert used <= set(re.findall(r"--([\w-]+):", TOKENS))


def test_the_page_is_in_the_theme_of_the_cookie() -> None:
    request = RequestFactory().get("/")
    assert theme_of(request) == "auto"
    request.COOKIES["theme"] = "dark"
    assert theme_of(request) == "dark"
    request.COOKIES["theme"] = '"><script>'
    assert theme_of(request) == "auto"


def chosen(**form: str) -> HttpResponse:
    return choose_theme(RequestFactory().post("/theme/", form))


@pytest.mark.parametrize(
    ("onward", "target"),
    [
        ("/board/?level=high", "/board/?level=high"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example", "/"),
        ("", "/"),
    ],
)
def test_choosing_a_theme_leads_back_to_our_own_page(onward: str, target: str) -> None:
    response = chosen(theme="dark", next=onward)
    assert (response.status_code, response.headers["Location"]) == (302, target)
    assert response.cookies["theme"].value == "dark"
    assert response.cookies["theme"]["httponly"]


def test_an_unknown_theme_is_not_kept() -> None:
    assert "theme" not in chosen(theme="pink").cookies
