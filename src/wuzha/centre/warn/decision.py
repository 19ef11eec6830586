"""Decisions as they come to the centre: from our own screening, or as lines from another house.

One JSON object a line, with the fields of `Decision`. The other side of the event is an identifier
and is brought to its normal form here (a phone: digits with country code).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from wuzha.centre.warn.models import EPISODE
from wuzha.vocabulary.clock import INSTANT_MAX, INSTANT_MIN, Instant
from wuzha.vocabulary.decision import SCORE_MAX, Action, Level, Stage
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.event import Form, Kind
from wuzha.vocabulary.home import Home
from wuzha.vocabulary.identifier import identifier
from wuzha.vocabulary.limits import ID_CHARACTERS_MAX, INTEGER_MAX, POINTS_MAX, RECORD_BYTES_MAX

REASONS_MAX = 200
FACTS_MAX = 60

_PRINTED = r"^[^\x00-\x1f\x7f]*$"
"""A database may refuse what cannot be printed."""

_Name = Annotated[str, Meta(min_length=1, max_length=40, pattern="^[A-Za-z0-9_.:@-]+$")]
_Code = Annotated[str, Meta(max_length=40, pattern=_PRINTED)]
_Sentence = Annotated[str, Meta(max_length=1_000)]
_Whole = Annotated[int, Meta(ge=-INTEGER_MAX, le=INTEGER_MAX)]

COUNTERPARTY_FORMS = (Form.PHONE, Form.ACCOUNT, Form.DOMAIN, Form.SENDER, Form.WALLET)

_PLACE = re.compile(r"at `\$?\.?([a-z_.\[\]0-9]*)`")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there are points: the rule, in words, and the fraud type that it speaks for, if one."""

    rule: _Code
    points: Annotated[int, Meta(ge=-POINTS_MAX, le=POINTS_MAX)]
    zh: _Sentence
    en: _Sentence
    type: _Code | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What screening says about one event of one person.

    `source` is the house that decided, `event` its own id of the event: together they come once.
    `at` is when it happened. `facts` are what an officer should see of the event, by name:
    `duration_s`, `answered`, `page_kind`, `text` ... `amount` is in minor units. `campaign` is
    what the event belongs to where the source knows it.
    """

    event: Annotated[str, Meta(min_length=1, max_length=ID_CHARACTERS_MAX, pattern=_PRINTED)]
    source: _Name
    at: Annotated[int, Meta(ge=INSTANT_MIN, le=INSTANT_MAX)]
    kind: Kind
    person: Annotated[str, Meta(min_length=1, max_length=ID_CHARACTERS_MAX)]
    score: Annotated[int, Meta(ge=0, le=SCORE_MAX)]
    level: Level
    policy: Annotated[str, Meta(max_length=120, pattern=_PRINTED)]
    type: _Code | None = None
    stage: Stage | None = None
    action: Action = Action.ALLOW
    reasons: Annotated[tuple[Reason, ...], Meta(max_length=REASONS_MAX)] = ()
    counterparty: Annotated[str, Meta(max_length=ID_CHARACTERS_MAX)] | None = None
    counterparty_form: Form | None = None
    amount: _Whole | None = None
    facts: Annotated[Mapping[str, Any], Meta(max_length=FACTS_MAX)] = field(default_factory=dict)
    campaign: Annotated[str, Meta(min_length=1, max_length=60, pattern=_PRINTED)] = EPISODE


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no decision. `number` counts from 1; `error` repeats nothing of it."""

    number: int
    error: BadValue


_decoder = msgspec.json.Decoder(Decision)
_encoder = msgspec.json.Encoder()


def encode(decision: Decision) -> bytes:
    """One line without its end; `decode_decisions` reads it as the same decision."""
    return _encoder.encode(decision)


def decode_decisions(lines: Iterable[bytes], home: Home) -> Iterator[Decision | BadLine]:
    """Each line as a decision, or what is wrong with it. Empty lines are passed over."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield decode(line, home)
        except BadValue as error:
            yield BadLine(number, error)


def decode(line: bytes, home: Home) -> Decision:
    """One line; BadValue says which field is wrong, without repeating what it holds."""
    if len(line) > RECORD_BYTES_MAX:
        raise BadValue("decision_too_long", f"a decision has at most {RECORD_BYTES_MAX} bytes")
    try:
        decision = _decoder.decode(line)
    except msgspec.ValidationError as error:
        found = _PLACE.search(str(error))
        where = f"`{found[1]}`" if found and found[1] else "a field that must be there"
        raise BadValue("decision_field", f"{where} is missing or is not what it must be") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadValue("decision_json", "this is not one JSON object in UTF-8") from None
    return _normal(decision, home)


def _normal(decision: Decision, home: Home) -> Decision:
    """Identifiers in their normal forms, so that the same one has the same index everywhere."""
    person = identifier(Form.PERSON, decision.person, home)
    if (decision.counterparty is None) != (decision.counterparty_form is None):
        raise BadValue("counterparty_form", "`counterparty` and `counterparty_form` go together")
    if decision.counterparty is None or decision.counterparty_form is None:
        return replace(decision, person=str(person))
    if decision.counterparty_form not in COUNTERPARTY_FORMS:
        known = ", ".join(COUNTERPARTY_FORMS)
        raise BadValue("counterparty_form", f"`counterparty_form` is one of {known}")
    other = identifier(decision.counterparty_form, decision.counterparty, home)
    return replace(decision, person=str(person), counterparty=str(other))


def in_order(decision: Decision) -> tuple[Instant, str, str]:
    """Decisions are taken in this order, whatever the order they came in."""
    return decision.at, decision.source, decision.event
