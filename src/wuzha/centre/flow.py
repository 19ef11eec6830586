"""Flow: when X has happened, do Y. And: what is due by the clock.

This is the whole table. A reaction gets the fact and the instant at which it is delivered; it takes
effect once for each fact. A timer gets an instant and how many rows it may handle, and says how
many it did.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from wuzha.centre.actor import process
from wuzha.centre.approve import actions as approve
from wuzha.centre.approve import granting
from wuzha.centre.dissuade import actions as dissuade
from wuzha.centre.dissuade.tallying import tally
from wuzha.centre.outbox.delivery import Reaction, forget
from wuzha.centre.warn import actions as warn
from wuzha.centre.warn.actions import releasing
from wuzha.vocabulary.clock import Instant

Timer = Callable[[Instant, int], int]

FLOW: Mapping[str, Sequence[Reaction]] = {
    "warning.issued": (dissuade.start,),
    "warning.risen": (dissuade.rise,),
    "warning.handed_over": (dissuade.follow,),
    "warning.ended": (dissuade.supersede,),
    "user.left": (dissuade.leave,),
    "proposal.approved": (granting.grant_role, releasing.release_ladder),
}
"""Facts that are not here are for the record alone."""


def _proposals(at: Instant, limit: int) -> int:
    return approve.expire(process("timers"), at, limit)


def _aftercare(at: Instant, limit: int) -> int:
    return warn.aftercare(at, limit).kept


TIMERS: Mapping[str, Timer] = {
    "steps that slept until now": dissuade.wake,
    "steps past their deadline": dissuade.lapse,
    "steps of units that are full": dissuade.balance,
    "warnings that no unit acknowledged": warn.escalate,
    "warnings that have run out": warn.expire,
    "warnings whose week has passed": warn.verify,
    "victims to be told of recovery scams": _aftercare,
    "figures of the overview": tally,
    "proposals that nobody decided on": _proposals,
    "evidence that need not be kept": warn.forget,
    "facts that were delivered long ago": forget,
}
"""Every timer, by what it looks after."""
