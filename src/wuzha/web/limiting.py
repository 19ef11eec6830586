"""Limiting how often something may be asked, by who asks: counted in windows of the house's time.

Counts are kept in Django's cache, so each process has its own unless the installation shares one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.cache import cache

from wuzha.vocabulary.clock import SECOND, Instant


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` in each window of so many `seconds`."""

    name: str
    times: int
    seconds: int

    def allows(self, who: str, at: Instant) -> bool:
        """Counts one more; False from the first that is too many until the window is over."""
        window = at // (self.seconds * SECOND)
        digest = hashlib.sha256(who.encode()).hexdigest()[:32]
        key = f"limit:{self.name}:{digest}:{window}"
        cache.add(key, 0, timeout=self.seconds)
        try:
            return cache.incr(key) <= self.times
        except ValueError:
            # Thrown out between the two calls, as a full cache may: it starts again.
            return True
