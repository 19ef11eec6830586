"""Talks: what an officer says and asks, by fraud type, in the order of the conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wuzha.packs.bilingual import Bilingual
from wuzha.packs.sheet import Sheet, read_sheet
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.fraud_type import Taxonomy

GENERAL = "general"
"""The talk for a type that is not certain; its questions tell the types apart."""

QUESTIONS_MIN = 4

_SINGLE = ("title", "questions")
_SHARED = ("prove", "never", "crisis")
_SAID = ("title", "open", "questions", "facts", "cover_story", "way_out", "close", "if_paid")
_SOMETIMES = ("under_18", "abroad")


@dataclass(frozen=True, slots=True)
class Question:
    """`ask` is said to the person; `tells` says to the officer what which answer means."""

    ask: Bilingual
    tells: Bilingual


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation, each part in the order in which it is needed.

    Said to the person: `prove` (how they check that the officer is real), `open`, the `ask` of
    each question, `facts`, `way_out` (how to stop without losing face), `close`, and `if_paid`
    (what to do at once). Said to the officer: `cover_story` (what the person was told to answer),
    `never`, `crisis` (when they speak of not wanting to live), `under_18` (how to go through a
    guardian, and when not), `abroad`; the last two are empty where they do not fit. A sentence for
    the officer among those to be said begins by saying so.
    """

    code: str
    title: Bilingual
    prove: tuple[Bilingual, ...]
    open: tuple[Bilingual, ...]
    questions: tuple[Question, ...]
    facts: tuple[Bilingual, ...]
    cover_story: tuple[Bilingual, ...]
    never: tuple[Bilingual, ...]
    way_out: tuple[Bilingual, ...]
    close: tuple[Bilingual, ...]
    if_paid: tuple[Bilingual, ...]
    crisis: tuple[Bilingual, ...]
    under_18: tuple[Bilingual, ...]
    abroad: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True)
class Talks:
    """All talks by the code of a leaf or class, and `general`."""

    talks: Mapping[str, Talk]

    def of(self, type_code: str | None, taxonomy: Taxonomy) -> Talk:
        """The talk of the type, else of its class, else the general one."""
        code = type_code or GENERAL
        parent = taxonomy.rollup(code) or GENERAL
        return self.talks.get(code) or self.talks.get(parent) or self.talks[GENERAL]


def parse_talks(files: Mapping[str, str], taxonomy: Taxonomy) -> Talks:
    """Read the talks from texts by file name; InputError lists what is wrong, with its lines.

    There must be a `general` talk and one for every class. What a talk does not say on proof,
    on what never to do and on a crisis, it has from the general talk.
    """
    read = {name: read_sheet(text, name) for name, text in sorted(files.items())}
    if not read:
        raise InputError("there are no talks: add a file with at least `general`")
    places: dict[str, Sheet] = {}
    for sheet in read.values():
        for code, place in sheet.named().items():
            if code in places:
                place.note(f"`{code}` also stands in {places[code].findings.file}; keep one")
            elif code != GENERAL and taxonomy.rollup(code) is None:
                place.note(f"`{code}` is neither a leaf nor a class of the taxonomy")
            places[code] = place
    first = next(iter(read.values()))
    for code in (GENERAL, *(entry.code for entry in taxonomy.classes)):
        if code not in places:
            first.note(f"there is no talk for `{code}`; every class and general need one")
    general = _shared(places[GENERAL]) if GENERAL in places else {}
    talks = {code: _talk(code, place, general) for code, place in places.items()}
    _refuse([sheet for sheet in read.values() if sheet.findings.found])
    return Talks(talks)


def _shared(general: Sheet) -> dict[str, tuple[Bilingual, ...]]:
    """What the general talk says for all; whatever is wrong there is noted when it is read."""
    parts = general.named()
    return {name: parts[name].bilinguals() for name in _SHARED if name in parts}


def _talk(code: str, sheet: Sheet, general: Mapping[str, tuple[Bilingual, ...]]) -> Talk:
    shared: tuple[str, ...] = _SHARED if code == GENERAL else ()
    parts = sheet.parts(*_SAID, *shared, optional=(*_SHARED, *_SOMETIMES))
    said = {name: part.bilinguals() for name, part in parts.items() if name not in _SINGLE}
    for name in _SHARED:
        said[name] = said[name] or general.get(name, ())
    questions = tuple(_question(item) for item in parts["questions"].items(QUESTIONS_MIN))
    return Talk(code=code, title=parts["title"].bilingual(), questions=questions, **said)


def _question(sheet: Sheet) -> Question:
    parts = sheet.parts("ask", "tells")
    return Question(parts["ask"].bilingual(), parts["tells"].bilingual())


def _refuse(sheets: list[Sheet]) -> None:
    """InputError with the findings of all files."""
    reports = []
    for sheet in sheets:
        try:
            sheet.findings.refuse()
        except InputError as error:
            reports.append(str(error))
    if reports:
        raise InputError("\n".join(reports))
