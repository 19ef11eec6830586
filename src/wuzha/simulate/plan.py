"""What kind of city to make."""

from __future__ import annotations

from dataclasses import dataclass

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
"""Microseconds."""

START = 1_709_481_600 * SECOND
"""Monday, 4 March 2024, local midnight (UTC+8)."""


@dataclass(frozen=True)
class Injection:
    """A script that nobody has seen before, used from `at` on by one gang.

    `at` counts microseconds from the start of the city; `playbook` is the code of the playbook
    whose stages it follows with words, sites and names of its own.
    """

    at: int
    playbook: str = "refund_service"


@dataclass(frozen=True)
class CityPlan:
    """Everything that decides what a city is: the same plan makes the same bytes.

    `playbooks` limits the fraud to some, by code; `victims_per_day` is the share of people with
    whom an episode that ends in a payment begins, per day; `start` is local midnight of the first
    day, in microseconds since 1970.
    """

    people: int = 20_000
    days: int = 3
    seed: int = 1
    start: int = START
    victims_per_day: float = 0.0008
    fraud: bool = True
    twins: bool = True
    playbooks: tuple[str, ...] | None = None
    inject: Injection | None = None

    @property
    def end(self) -> int:
        """The first instant after the last day."""
        return self.start + self.days * DAY
