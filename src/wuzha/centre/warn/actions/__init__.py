"""What is done to warnings; the only writer of them."""

from __future__ import annotations

from wuzha.centre.warn.actions.ending import end, locked
from wuzha.centre.warn.actions.foreseeing import aftercare, taint
from wuzha.centre.warn.actions.receiving import Received, receive
from wuzha.centre.warn.actions.timing import escalate, expire, forget, verify
from wuzha.centre.warn.actions.working import (
    CLOSABLE,
    acknowledge,
    close,
    hand_over,
    mark_acknowledged,
)

__all__ = [
    "CLOSABLE",
    "Received",
    "acknowledge",
    "aftercare",
    "close",
    "end",
    "escalate",
    "expire",
    "forget",
    "hand_over",
    "locked",
    "mark_acknowledged",
    "receive",
    "taint",
    "verify",
]
