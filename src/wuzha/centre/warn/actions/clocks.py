"""The clocks of a warning: until a unit has taken it, then until it expires."""

from __future__ import annotations

from wuzha.centre.warn.models import Warning
from wuzha.packs.ladder import Ladder
from wuzha.vocabulary.clock import Instant


def start_clock(warning: Warning, ladder: Ladder, at: Instant) -> None:
    """A unit has to take the warning up within what its level allows from now on; and it stays
    open for as long as its level does, from now on."""
    level = ladder.levels[warning.level_code]
    warning.expires_at = max(warning.expires_at or 0, at + level.open_for)
    restart_clock(warning, ladder, at)


def restart_clock(warning: Warning, ladder: Ladder, at: Instant) -> None:
    """Another unit has to take it up; when it expires stays as it is."""
    acknowledge = ladder.levels[warning.level_code].acknowledge
    warning.due_at = min(at + acknowledge, warning.expires_at)
