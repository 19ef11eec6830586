"""A text in the two languages of the house."""

from __future__ import annotations

from dataclasses import dataclass

from wuzha.vocabulary.errors import InputError

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Bilingual:
    zh: str
    en: str

    def of(self, language: str) -> str:
        """The text in `zh` or `en`, also of a tag that begins so (`zh-hans`)."""
        return self.zh if language_of(language) == "zh" else self.en


def language_of(tag: str) -> str:
    """`zh` or `en` of a language tag; InputError for any other language."""
    language = tag.lower().replace("_", "-").partition("-")[0]
    if language not in LANGUAGES:
        raise InputError(f"there are no texts in this language; choose of {', '.join(LANGUAGES)}")
    return language
