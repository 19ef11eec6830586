"""The timeline of a warning: what happened to the person, across calls, messages, visits, apps and
transfers, and what became of the warning meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from wuzha.centre.audit.models import Entry
from wuzha.centre.warn.ladders import in_force
from wuzha.centre.warn.models import Evidence, Warning
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import LEVELS, STAGES, Level, Stage

MOMENTS_MAX = 500

_PRIVATE = frozenset({"text"})
"""Facts that say what was written to the person: shown only while the person is open."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened. `what` is the event's kind, or the verb of what became of the
    warning (`warning.issued`); of the latter only `at`, `what`, `by` and `facts` say something.

    `joined`: the event is evidence of this warning; the others happened to the same person around
    that time. `counterparty` is the other side in its normal form, of the form `form`; `reasons`
    have `rule`, `points`, `zh`, `en`. Forgotten events have neither. `by` is who did it: `user:12`,
    `process:timers`.
    """

    at: Instant
    what: str
    joined: bool = True
    score: int = 0
    level: Level = Level.NONE
    stage: Stage = Stage.CONTACT
    type: str = ""
    action: str = ""
    amount: int | None = None
    source: str = ""
    counterparty: str | None = None
    form: str | None = None
    reasons: tuple[Mapping[str, Any], ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""


def timeline(warning: Warning, *, opened: bool = False) -> list[Moment]:
    """All moments in the order of time, the newest MOMENTS_MAX of each sort.

    `opened`: the user may read who the person is, so what was written to them is shown too.
    """
    moments = [*_events(warning, opened), *_entries(warning)]
    return sorted(moments, key=lambda moment: (moment.at, moment.by))


def _events(warning: Warning, opened: bool) -> Iterator[Moment]:
    around = in_force(warning.issued_at).fold
    near = Q(warning__isnull=True, at__gt=warning.first_at - around)
    near &= Q(at__lt=warning.last_at + around)
    mine = Evidence.objects.filter(person=warning.person_id).filter(Q(warning=warning) | near)
    for evidence in mine.order_by("-at", "-id")[:MOMENTS_MAX]:
        told = evidence.told or {}
        facts = told.get("facts", {})
        yield Moment(
            at=evidence.at,
            what=evidence.kind,
            joined=evidence.warning_id is not None,
            score=evidence.score,
            level=LEVELS[evidence.level],
            stage=STAGES[evidence.stage],
            type=evidence.type,
            action=evidence.action,
            amount=evidence.amount,
            source=evidence.source,
            counterparty=told.get("counterparty"),
            form=told.get("form"),
            reasons=tuple(told.get("reasons", ())),
            facts={key: facts[key] for key in facts if opened or key not in _PRIVATE},
        )


def _entries(warning: Warning) -> Iterator[Moment]:
    """What became of the warning, from the audit chain; that it got evidence is shown already."""
    entries = Entry.objects.filter(thing=warning._meta.label_lower, thing_id=str(warning.pk))
    for entry in entries.exclude(verb="warning.joined").order_by("-number")[:MOMENTS_MAX]:
        yield Moment(
            at=entry.at,
            what=entry.verb,
            facts=entry.detail | ({"reason": entry.purpose} if entry.purpose else {}),
            by=f"{entry.actor_kind}:{entry.actor}",
        )
