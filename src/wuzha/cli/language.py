"""Which language a person reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


def chosen_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """`--lang`, else what the machine is set to; English unless that is Chinese.

    Help texts are made before arguments are parsed, so they are looked through here.
    """
    for before, word in zip(("", *arguments), arguments, strict=False):
        wanted = word.removeprefix("--lang=") if word.startswith("--lang=") else None
        wanted = word if before == "--lang" else wanted
        if wanted in tuple(Language):
            return Language(wanted)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return Language.ZH if environment[name].startswith("zh") else Language.EN
    return Language.EN
