"""How people of one country write numbers: dialling, service numbers, message ports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wuzha.vocabulary.errors import BadValue


@dataclass(frozen=True, slots=True)
class Home:
    """The country in which numbers without a calling code are read.

    Patterns are matched against whole runs of ASCII digits. `service` holds short and special
    numbers that public numbering-plan tables do not know; `port` the numeric senders of bulk
    messages, which nobody can call; `identity_number` the state's number for a person, which
    must never enter the screening plane.
    """

    region: str
    calling_code: str
    international_prefixes: tuple[str, ...]
    mobile: re.Pattern[str]
    service: re.Pattern[str]
    port: re.Pattern[str]
    identity_number: re.Pattern[str]
    extension: re.Pattern[str]

    def number(self, national: str) -> int:
        """The E.164 digits of a national number without its trunk prefix."""
        return int(self.calling_code + national)


def parse_home(data: Mapping[str, Any]) -> Home:
    """Read the `numbers.yaml` of a country pack; BadValue `bad_numbers` names what is wrong."""
    try:
        words = "|".join(re.escape(word) for word in data["extension_words"])
        return Home(
            region=str(data["region"]),
            calling_code=str(int(data["calling_code"])),
            international_prefixes=tuple(str(p) for p in data["international_prefixes"]),
            mobile=_pattern(data["mobile"]),
            service=_pattern("|".join(entry["pattern"] for entry in data["services"])),
            port=_pattern(data["port"]),
            identity_number=_pattern(data["identity_number"]),
            extension=re.compile(rf"\s*(?:{words})[\s.:=]*[0-9]{{1,8}}\s*$", re.IGNORECASE),
        )
    except (KeyError, TypeError, ValueError, re.error) as error:
        detail = f"the numbers of a country pack are incomplete or wrong at {error}"
        raise BadValue("bad_numbers", detail) from error


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(f"(?:{text})", re.ASCII)
