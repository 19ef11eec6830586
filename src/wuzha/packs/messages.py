"""What a person is sent: short texts by fraud type, with nothing in them to tap, ring or answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from wuzha.packs.bilingual import LANGUAGES, Bilingual, language_of
from wuzha.packs.sheet import Sheet, read_sheet
from wuzha.packs.text_faults import TAIL_DIGITS, faults
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.fraud_type import Taxonomy
from wuzha.vocabulary.notice import BY_CARRIER, Channel

__all__ = ["GENERAL", "LENGTH_MAX", "Messages", "faults", "parse_messages"]

GENERAL = "general"
"""The entry for a type that is not certain."""

LENGTH_MAX: Mapping[Channel, int] = {
    Channel.FLASH: 70,
    Channel.MESSAGE: 134,
    Channel.APP: 200,
    Channel.EMAIL: 1_000,
}
"""UTF-16 units: one screen of a flash message, two parts of a long message (67 each)."""

_PHONE = re.compile(r"\+?[0-9]{7,15}", re.ASCII)
_PLACES = re.compile(r"\{([^{}]*)\}")
_TAIL_SAMPLE = "4321"


@dataclass(frozen=True, slots=True)
class TypeTexts:
    """One type's warning in a sentence (`short`, for flash) and in two or three (`long`)."""

    short: Bilingual
    long: Bilingual


@dataclass(frozen=True)
class Messages:
    """`frames`: a channel's text around that of the type, which goes to `{short}` or `{long}`;
    `{tail}` is the mention of the number's last digits, or nothing."""

    taxonomy: Taxonomy
    tail: Bilingual
    frames: Mapping[Channel, Bilingual]
    types: Mapping[str, TypeTexts]

    def compose(
        self, channel: Channel, type_code: str | None, language: str, counterparty: str | None
    ) -> str:
        """The text for one person: of the type, else of its class, else the general one.

        Of the counterparty, which a fraudster may have chosen, at most the last four digits come
        in, and only if it is a phone: `+` or not, and 7 to 15 ASCII digits. InputError for a
        channel that carries no text and for a language that there is none in.
        """
        frame = self.frames.get(channel)
        if frame is None:
            raise InputError(f"the channel {channel} carries no text; officers speak there")
        texts = self._texts(type_code)
        return _fill(frame, texts, self.tail, language_of(language), _tail_of(counterparty))

    def _texts(self, type_code: str | None) -> TypeTexts:
        code = type_code or GENERAL
        parent = self.taxonomy.rollup(code) or GENERAL
        return self.types.get(code) or self.types.get(parent) or self.types[GENERAL]


def parse_messages(text: str, taxonomy: Taxonomy, file: str = "messages.yaml") -> Messages:
    """Read the texts; InputError lists each one that is missing, too long or has a fault."""
    sheet = read_sheet(text, file)
    parts = sheet.parts("tail", "frames", "types")
    frames = parts["frames"].parts(*sorted(BY_CARRIER, key=list(Channel).index))
    places = parts["types"].named()
    messages = Messages(
        taxonomy=taxonomy,
        tail=_with_places(parts["tail"], {"digits"}),
        frames={Channel(name): _frame(part) for name, part in frames.items()},
        types={code: _type_texts(part) for code, part in places.items()},
    )
    for code in (GENERAL, *(entry.code for entry in taxonomy.classes)):
        if code not in places:
            parts["types"].note(f"there is no text for `{code}`; every class and general need one")
    for code, place in places.items():
        if code != GENERAL and taxonomy.rollup(code) is None:
            place.note(f"`{code}` is neither a leaf nor a class of the taxonomy")
    sheet.findings.refuse()
    for code, place in places.items():
        _check(messages, code, place)
    sheet.findings.refuse()
    return messages


def _frame(sheet: Sheet) -> Bilingual:
    return _with_places(sheet, {"tail", "short", "long"})


def _with_places(sheet: Sheet, known: set[str]) -> Bilingual:
    text = sheet.bilingual()
    for language in LANGUAGES:
        for place in _PLACES.findall(text.of(language)):
            if place not in known:
                names = ", ".join(sorted(known))
                sheet.note(f"`{{{place}}}` is not filled in here; known are {names}")
    return text


def _type_texts(sheet: Sheet) -> TypeTexts:
    parts = sheet.parts("short", "long")
    return TypeTexts(parts["short"].bilingual(), parts["long"].bilingual())


def _check(messages: Messages, code: str, place: Sheet) -> None:
    """Every text of a type, filled in with and without a tail, is short enough and harmless."""
    texts = messages.types[code]
    for channel, frame in messages.frames.items():
        for language in LANGUAGES:
            for digits in ("", _TAIL_SAMPLE):
                text = _fill(frame, texts, messages.tail, language, digits)
                what = f"the {language} text for {channel}"
                if (size := utf16_units(text)) > (most := LENGTH_MAX[channel]):
                    place.note(f"{what} has {size} characters; at most {most} fit")
                if found := faults(text):
                    place.note(f"{what} has what no message may have: {', '.join(found)}")


def _fill(frame: Bilingual, texts: TypeTexts, tail: Bilingual, language: str, digits: str) -> str:
    values = {
        "tail": tail.of(language).replace("{digits}", digits) if digits else "",
        "short": texts.short.of(language),
        "long": texts.long.of(language),
    }
    return _PLACES.sub(lambda place: values[place[1]], frame.of(language)).strip()


def _tail_of(counterparty: str | None) -> str:
    if counterparty is None or not _PHONE.fullmatch(counterparty):
        return ""
    return counterparty[-TAIL_DIGITS:]


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
