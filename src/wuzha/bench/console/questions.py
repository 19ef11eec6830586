"""What is asked of the pages, by users from the ministry to a station in turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wuzha.bench import census
from wuzha.bench.console.plan import COUNTERPARTIES, HOT, STRIDE, Filling, counterparty
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.models import OPEN_STATES, Warning
from wuzha.centre.warn.queries import QueueFilter, queue
from wuzha.packs import pack
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import LEVELS, STAGES

ROLE = Role.SUPERVISOR
"""Sees the queue, searches, opens and works on everything below."""

UNITS_ASKING = 3
"""Of each level; the ministry is one."""

SHARE_PLAIN, SHARE_DEEP = 0.3, 0.5
"""Of the questions to the queue: without a filter; beyond the first page."""

DEPTHS = (50, 500, 3_000)
OPEN_MAX = 300


@dataclass(frozen=True)
class Asking:
    """Draws questions. `users` take their turns."""

    filling: Filling
    users: Sequence[User]
    chance: np.random.Generator

    def queue(self, count: int, at: Instant) -> Iterator[tuple[User, QueueFilter, str]]:
        """User, filter and place to go on from: the first page, or somewhere deep in the list."""
        for user in self._turns(count):
            wanted = QueueFilter() if self._with(SHARE_PLAIN) else self._filter(user)
            after = ""
            if self._with(SHARE_DEEP):
                depth = int(self.chance.choice(DEPTHS))
                after = queue(user, wanted, limit=depth, at=at).older or ""
            yield user, wanted, after

    def search(self, count: int) -> Iterator[tuple[User, str]]:
        """User and what is typed: phones and accounts of people and of nobody, phones that few or
        many were called from, a warning's number, no identifier at all."""
        for turn, user in enumerate(self._turns(count)):
            person, other = self._person(user), self._draw(COUNTERPARTIES)
            texts = (
                census.phone(person),
                "+" + census.phone(person),
                census.account(person),
                counterparty(other),
                counterparty(self._draw(HOT)),
                census.phone(self.filling.persons + other),
                f"#{self._of_person(person)}",
                "不认识",
            )
            # The users' turns come round in another rhythm than the texts'.
            yield user, texts[(turn // len(self.users) + turn) % len(texts)]

    def warning(self, count: int) -> Iterator[tuple[User, int]]:
        """User and number of a warning in sight, every other one open."""
        still_open = {user.pk: self._open(user) for user in self.users}
        for turn, user in enumerate(self._turns(count)):
            numbers = still_open[user.pk]
            if numbers and (turn // len(self.users)) % 2:
                yield user, numbers[self._draw(len(numbers))]
            else:
                yield user, self._of_person(self._person(user))

    def _turns(self, count: int) -> Iterator[User]:
        return (self.users[turn % len(self.users)] for turn in range(count))

    def _draw(self, count: int) -> int:
        return int(self.chance.integers(count))

    def _with(self, share: float) -> bool:
        return bool(self.chance.random() < share)

    def _filter(self, user: User) -> QueueFilter:
        """One to three conditions of the kinds that the page offers."""
        types = list(pack("cn").taxonomy.types)
        choices = [
            {"levels": frozenset({LEVELS[1 + self._draw(4)], LEVELS[1 + self._draw(4)]})},
            {"types": frozenset(types[self._draw(len(types))] for _ in range(3))},
            {"stages": frozenset({STAGES[self._draw(len(STAGES))]})},
            {"states": frozenset({OPEN_STATES[self._draw(len(OPEN_STATES))]})},
            {"unit": self._unit_below(user).code},
            {"overdue": True},
            {"mine": True},
        ]
        wanted = QueueFilter()
        for row in self.chance.permutation(len(choices))[: 1 + self._draw(3)]:
            wanted = replace(wanted, **choices[row])
        return wanted

    def _unit_below(self, user: User) -> Unit:
        levels = [*self.filling.tree.levels]
        level = levels[min(levels.index(user.unit.level) + 1, len(levels) - 1)]
        units = [one for one in self.filling.tree[level] if one.code.startswith(user.unit.code)]
        return units[self._draw(len(units))]

    def _person(self, user: User) -> int:
        """The number of somebody who lives below the user's unit."""
        stations = self.filling.tree["station"]
        rows = [k for k, one in enumerate(stations) if one.code.startswith(user.unit.code)]
        rows = [k for k in rows if k < self.filling.persons]
        row = rows[self._draw(len(rows))] if rows else 0
        homes = max((self.filling.persons - row - 1) // len(stations), 0)
        return row + self._draw(homes + 1) * len(stations)

    def _of_person(self, person: int) -> int:
        """The number of the latest warning about a person; person_of the other way round."""
        persons = self.filling.persons
        first = person * pow(STRIDE, -1, persons) % persons or persons
        return first + (self.filling.warnings - first) // persons * persons

    def _open(self, user: User) -> list[int]:
        some = Warning.objects.filter(
            state__in=OPEN_STATES, person__place__startswith=user.unit.code
        )
        return list(some.values_list("pk", flat=True)[:OPEN_MAX])


def askers(tree: census.Tree, at: Instant) -> list[User]:
    """Users of every level who ask, spread over the country."""
    users = []
    for units in tree.levels.values():
        some = units[:: max(len(units) // UNITS_ASKING, 1)][:UNITS_ASKING]
        users += census.employ(some, 1, ROLE, at)
    return users
