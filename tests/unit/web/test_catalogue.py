"""The catalogue of words: several files, one compiled catalogue, never stale."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from wuzha.web.catalogue import compiled, untranslated, update

MESSAGES = Path("zh_Hans", "LC_MESSAGES")


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    (tmp_path / "locale" / MESSAGES).mkdir(parents=True)
    return tmp_path / "locale"


@pytest.fixture
def room(tmp_path: Path) -> Path:
    room = tmp_path / "room"
    room.mkdir()
    (room / "page.html").write_text('<p>{% translate "Open" %} {% translate "Close" %}</p>')
    (room / "code.py").write_text('ngettext("%(n)s call", "%(n)s calls", n)')
    return room


def write(locale: Path, name: str, **words: str) -> None:
    pairs = "\n\n".join(f'msgid "{word}"\nmsgstr "{chinese}"' for word, chinese in words.items())
    (locale / MESSAGES / name).write_text(pairs + "\n", encoding="utf-8")


def words_in(cache: Path) -> gettext.NullTranslations:
    return gettext.translation("django", cache, languages=["zh_Hans"])


def test_new_words_are_written_with_an_empty_translation(locale: Path, room: Path) -> None:
    assert [line.split(": ")[1] for line in update(locale, [room])] == [
        "Open",
        "Close",
        "%(n)s call",
    ]
    text = (locale / MESSAGES / "django.po").read_text(encoding="utf-8")
    assert 'msgid "Open"\nmsgstr ""' in text
    assert 'msgid_plural "%(n)s calls"\nmsgstr[0] ""' in text


def test_a_translation_survives_and_a_dead_word_leaves(locale: Path, room: Path) -> None:
    write(locale, "django.po", Open="打开", Gone="不再有")
    update(locale, [room])
    text = (locale / MESSAGES / "django.po").read_text(encoding="utf-8")
    assert "打开" in text
    assert "Gone" not in text


def test_what_another_file_has_is_not_asked_for(locale: Path, room: Path) -> None:
    write(locale, "desk.po", Open="打开", Close="关闭")
    assert [text.singular for text in untranslated([room], locale)] == ["%(n)s call"]


def test_all_files_are_one_catalogue(locale: Path, tmp_path: Path) -> None:
    write(locale, "django.po", Open="打开", Close="关闭")
    write(locale, "desk.po", Open="接听")
    words = words_in(compiled(tmp_path / "cache", locale))
    assert words.gettext("Close") == "关闭"
    assert words.gettext("Open") == "接听", "a room's own word wins over the house's"


def test_a_newer_file_is_compiled_again_and_only_then(locale: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    write(locale, "django.po", Open="打开")
    made = compiled(cache, locale) / MESSAGES / "django.mo"
    before = made.stat().st_mtime_ns
    compiled(cache, locale)
    assert made.stat().st_mtime_ns == before
    write(locale, "django.po", Open="开")
    os.utime(locale / MESSAGES / "django.po", ns=(before + 10**9, before + 10**9))
    compiled(cache, locale)
    assert "开".encode() in made.read_bytes()
    assert "打开".encode() not in made.read_bytes()


def test_nothing_half_written_is_left_behind(locale: Path, tmp_path: Path) -> None:
    write(locale, "django.po", Open="打开")
    folder = compiled(tmp_path / "cache", locale) / MESSAGES
    assert [path.name for path in folder.iterdir()] == ["django.mo"]
