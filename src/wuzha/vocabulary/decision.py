"""Decisions: what the screening plane says about one event."""

from __future__ import annotations

from enum import StrEnum

import pyarrow as pa


class Level(StrEnum):
    """How bad it looks, in rising order."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Stage(StrEnum):
    """How far the fraud has come, in rising order."""

    CONTACT = "contact"
    TRUST = "trust"
    PAYMENT = "payment"


class Action(StrEnum):
    """What to do with the event itself, in rising order of force."""

    ALLOW = "allow"
    LABEL = "label"
    CHALLENGE = "challenge"
    DELAY = "delay"
    HOLD = "hold"
    BLOCK = "block"


LEVELS = tuple(Level)
STAGES = tuple(Stage)
ACTIONS = tuple(Action)

STOPPING = frozenset({Action.HOLD, Action.BLOCK})
"""Actions that one fired rule alone may never cause: no single signal blocks anybody."""

SCORE_MAX = 100

REASON = pa.struct(
    [
        ("rule", pa.string()),
        ("points", pa.int16()),
        ("zh", pa.string()),
        ("en", pa.string()),
    ]
)

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("at", pa.int64()),
        ("kind", pa.string()),
        ("person", pa.string()),
        ("score", pa.int16()),
        ("level", pa.string()),
        ("type", pa.string()),
        ("stage", pa.string()),
        ("action", pa.string()),
        ("reasons", pa.list_(REASON)),
        ("late", pa.bool_()),
        ("policy", pa.string()),
    ]
)
"""One row per event, in processing order; `policy` is name@version#digest."""
