"""Results: how a step of the ladder, and a whole warning, came out. Closed lists."""

from __future__ import annotations

from enum import StrEnum


class Result(StrEnum):
    """What one step came to. The first six an officer codes, the others the house."""

    BELIEVED = "believed"
    DOUBTED = "doubted"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    ALREADY_PAID = "already_paid"
    FALSE_ALARM = "false_alarm"

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    LAPSED = "lapsed"
    """The deadline passed and nobody had tried: capacity was short."""
    NO_CHANNEL = "no_channel"
    """There was no way to go: no carrier, no number, no consent."""
    WITHHELD = "withheld"
    """Not sent on purpose: the person had too many warnings lately."""
    SUPERSEDED = "superseded"
    """The warning ended, or rose, before this step was needed."""


CODED_BY_OFFICER = (
    Result.BELIEVED,
    Result.DOUBTED,
    Result.REFUSED,
    Result.UNREACHABLE,
    Result.ALREADY_PAID,
    Result.FALSE_ALARM,
)

SETTLING = frozenset({Result.BELIEVED, Result.ALREADY_PAID, Result.FALSE_ALARM})
"""A step with one of these ends its warning; any other leads to the next rung."""


class Ending(StrEnum):
    """How a warning ended."""

    DISSUADED = "dissuaded"
    INFORMED = "informed"
    """A message arrived and the ladder of this level asks for no more."""
    UNMOVED = "unmoved"
    """Every rung was climbed; the person was spoken to and did not believe."""
    UNREACHED = "unreached"
    """Every rung was climbed and nobody reached the person."""
    ALREADY_PAID = "already_paid"
    FALSE_ALARM = "false_alarm"
    EXPIRED = "expired"


class Grade(StrEnum):
    """How sure we are that something was prevented (docs/concepts.md)."""

    A = "a"
    """The person admits the contact and was about to pay."""
    B = "b"
    """The person confirms the contact."""
    C = "c"
    """A message was sent and nothing else is known."""
