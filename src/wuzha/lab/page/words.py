"""What the page says, from the catalogue `words.yaml`, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from wuzha.vocabulary.errors import InputError

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Words:
    """The catalogue in one language; `html` is the language tag of the page."""

    language: str
    texts: Mapping[str, str]

    @property
    def html(self) -> str:
        return "zh-Hans" if self.language == "zh" else "en"

    def __call__(self, key: str, **values: Any) -> str:
        """The text of a key with its values filled in; a key that is missing is a defect."""
        return self.texts[key].format(**values)

    def get(self, key: str, otherwise: str) -> str:
        """The name of a code that may have come after the catalogue, or else the code."""
        return self.texts.get(key, otherwise)


def words_in(language: str) -> Words:
    """The words of a language; InputError if the page does not speak it."""
    check_language(language)
    return Words(language, {key: entry[language] for key, entry in catalogue().items()})


def check_language(language: str) -> None:
    """InputError if the page does not speak it."""
    if language not in LANGUAGES:
        raise InputError(f"the page speaks {' and '.join(LANGUAGES)}; `{language}` is neither")


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """All texts: key, then language."""
    text = files(__package__).joinpath("words.yaml").read_text(encoding="utf-8")
    data: dict[str, dict[str, str]] = yaml.safe_load(text)
    return data
