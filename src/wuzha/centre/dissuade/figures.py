"""Figures of steps: who was reached and how soon, added to those of warnings (warn/figures.py).

Counted when the warning ends, by its level then:

worked/LEVEL            warnings for which officers had something to do
reached/LEVEL           of those, where the person was spoken to
prompt/LEVEL            of those, where that talk began before the step's deadline
contact/LEVEL/BUCKET    from the issue, or from the last rise of the level, to that talk
result/CHANNEL/RESULT   how officers' steps ended, superseded ones left aside
"""

from __future__ import annotations

from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.states import ENDED
from wuzha.centre.warn.figures import ByPlace, bucket_of, count_warnings
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import LEVELS
from wuzha.vocabulary.result import CODED_BY_OFFICER, Result

SPOKEN = frozenset(CODED_BY_OFFICER) - {Result.UNREACHABLE}
"""Results that only somebody who was reached can give."""


def count(since: Instant, until: Instant) -> ByPlace:
    """All figures of what happened from `since` to before `until`, by the warning's place."""
    figures = count_warnings(since, until)
    steps = Step.objects.filter(
        warning__ended_at__gte=since, warning__ended_at__lt=until, by_officer=True, state=ENDED
    ).exclude(result=Result.SUPERSEDED)
    rows = steps.order_by("warning__ended_at", "warning_id", "taken_at").values_list(
        *("warning_id", "warning__place", "warning__level", "channel", "result"),
        *("taken_at", "due_at", "warning__risen_at", "warning__issued_at"),
    )
    worked: set[int] = set()
    reached: set[int] = set()
    for number, place, row, channel, result, taken_at, due_at, risen_at, issued_at in rows:
        there, level = figures[place], LEVELS[row]
        there.add("result", channel, result)
        if number not in worked:
            worked.add(number)
            there.add("worked", level)
        if result not in SPOKEN or number in reached or taken_at is None:
            continue
        reached.add(number)
        there.add("reached", level)
        there.add("contact", level, bucket_of(taken_at - (risen_at or issued_at)))
        if taken_at <= due_at:
            there.add("prompt", level)
    return figures
