"""Rows: warnings as they stand in a list, read without who the person is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from wuzha.centre.people.access import handle_of
from wuzha.centre.warn.models import Warning
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import LEVELS, STAGES, Level, Stage


@dataclass(frozen=True, slots=True)
class Row:
    """A warning in a list; of the person only the handle. `unit_zh`, `unit_en` name the unit,
    `officer` who took it up, if anybody has."""

    number: int
    handle: str
    level: Level
    stage: Stage
    type: str
    type_share: int
    score: int
    state: str
    place: str
    unit_zh: str
    unit_en: str
    issued_at: Instant
    last_at: Instant
    due_at: Instant
    expires_at: Instant
    ended_at: Instant | None
    ending: str
    evidence_count: int
    escalations: int
    officer: str | None

    def overdue(self, at: Instant) -> bool:
        """Whether no unit took it up in time."""
        return self.state == "issued" and self.due_at <= at


def rows_of(found: QuerySet[Warning]) -> list[Row]:
    """The rows of some warnings, in their order, in one query."""
    return [
        Row(number, handle_of(token), LEVELS[level], STAGES[stage], *rest)
        for number, token, level, stage, *rest in found.values_list(
            *("id", "person__token", "level", "stage", "type", "type_share", "score", "state"),
            *("place", "unit__zh", "unit__en", "issued_at", "last_at", "due_at", "expires_at"),
            *("ended_at", "ending", "evidence_count", "escalations", "acknowledged_by__name"),
        )
    ]
