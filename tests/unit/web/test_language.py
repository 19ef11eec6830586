"""No text of a page is in one language only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

from shape.tree import SRC, place, report
from wuzha.web.catalogue import texts_in, untranslated

TEMPLATES = sorted((SRC / "web" / "templates").rglob("*.html"))
SPOKEN = {"title", "alt", "placeholder", "aria-label", "aria-description"}
LETTERS = re.compile(r"[A-Za-z\u3400-\u9fff]")
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
CLASS_BLOCK = re.compile(r"{% block width %}.*?{% endblock %}")
"""The block of the bases that fills a class attribute."""
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
SILENT = {"script", "style", "kbd", "code"}
"""Keys and commands are called the same everywhere."""


class Reader(HTMLParser):
    """Collects what a person would read or hear, with its line."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        for name, value in attrs:
            if name in SPOKEN and value:
                self._see(value)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._see(data)

    def _see(self, text: str) -> None:
        if LETTERS.search(text):
            self.found.append((self.getpos()[0], text.strip()))


def blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def bare_texts(template: str) -> Iterator[tuple[int, str]]:
    """Texts that stand in a template as they are, in one language for everybody."""
    reader = Reader()
    for silent in (TRANSLATED, CLASS_BLOCK, TAG):
        template = silent.sub(blank, template)
    reader.feed(template)
    reader.close()
    yield from reader.found


def test_every_text_has_a_chinese_translation() -> None:
    lacking = [f"{text.place}: {text.singular}" for text in untranslated()]
    report(lacking, "Run `make words`, then write the Chinese of these:")


def test_no_template_has_a_bare_text() -> None:
    bare = [
        f"{place(path, line)}: {text}"
        for path in TEMPLATES
        for line, text in bare_texts(path.read_text(encoding="utf-8"))
    ]
    report(bare, "Put these into {% translate %}:")


@pytest.mark.parametrize(
    "template",
    [
        "<p>Hello</p>",
        "<p>{{ name }} rang</p>",
        '<a title="Open">{{ x }}</a>',
        "<i aria-label='打开'></i>",
        "{% if x %}<b>yes</b>{% endif %}",
    ],
)
def test_a_bare_text_is_seen(template: str) -> None:
    assert list(bare_texts(template))


@pytest.mark.parametrize(
    "template",
    [
        '<p>{% translate "Hello" %}</p>',
        "<p>{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}</p>",
        '<a title="{% translate "Open" %}">1 / 2</a>',
        "<p>{# a remark #}</p>",
        '<input name="note" value="yes">',
    ],
)
def test_other_texts_pass(template: str) -> None:
    assert not list(bare_texts(template))


def test_texts_of_templates_and_code_are_found() -> None:
    template = (
        '  <p>{% translate "One" %}\n   </p>\n{% blocktranslate count n=n %}{{ n }} two'
        '{% plural %}{{ n }} twos{% endblocktranslate %} {% translate "Three" context "stage" %}'
    )
    found = {(text.context, text.id) for text in texts_in(template, "x.html", template=True)}
    assert found == {("", "One"), ("", ("%(n)s two", "%(n)s twos")), ("stage", "Three")}
    code = '_("Four")\nngettext("five", "fives", n)\npgettext("kind", "Six")'
    found = {(text.context, text.id) for text in texts_in(code, "x.py", template=False)}
    assert found == {("", "Four"), ("", ("five", "fives")), ("kind", "Six")}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_can_be_searched_for_texts(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    asked = len(re.findall(r"{%-?\s*(?:translate|trans|blocktranslate|blocktrans)\b", source))
    assert len(list(texts_in(source, path.name, template=True))) == asked, templatize(source)
