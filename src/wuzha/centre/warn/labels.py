"""Labels: what became of warnings, told back to the lab, decision by decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wuzha.centre.warn.models import Evidence
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import LEVELS, Level

_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Label:
    """A decision and what its warning came to. `person` is the token; `type` is what the warning
    was held to be, `true_type` what the officer found. `verified`: whether nothing was lost since;
    None while nobody knows."""

    warning: int
    event: str
    source: str
    person: str
    at: Instant
    score: int
    level: Level
    type: str
    policy: str
    warning_level: Level
    ended_at: Instant
    ending: str
    grade: str
    true_type: str
    verified: bool | None


def labels(since: Instant, until: Instant) -> Iterator[Label]:
    """The evidence of all warnings that ended from `since` to before `until`, warning by warning in
    the order in which they ended; read in portions, so any number of them fits."""
    found = (
        Evidence.objects.filter(warning__ended_at__gte=since, warning__ended_at__lt=until)
        .order_by("warning__ended_at", "warning_id", "at", "id")
        .values_list(
            *("warning_id", "event", "source", "person__token", "at", "score", "level"),
            *("warning__type", "policy", "warning__level", "warning__ended_at"),
            *("warning__ending", "warning__grade", "warning__true_type", "warning__verified"),
        )
    )
    for row in found.iterator(chunk_size=_ROWS):
        number, event, source, person, at, score, level, type_, policy, of_warning, *rest = row
        told = (number, event, source, person, at, score, LEVELS[level], type_, policy)
        yield Label(*told, LEVELS[of_warning], *rest)
