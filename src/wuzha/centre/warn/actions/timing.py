"""What time does to warnings. Each function does at most `limit` of what is due and says how many,
so that whoever calls it can go on until none is left."""

from __future__ import annotations

from django.db.models import F, QuerySet

from wuzha.centre.actor import process
from wuzha.centre.change import change
from wuzha.centre.people.models import Person
from wuzha.centre.warn.actions.clocks import restart_clock
from wuzha.centre.warn.actions.ending import end
from wuzha.centre.warn.ladders import in_force
from wuzha.centre.warn.models import OPEN, Evidence, Warning
from wuzha.centre.warn.route import ROOT, above
from wuzha.vocabulary.clock import DAY, Instant
from wuzha.vocabulary.result import Ending

BY = process("timers")

RETENTION = 90 * DAY
"""How long what an event was about is kept, unless its warning is open."""


def escalate(at: Instant, limit: int = 200) -> int:
    """Warnings that no unit took up in time go to the unit above, with a new clock. At the root
    there is nobody above: they stay overdue."""
    with change(BY, at) as done:
        ladder = in_force(at)
        late = _due(at).filter(state="issued", expires_at__gt=at).exclude(place=ROOT)
        warnings = list(late.select_related("unit")[:limit])
        for warning in warnings:
            before, unit = warning.place, above(warning.unit)
            warning.unit, warning.place = unit, unit.code
            warning.escalations += 1
            restart_clock(warning, ladder, at)
            warning.save(update_fields=["unit", "place", "escalations", "due_at"])
            where = {"before": before, "place": unit.code}
            done.entry("warning.escalated", warning, person=Person(pk=warning.person_id), **where)
            done.fact("warning.escalated", warning, **where)
    return len(warnings)


def expire(at: Instant, limit: int = 200) -> int:
    """Warnings that were open for as long as their level may end by themselves."""
    with change(BY, at):
        over = list(_due(at).filter(expires_at__lte=at)[:limit])
        for warning in over:
            end(warning, Ending.EXPIRED, by=BY, at=at)
    return len(over)


def verify(at: Instant, limit: int = 500) -> int:
    """Says of warnings that ended a while ago whether the person lost nothing since."""
    with change(BY, at) as done:
        due = (
            Warning.objects.select_for_update(of=("self",))
            .filter(verify_at__lte=at, verified__isnull=True)
            .annotate(victim_at=F("person__victim_at"))
            .order_by("verify_at")[:limit]
        )
        warnings = list(due)
        held = {each.pk: (each.victim_at or 0) <= (each.ended_at or 0) for each in warnings}
        for verified in (True, False):
            numbers = [pk for pk, outcome in held.items() if outcome is verified]
            Warning.objects.filter(pk__in=numbers).update(verified=verified)
        for warning in warnings:
            person = Person(pk=warning.person_id)
            done.entry("warning.verified", warning, person=person, held=held[warning.pk])
    return len(warnings)


def forget(at: Instant, limit: int = 1_000) -> int:
    """What events were about is forgotten after RETENTION: evidence of no warning goes whole,
    that of an ended one keeps its score and type for the statistics."""
    with change(BY, at) as done:
        old = Evidence.objects.filter(told__isnull=False, received_at__lt=at - RETENTION)
        old = old.exclude(warning__isnull=False, warning__ended_at__isnull=True)
        rows = list(old.order_by("received_at").values_list("pk", "warning_id")[:limit])
        loose = [pk for pk, warning_id in rows if warning_id is None]
        kept = [pk for pk, warning_id in rows if warning_id is not None]
        Evidence.objects.filter(pk__in=loose).delete()
        Evidence.objects.filter(pk__in=kept).update(told=None, counterparty=None)
        if rows:
            done.entry("evidence.forgotten", deleted=len(loose), emptied=len(kept))
    return len(rows)


def _due(at: Instant) -> QuerySet[Warning]:
    """Open warnings whose clock has run out. One that another process holds is left to it."""
    open_ = Warning.objects.filter(OPEN, due_at__lte=at)
    return open_.select_for_update(of=("self",), skip_locked=True).order_by("due_at", "id")
