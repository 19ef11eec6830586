"""Names in the language of the page: fraud types, units, public lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.translation import get_language

from wuzha.centre.units.models import Unit
from wuzha.packs import pack
from wuzha.packs.bilingual import Bilingual
from wuzha.packs.words import Hotline
from wuzha.vocabulary.fraud_type import FraudType, Taxonomy

Choices = list[tuple[str, str]]


def taxonomy() -> Taxonomy:
    """The taxonomy of the installation's country."""
    return pack(settings.WUZHA_PACK).taxonomy


def type_name(code: str) -> str:
    """What a leaf or class is called in the active language; empty for none that is known."""
    found = taxonomy().get(code)
    return _name(found) if found else ""


def class_choices() -> Choices:
    """The classes of the taxonomy, code and name."""
    return [(entry.code, _name(entry)) for entry in taxonomy().classes]


def leaf_choices() -> list[tuple[str, Choices]]:
    """All types below their classes: in each group the class itself, then its leaves."""
    return [
        (
            _name(group),
            [(group.code, _name(group))]
            + [(leaf.code, _name(leaf)) for leaf in taxonomy().leaves if leaf.parent == group.code],
        )
        for group in taxonomy().classes
    ]


def word_choices(section: str, codes: Iterable[str]) -> Choices:
    """Codes of a closed list with the country's words for them (packs/words.py)."""
    words = pack(settings.WUZHA_PACK).words
    language = get_language() or settings.LANGUAGE_CODE
    return [(str(code), words.of(section, code, language)) for code in codes]


def unit_name(unit: Unit) -> str:
    """What a unit is called in the active language."""
    return _name(unit)


def hotlines() -> Mapping[str, Hotline]:
    """The country's public lines, by what they are for."""
    return pack(settings.WUZHA_PACK).words.hotlines


def _name(entry: FraudType | Unit) -> str:
    return Bilingual(entry.zh, entry.en).of(get_language() or settings.LANGUAGE_CODE)
