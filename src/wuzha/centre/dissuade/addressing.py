"""Addressing: where a notice goes and what it says, for many steps with few questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from wuzha.centre.dissuade.models import Step
from wuzha.centre.people.models import Identifier
from wuzha.centre.warn.ladders import in_force
from wuzha.centre.warn.models import Evidence, Warning
from wuzha.packs import pack
from wuzha.packs.ladder import Ladder
from wuzha.packs.messages import Messages
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import LEVELS
from wuzha.vocabulary.event import Form
from wuzha.vocabulary.notice import Channel
from wuzha.vocabulary.result import Result

ADDRESS_KIND: Mapping[Channel, str] = {
    Channel.MESSAGE: "phone",
    Channel.FLASH: "phone",
    Channel.EMAIL: "email",
    Channel.APP: "device",
}
"""The kind of identifier that each channel needs."""


@dataclass(frozen=True)
class Letters:
    """What a batch of steps needs to go out. `addresses` by (person, kind), `numbers` the phone
    that each warning is about, `tired` the warnings whose person had enough."""

    messages: Messages
    addresses: Mapping[tuple[int, str], str]
    numbers: Mapping[int, str]
    tired: frozenset[int]

    def address(self, step: Step) -> str | None:
        kind = ADDRESS_KIND[Channel(step.channel)]
        return self.addresses.get((step.warning.person_id, kind))

    def refusal(self, step: Step) -> Result | None:
        """The result of a step that is not sent; None for one that goes out."""
        if step.warning_id in self.tired:
            return Result.WITHHELD
        return Result.NO_CHANNEL if self.address(step) is None else None

    def text(self, step: Step) -> str:
        warning = step.warning
        return self.messages.compose(
            Channel(step.channel),
            warning.type or None,
            warning.person.language,
            self.numbers.get(warning.pk),
        )


def letters_for(steps: Sequence[Step], at: Instant) -> Letters:
    """Addresses, texts and restraint for steps that came with their warnings and persons."""
    warnings = {step.warning_id: step.warning for step in steps}
    return Letters(
        messages=pack(settings.WUZHA_PACK).messages,
        addresses=_addresses(steps),
        numbers=_numbers(list(warnings)),
        tired=_tired(list(warnings.values()), in_force(at), at),
    )


def _addresses(steps: Sequence[Step]) -> dict[tuple[int, str], str]:
    persons = {step.warning.person_id for step in steps}
    kinds = {ADDRESS_KIND[Channel(step.channel)] for step in steps}
    if not persons:
        return {}
    found = Identifier.objects.filter(person_id__in=persons, kind__in=kinds).order_by("-pk")
    return {(one.person_id, one.kind): one.value.lstrip("+") for one in found}


def _numbers(warnings: Sequence[int]) -> dict[int, str]:
    """The phone on the other side, of the evidence that weighs most."""
    if not warnings:
        return {}
    found = Evidence.objects.filter(warning_id__in=warnings, counterparty__isnull=False)
    numbers = {}
    for evidence in found.only("warning_id", "told").order_by("score", "pk"):
        told: Any = evidence.told or {}
        if evidence.warning_id is not None and told.get("form") == Form.PHONE:
            numbers[evidence.warning_id] = told["counterparty"]
    return numbers


def _tired(warnings: Sequence[Warning], ladder: Ladder, at: Instant) -> frozenset[int]:
    """Warnings up to a level whose person was sent word of as many others lately."""
    fatigue = ladder.fatigue
    mild = [one for one in warnings if one.level <= LEVELS.index(fatigue.level_max)]
    if not mild:
        return frozenset()
    others: dict[int, set[int]] = {}
    found = Warning.objects.filter(
        person_id__in={one.person_id for one in mild},
        issued_at__gt=at - fatigue.within,
        steps__by_officer=False,
        steps__tries__gt=0,
    ).values_list("person_id", "pk")
    for person, warning in found:
        others.setdefault(person, set()).add(warning)
    return frozenset(
        one.pk
        for one in mild
        if len(others.get(one.person_id, set()) - {one.pk}) >= fatigue.warnings
    )
