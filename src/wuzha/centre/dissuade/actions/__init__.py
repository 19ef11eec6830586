"""What is done with steps: `climbing` the ladder, `carrying` notices to persons, `working` them as
an officer, and `timing` what nobody does in time."""

from wuzha.centre.dissuade.actions.balancing import balance
from wuzha.centre.dissuade.actions.carrying import due_notices, take_receipts
from wuzha.centre.dissuade.actions.climbing import follow, rise, start, supersede
from wuzha.centre.dissuade.actions.moving import leave, move
from wuzha.centre.dissuade.actions.timing import lapse, wake
from wuzha.centre.dissuade.actions.working import (
    Miss,
    justify,
    missed,
    put_back,
    record,
    take,
    take_next,
)
from wuzha.centre.dissuade.report import Report

__all__ = [
    "Miss",
    "Report",
    "balance",
    "due_notices",
    "follow",
    "justify",
    "lapse",
    "leave",
    "missed",
    "move",
    "put_back",
    "record",
    "rise",
    "start",
    "supersede",
    "take",
    "take_next",
    "take_receipts",
    "wake",
]
