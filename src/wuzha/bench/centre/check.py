"""What a day must not have done: lose a warning, or do anything twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from django.db.models import Count

from wuzha.bench.centre.day import Day
from wuzha.bench.centre.stream import event_id
from wuzha.centre.dissuade.models import Attempt, Step
from wuzha.centre.outbox.models import Fact, Reacted
from wuzha.centre.warn.models import Evidence, Warning

Counts = dict[str, int]


def lost(day: Day) -> Counts:
    """By what was lost: decisions that had to be warned of and were not, or at a lower level;
    warnings without an ending; steps without a result; facts that nobody followed up."""
    reached = dict(Evidence.objects.values_list("event", "warning__level"))
    stream = day.stream
    unwarned = {
        int(stream.event[row])
        for row in stream.must.nonzero()[0]
        if (reached.get(event_id(stream.event[row])) or 0) < stream.level[row]
    }
    return {
        "decisions without a warning": len(unwarned),
        "events without evidence": len(set(map(event_id, stream.event)) - set(reached)),
        "warnings without an ending": Warning.objects.filter(ending="").count(),
        "steps without a result": Step.objects.filter(result="").count(),
        "facts not followed up": Fact.objects.filter(delivered_at=None).count(),
        "warnings without a step": Warning.objects.filter(steps=None).count(),
    }


def doubled(day: Day) -> Counts:
    """By what was done twice: two warnings of a person open at once, evidence, a rung, a notice
    that arrived, a reaction, a warning issued for one fact."""
    keys = Counter(notice.key for notice in day.carrier.sent)
    issued = Fact.objects.filter(name="warning.issued")
    arrived = Attempt.objects.filter(state="delivered").values("step")
    return {
        "warnings open at once": sum(_overlaps()),
        "evidence": _twice(Evidence.objects.values("source", "event")),
        "rungs": _twice(Step.objects.values("warning", "level", "rung")),
        "notices sent": sum(keys.values()) - len(keys),
        "notices arrived": _twice(arrived),
        "reactions": _twice(Reacted.objects.values("fact", "reaction")),
        "warnings issued": issued.count() - issued.values("thing_id").distinct().count(),
    }


def _twice(groups: object) -> int:
    """Rows beyond the first of each group."""
    rows = groups.annotate(rows=Count("pk")).filter(rows__gt=1)  # type: ignore[attr-defined]
    return sum(row["rows"] - 1 for row in rows)


def _overlaps() -> Iterator[bool]:
    """For neighbours in time of one person and campaign: whether the later began too early."""
    rows = Warning.objects.order_by("person", "campaign", "issued_at", "id").values_list(
        "person", "campaign", "issued_at", "ended_at"
    )
    for one, other in pairwise(rows.iterator()):
        yield one[:2] == other[:2] and (one[3] is None or other[2] < one[3])
