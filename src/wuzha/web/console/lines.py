"""Lines: warnings as a list of work shows them, in the words of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from wuzha.centre.dissuade.queries import Work, at_work
from wuzha.centre.warn.queries import Row
from wuzha.packs.bilingual import Bilingual
from wuzha.vocabulary.clock import Instant
from wuzha.web.names import type_name


@dataclass(frozen=True, slots=True)
class Line:
    """A row, the names of its type and unit, and the work on it, if an officer's step is open.
    `overdue`: no unit took it up in time."""

    row: Row
    type: str
    unit: str
    work: Work | None
    overdue: bool


def lines_of(rows: Sequence[Row], at: Instant) -> list[Line]:
    """The rows as lines, with one query for the work on all of them."""
    working = at_work(row.number for row in rows if row.ended_at is None) if rows else {}
    language = get_language() or settings.LANGUAGE_CODE
    return [
        Line(
            row,
            type_name(row.type),
            Bilingual(row.unit_zh, row.unit_en).of(language),
            working.get(row.number),
            row.overdue(at),
        )
        for row in rows
    ]
