"""Presence: what the people at the demo's console are doing."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max

from wuzha.centre.actor import ActorKind
from wuzha.centre.audit.models import Entry
from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.states import TAKEN
from wuzha.centre.units.models import User
from wuzha.vocabulary.clock import MINUTE, Instant, instant_of

ACTIVE_FOR = 3 * MINUTE
"""Of the machine's time: who did nothing for longer has gone."""


class Presence:
    """The users who may sign in, looked at once in a while."""

    def __init__(self, users: Iterable[User]) -> None:
        self._numbers = [user.pk for user in users]
        self.places: frozenset[str] = frozenset()
        """Units where somebody was at work lately."""
        self.in_hand = False
        """Whether one of them has a step in hand."""

    def look(self, at: Instant, speed: float, real: Instant) -> None:
        """`at` is the house's instant, `real` the machine's."""
        latest = Entry.objects.filter(
            actor_kind=ActorKind.USER, actor__in=[str(number) for number in self._numbers]
        )
        acted = dict(latest.values_list("actor").annotate(Max("at")))
        here = set()
        for user in User.objects.filter(pk__in=self._numbers).select_related("unit"):
            came = instant_of(user.last_login) if user.last_login else 0
            did = acted.get(str(user.pk), 0)
            if real - came < ACTIVE_FOR or at - did < ACTIVE_FOR * speed:
                here.add(user.unit.code)
        self.places = frozenset(here)
        self.in_hand = Step.objects.filter(state=TAKEN, officer__in=self._numbers).exists()
