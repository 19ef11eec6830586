"""Proof: a citizen who was rung, or has somebody at the door, asks whether that was really us.

The officer reads out a code; the citizen gives it, with the last digits of their own phone, to the
hotline or to the public page. Who can answer: only the installation, whose key makes the code.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from wuzha.centre.actor import Actor, ActorKind
from wuzha.centre.change import change
from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.states import TAKEN
from wuzha.centre.people.sealing import keys
from wuzha.vocabulary.clock import DAY, Instant
from wuzha.vocabulary.errors import WrongState

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Thirty-two signs; 0, 1, I and O look like others and are left out."""

CODE_LENGTH = 8
TAIL_DIGITS = 4

VALID = DAY
"""How long after a step was taken its code is still answered for."""

CITIZEN = Actor(ActorKind.CITIZEN, "proof")


@dataclass(frozen=True, slots=True)
class Proof:
    """Who it was: the unit's names, the officer's badge, and since when they have the task."""

    unit_zh: str
    unit_en: str
    badge: str
    since: Instant


def code_of(step: Step) -> str:
    """The code of an officer's step: eight signs, made from its number under the installation's
    key. WrongState unless an officer has it or had it."""
    if not step.by_officer or step.officer_id is None:
        raise WrongState("step_not_taken", "only a step that an officer has taken has a code")
    text = f"proof\0{step.pk}\0{step.officer_id}".encode()
    number = int.from_bytes(hmac.digest(keys().index, text, hashlib.sha256)[:5])
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(CODE_LENGTH)))


def index_of(code: str) -> bytes:
    """By which a step is found by its code."""
    return keys().index_of("proof", code)


def check(code: str, phone_tail: str, at: Instant, by: Actor = CITIZEN) -> Proof | None:
    """Who has the task with this code, if the person's phone ends in these four digits.

    None for a wrong or outdated code and for another person's digits alike; each refusal is
    audited. The caller limits how often somebody may ask.
    """
    typed = code.upper().replace(" ", "").replace("-", "")
    tail = "".join(phone_tail.split())
    with change(by, at) as done:
        step = _found(typed, tail, at)
        if step is None or step.officer is None or step.taken_at is None:
            done.entry("proof.refused")
            return None
        done.entry("proof.given", step, person=step.warning.person)
        unit = step.officer.unit
        return Proof(unit.zh, unit.en, step.officer.badge, step.taken_at)


def _found(code: str, tail: str, at: Instant) -> Step | None:
    if len(code) != CODE_LENGTH or not set(code) <= set(ALPHABET):
        return None
    if len(tail) != TAIL_DIGITS or not (tail.isascii() and tail.isdigit()):
        return None
    steps = Step.objects.filter(proof=index_of(code)).select_related(
        "warning__person", "officer__unit"
    )
    for step in steps:
        current = step.state == TAKEN or (step.taken_at or 0) > at - VALID
        phones = step.warning.person.identifiers.filter(kind="phone")
        if current and any(phone.value.endswith(tail) for phone in phones):
            return step
    return None
