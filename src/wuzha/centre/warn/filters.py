"""Filters of the queue: what a user asks for, kept in an address or under a name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qs, urlencode

from django.conf import settings
from django.db.models import Q, QuerySet

from wuzha.centre.units.access import sees
from wuzha.centre.units.models import Unit, User
from wuzha.centre.warn.models import OPEN, OPEN_STATES, Warning
from wuzha.packs import pack
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import LEVELS, STAGES, Level, Stage
from wuzha.vocabulary.errors import NotThere

_Word = TypeVar("_Word", bound=StrEnum)

_FEW = 40

WARNING_LEVELS = tuple(level for level in LEVELS if level is not Level.NONE)


@dataclass(frozen=True)
class QueueFilter:
    """What to show of the open warnings; an empty set stands for all.

    `types` are codes of the taxonomy: a leaf, or a class for all its leaves. `unit` is the code of
    a unit: what lies at or below it. `mine`: what the user took up. `overdue`: no unit took it up
    in time.
    """

    levels: frozenset[Level] = frozenset()
    types: frozenset[str] = frozenset()
    stages: frozenset[Stage] = frozenset()
    states: frozenset[str] = frozenset()
    unit: str = ""
    mine: bool = False
    overdue: bool = False

    def to_query(self) -> str:
        """The filter as the query of an address; `from_query` reads it back."""
        pairs: list[tuple[str, str]] = [
            ("level", level) for level in LEVELS if level in self.levels
        ]
        pairs += [("type", code) for code in sorted(self.types)]
        pairs += [("stage", stage) for stage in STAGES if stage in self.stages]
        pairs += [("state", state) for state in OPEN_STATES if state in self.states]
        pairs += [("unit", self.unit)] if self.unit else []
        pairs += [(name, "1") for name in ("mine", "overdue") if getattr(self, name)]
        return urlencode(pairs)

    @staticmethod
    def from_query(query: str) -> QueueFilter:
        """Reads a query; words that mean nothing here are passed over."""
        words = parse_qs(query, max_num_fields=200)
        types = pack(settings.WUZHA_PACK).taxonomy.types
        return QueueFilter(
            levels=_members(Level, words.get("level", [])) & frozenset(WARNING_LEVELS),
            types=frozenset(words.get("type", [])) & frozenset(types),
            stages=_members(Stage, words.get("stage", [])),
            states=frozenset(words.get("state", [])) & frozenset(OPEN_STATES),
            unit=words.get("unit", [""])[0][:16],
            mine="1" in words.get("mine", []),
            overdue="1" in words.get("overdue", []),
        )

    def condition(self, user: User, at: Instant) -> Q:
        """What holds for a warning that the filter shows to a user, its level left aside.

        NotThere if `unit` is not at or below the user's own.
        """
        if self.unit and not sees(user, self.unit):
            raise NotThere("no_unit", "there is no such unit below yours")
        shown = within(self.unit or user.unit.code)
        if self.states:
            shown &= Q(state__in=self.states)
        if self.types:
            shown &= Q(type__in=_leaves(self.types))
        if self.stages:
            shown &= Q(stage__in=[STAGES.index(stage) for stage in self.stages])
        if self.mine:
            shown &= Q(acknowledged_by=user)
        if self.overdue:
            shown &= Q(state="issued", due_at__lte=at)
        return shown


def within(code: str, field: str = "place") -> Q:
    """Places at or below a unit.

    A few units are named one by one, so that the index by place serves; of many, a range: so much
    of the queue is theirs that the queue's own order finds a page soon. Codes are digits and
    capital letters, so all that begins with one lies before it with a `z` behind.
    """
    if not code:
        return Q()
    below = Unit.objects.filter(code__gte=code, code__lte=code + "z").order_by()
    codes = list(below.values_list("code", flat=True)[: _FEW + 1])
    if len(codes) <= _FEW:
        return Q((f"{field}__in", codes))
    return Q((f"{field}__gte", code), (f"{field}__lte", code + "z"))


def open_warnings() -> QuerySet[Warning]:
    return Warning.objects.filter(OPEN)


def _members(words: type[_Word], found: list[str]) -> frozenset[_Word]:
    return frozenset(word for word in words if word in found)


def _leaves(codes: frozenset[str]) -> list[str]:
    """The codes themselves, and all that lies below them."""
    taxonomy = pack(settings.WUZHA_PACK).taxonomy
    below = {code for code in taxonomy.types if taxonomy.rollup(code) in codes}
    return sorted(codes | below)
