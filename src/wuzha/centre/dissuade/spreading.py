"""Spreading: which steps a unit that is full, or has nobody on duty, gives to which other unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wuzha.packs.ladder import Capacity
from wuzha.vocabulary.decision import LEVELS

MOVES_MAX = 3
"""A step that was moved this often stays where it is, unless nobody is there at all."""


@dataclass
class Office:
    """One unit's officers on duty and the open steps that they have or wait for them."""

    code: str
    officers: int
    load: int = 0

    def room(self, capacity: Capacity) -> int:
        """How many more steps before it is full; negative beyond."""
        return self.officers * capacity.steps_per_officer - self.load

    @property
    def strain(self) -> float:
        """Open steps per officer."""
        return self.load / self.officers


@dataclass(frozen=True, slots=True)
class Load:
    """One ready step: where it is, its level's row, its deadline, how often it was moved."""

    number: int
    place: str
    level: int
    due_at: int
    moves: int


@dataclass(frozen=True, slots=True)
class Shift:
    """A step goes to the unit `to`; None sheds it: it ends, and what is left is a message."""

    number: int
    to: str | None


def surplus(office: Office, ready: Iterable[Load], capacity: Capacity) -> list[Load]:
    """The ready steps beyond what the office can hold: the least urgent ones."""
    steps = sorted(ready, key=_urgency)
    if not office.officers:
        return steps
    beyond = -office.room(capacity)
    return steps[max(len(steps) - beyond, 0) :] if beyond > 0 else []


def spread(
    steps: Sequence[Load],
    offices: Mapping[str, Office],
    ways: Mapping[str, Sequence[Sequence[str]]],
    capacity: Capacity,
) -> list[Shift]:
    """Where surplus steps go, the most urgent first.

    `ways` lists for each place the groups of other units to ask, one group after the other: its
    siblings, then each unit above. A step goes to the least strained office of the first group
    that has room. Where none has, the level that may be shed ends, and a step of a place without
    officers joins the least strained queue that has some: it is served there by its urgency.
    """
    shifts = []
    for step in sorted(steps, key=_urgency):
        groups = [[offices[code] for code in group] for group in ways[step.place]]
        alone = not offices[step.place].officers
        target = _with_room(groups, capacity) if alone or step.moves < MOVES_MAX else None
        if target is None and step.level <= LEVELS.index(capacity.shed):
            shifts.append(Shift(step.number, None))
            offices[step.place].load -= 1
            continue
        if target is None and alone:
            target = _least_strained([office for group in groups for office in group])
        if target is not None:
            shifts.append(Shift(step.number, target.code))
            offices[step.place].load -= 1
            target.load += 1
    return shifts


def _with_room(groups: Sequence[Sequence[Office]], capacity: Capacity) -> Office | None:
    for group in groups:
        free = [office for office in group if office.room(capacity) > 0]
        if free:
            return _least_strained(free)
    return None


def _least_strained(offices: Sequence[Office]) -> Office | None:
    staffed = [office for office in offices if office.officers]
    return min(staffed, key=lambda office: (office.strain, office.code), default=None)


def _urgency(step: Load) -> tuple[int, int, int]:
    return -step.level, step.due_at, step.number
