"""Actors: who does something in the centre. Every change names one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    USER = "user"
    PROCESS = "process"
    PARTNER = "partner"
    CITIZEN = "citizen"


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is the user's number, a process' or partner's name; `place` the code of its unit."""

    kind: ActorKind
    id: str
    place: str = ""


def process(name: str) -> Actor:
    """One of our own processes: `timers`, `delivery`, `receiving`."""
    return Actor(ActorKind.PROCESS, name)
