"""The words of the pages: found in templates and code, kept in .po files, compiled when needed.

Source texts are English. Every `*.po` of a language's folder is a part of one catalogue, so that
each room of pages keeps its words in a file of its own; `django.po` takes what no other has.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LOCALE = Path(__file__).parent / "locale"
ROOMS = (Path(__file__).parent, Path(__file__).parents[1] / "centre")
HOUSE_FILE = "django.po"
LANGUAGE = "zh_Hans"

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text to translate: its context ("" for none), its singular and plural ("" for none)."""

    context: str
    singular: str
    plural: str
    place: str

    @property
    def id(self) -> str | tuple[str, str]:
        return (self.singular, self.plural) if self.plural else self.singular


def texts(rooms: Iterable[Path] = ROOMS) -> Iterator[Text]:
    """Every text that templates and code below these folders ask a translation for."""
    for room in rooms:
        for path in sorted(room.rglob("*.html")) + sorted(room.rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            place = path.relative_to(room.parent).as_posix()
            yield from texts_in(source, place, template=path.suffix == ".html")


def texts_in(source: str, place: str, *, template: bool) -> Iterator[Text]:
    """The texts of one template or one module."""
    code = _code_of(source, place) if template else source
    found = extract("python", BytesIO(code.encode()), KEYWORDS, options={"encoding": "utf-8"})
    for line, message, _, context in found:
        singular, plural = message if isinstance(message, tuple) else (message, "")
        yield Text(context or "", singular, plural or "", f"{place}:{line}")


def _code_of(source: str, place: str) -> str:
    """A template as calls of gettext, line by line; what is left of its indentation would be
    wrong as Python."""
    lines = templatize(source, origin=place).split("\n")
    return "\n".join(line.lstrip() for line in lines)


def catalogue(folder: Path = LOCALE, language: str = LANGUAGE) -> Catalog:
    """All .po files of a language as one; the house's own file gives way to the others."""
    whole = Catalog(locale=language)
    files = sorted(_messages(folder, language).glob("*.po"), key=lambda path: path.name)
    for path in sorted(files, key=lambda path: path.name != HOUSE_FILE):
        for message in _read(path, language):
            if message.id and message.string:
                whole.delete(message.id, message.context)
                whole.add(message.id, message.string, context=message.context)
    return whole


def untranslated(rooms: Iterable[Path] = ROOMS, folder: Path = LOCALE) -> list[Text]:
    """The texts that the language lacks, each once, in the order found."""
    known = catalogue(folder)
    lacking: dict[tuple[str, str], Text] = {}
    for text in texts(rooms):
        message = known.get(text.singular, text.context or None)
        strings = message.string if message else ""
        if not (all(strings) if isinstance(strings, tuple | list) else strings):
            lacking.setdefault((text.context, text.singular), text)
    return list(lacking.values())


def update(folder: Path = LOCALE, rooms: Iterable[Path] = ROOMS) -> list[str]:
    """Writes what has no translation yet into the house's file, with an empty one.

    Returns the places to go to. Texts that nobody asks for any more leave the file."""
    rooms = tuple(rooms)
    path = _messages(folder, LANGUAGE) / HOUSE_FILE
    house = _read(path, LANGUAGE)
    wanted = {(text.context, text.singular) for text in texts(rooms)}
    for message in list(house):
        singular = message.id[0] if isinstance(message.id, tuple | list) else message.id
        if singular and (message.context or "", singular) not in wanted:
            house.delete(message.id, message.context)
    lacking = untranslated(rooms, folder)
    for text in lacking:
        house.add(text.id, context=text.context or None)
    with path.open("wb") as file:
        write_po(file, house, width=100, sort_output=True, omit_header=True)
    return [f"{text.place}: {text.singular}" for text in lacking]


def compiled(cache: Path, folder: Path = LOCALE, language: str = LANGUAGE) -> Path:
    """The catalogue as gettext reads it, in a folder for LOCALE_PATHS.

    Compiles only when a .po is newer than what `cache` holds. Several processes may do so at
    once: the file is replaced as a whole."""
    target = cache / language / "LC_MESSAGES" / "django.mo"
    sources = list(_messages(folder, language).glob("*.po"))
    newest = max((path.stat().st_mtime_ns for path in sources), default=0)
    if not target.exists() or target.stat().st_mtime_ns < newest:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
            write_mo(file, catalogue(folder, language))
        os.replace(file.name, target)
    return cache


def _messages(folder: Path, language: str) -> Path:
    return folder / language / "LC_MESSAGES"


def _read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)
