"""A time zone as two columns: instants at which its offset from UTC begins, and the offsets."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo

from wuzha.vocabulary.clock import DAY, INSTANT_MAX, SECOND, Instant, moment_of

_STEP = 2 * DAY
"""No zone has changed its offset twice within two days since 1970."""


@cache
def zone_offsets(name: str) -> tuple[list[Instant], list[int]]:
    """Starts (the first is the beginning of time) and offsets, in microseconds."""
    zone = ZoneInfo(name)

    def offset(instant: Instant) -> int:
        delta = moment_of(instant).astimezone(zone).utcoffset()
        assert delta is not None
        return (delta.days * 86_400 + delta.seconds) * SECOND

    starts, offsets = [-(2**62)], [offset(0)]
    before = 0
    while before < INSTANT_MAX:
        after = min(before + _STEP, INSTANT_MAX)
        if offset(after) != offsets[-1]:
            starts.append(_change(offset, before, after))
            offsets.append(offset(after))
        before = after
    return starts, offsets


def _change(offset: object, before: Instant, after: Instant) -> Instant:
    """The first whole second after `before` with the offset of `after`, by halving."""
    assert callable(offset)
    new = offset(after)
    while after - before > SECOND:
        middle = (before + after) // 2 // SECOND * SECOND
        if offset(middle) == new:
            after = middle
        else:
            before = middle
    return after
