"""What a country calls things on its pages: channels, results, levels, units, lines to ring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from wuzha.packs.bilingual import Bilingual
from wuzha.packs.rungs import UnitLevel
from wuzha.packs.sheet import Sheet, read_sheet
from wuzha.vocabulary.decision import Level, Stage
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.notice import Channel
from wuzha.vocabulary.result import Ending, Grade, Result

SECTIONS: Mapping[str, type[StrEnum]] = {
    "channel": Channel,
    "result": Result,
    "ending": Ending,
    "grade": Grade,
    "level": Level,
    "stage": Stage,
    "unit": UnitLevel,
}
"""Each section names every member of one closed list."""


@dataclass(frozen=True, slots=True)
class Word:
    """A name, and one line that says when it is the right one."""

    name: Bilingual
    means: Bilingual


@dataclass(frozen=True, slots=True)
class Hotline:
    """A public number, for officers to name and dial; never part of a message to a person."""

    number: str
    name: Bilingual
    use: Bilingual


@dataclass(frozen=True, slots=True)
class Words:
    sections: Mapping[str, Mapping[str, Word]]
    hotlines: Mapping[str, Hotline]

    def of(self, section: str, code: str, language: str) -> str:
        """The name of `code`, say `believed` of `result`; InputError if there is none."""
        return self._word(section, code).name.of(language)

    def means(self, section: str, code: str, language: str) -> str:
        """When `code` is the right one, in one line."""
        return self._word(section, code).means.of(language)

    def _word(self, section: str, code: str) -> Word:
        word = self.sections.get(section, {}).get(code)
        if word is None:
            raise InputError(f"the country pack has no word for `{code}` of `{section}`")
        return word


def parse_words(text: str, file: str = "words.yaml") -> Words:
    """Read the words; InputError lists everything that is missing or wrong, with its line."""
    sheet = read_sheet(text, file)
    parts = sheet.parts(*SECTIONS, "hotlines")
    words = Words(
        sections={name: _section(parts[name], members) for name, members in SECTIONS.items()},
        hotlines={name: _hotline(part) for name, part in parts["hotlines"].named().items()},
    )
    sheet.findings.refuse()
    return words


def _section(sheet: Sheet, members: type[StrEnum]) -> dict[str, Word]:
    return {code: _word(part) for code, part in sheet.parts(*members).items()}


def _word(sheet: Sheet) -> Word:
    parts = sheet.parts("zh", "en", "means_zh", "means_en")
    return Word(
        Bilingual(parts["zh"].text(), parts["en"].text()),
        Bilingual(parts["means_zh"].text(), parts["means_en"].text()),
    )


def _hotline(sheet: Sheet) -> Hotline:
    parts = sheet.parts("number", "zh", "en", "use_zh", "use_en")
    number = parts["number"].text()
    if number and not (number.isascii() and number.isdigit() and len(number) <= 15):
        parts["number"].note("a number has 1 to 15 digits and nothing else")
    return Hotline(
        number,
        Bilingual(parts["zh"].text(), parts["en"].text()),
        Bilingual(parts["use_zh"].text(), parts["use_en"].text()),
    )
