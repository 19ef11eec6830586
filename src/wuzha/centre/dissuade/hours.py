"""Hours: when people may be disturbed, and deadlines that do not run while they sleep.

The house's own time zone is Django's TIME_ZONE.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils.timezone import get_default_timezone

from wuzha.packs.ladder import Ladder
from wuzha.vocabulary.clock import Instant, instant_of, moment_of
from wuzha.vocabulary.decision import LEVELS, Level


def awake_from(ladder: Ladder, level: Level, at: Instant) -> Instant:
    """The first instant, `at` or later, when a step of this level may be taken."""
    if not _asleep(ladder, level, at):
        return at
    return _next(at, ladder.quiet_to)


def due_after(ladder: Ladder, level: Level, at: Instant, length: int) -> Instant:
    """The instant by which `length` of waking time has passed since `at`."""
    at = awake_from(ladder, level, at)
    if not ladder.levels[level].quiet or ladder.quiet_from == ladder.quiet_to:
        return at + length
    while at + length > (night := _next(at, ladder.quiet_from)):
        length -= night - at
        at = _next(night, ladder.quiet_to)
    return at + length


def levels_asleep(ladder: Ladder, at: Instant) -> list[int]:
    """Rows of the levels whose steps wait for the morning at this instant."""
    return [LEVELS.index(level) for level in ladder.levels if _asleep(ladder, level, at)]


def midnight(at: Instant) -> Instant:
    """When the local day of `at` began."""
    return instant_of(_local(at).replace(hour=0, minute=0, second=0, microsecond=0))


def _asleep(ladder: Ladder, level: Level, at: Instant) -> bool:
    local = _local(at)
    return ladder.levels[level].quiet and ladder.in_quiet_hours(local.hour * 60 + local.minute)


def _next(at: Instant, minute: int) -> Instant:
    """The first instant after `at` at which a local clock shows this minute of the day."""
    local = _local(at)
    shown = datetime.combine(local, time(minute // 60, minute % 60), local.tzinfo)
    if shown <= local:
        shown = datetime.combine(local + timedelta(days=1), shown.time(), local.tzinfo)
    return instant_of(shown)


def _local(at: Instant) -> datetime:
    return moment_of(at).astimezone(get_default_timezone())
