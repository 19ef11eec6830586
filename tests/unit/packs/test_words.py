"""Pages find a name for everything that the closed lists hold."""

from __future__ import annotations

import pytest

from wuzha.packs import pack
from wuzha.packs.words import SECTIONS, parse_words
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.phone import phone

PACK = pack("cn")
SOURCE = PACK.text("dissuasion/words.yaml")


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_has_a_name_of_its_own(section: str, language: str) -> None:
    names = [PACK.words.of(section, code, language) for code in SECTIONS[section]]
    assert len(set(names)) == len(names)
    assert all(PACK.words.means(section, code, language) for code in SECTIONS[section])


def test_a_name() -> None:
    assert PACK.words.of("result", "believed", "zh") == "已劝醒"
    assert PACK.words.of("result", "believed", "en-gb") == "Believed"


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(InputError, match="no word for `convinced` of `result`"):
        PACK.words.of("result", "convinced", "zh")


def test_hotlines_can_be_dialled() -> None:
    assert {"anti_fraud", "police", "crisis", "warning_message"} <= set(PACK.words.hotlines)
    for line in PACK.words.hotlines.values():
        assert phone(line.number, PACK.home)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  believed:", "  convinced:", "`believed` is missing"),
        ("  believed:", "  convinced:", "`convinced` is not known here"),
        ('"96110"', "9611O", "1 to 15 digits"),
        ("en: Visit, ", "", "`en` is missing"),
    ],
)
def test_what_is_wrong_is_said(old: str, new: str, words: str) -> None:
    assert old in SOURCE
    with pytest.raises(InputError, match=words):
        parse_words(SOURCE.replace(old, new, 1))
