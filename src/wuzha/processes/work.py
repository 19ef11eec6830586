"""Work: what the centre does by itself, round after round: follow up, post, sweep."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from django.db import OperationalError, close_old_connections

from wuzha.processes.delivery import follow_up, post
from wuzha.processes.timers import sweep
from wuzha.vocabulary.clock import SECOND, Clock, Instant
from wuzha.vocabulary.notice import Carrier

log = logging.getLogger(__name__)

SWEEP_EVERY = SECOND
IDLE_SECONDS = 0.2
AWAY_SECONDS = 5.0
"""How long a database that does not answer is left alone."""


def work(
    carriers: Sequence[Carrier],
    clock: Clock,
    stopped: Callable[[], bool],
    pause: Callable[[float], object],
) -> None:
    """Round after round until `stopped`, without a pause while there is something to do.

    Several processes may work at once: rows are handed out by locks.
    """
    swept: Instant = 0
    while not stopped():
        try:
            close_old_connections()
            at = clock()
            busy = follow_up(at) + post(carriers, at)
            if at - swept >= SWEEP_EVERY:
                swept = at
                busy += sweep(at)
        except OperationalError as error:
            log.error("the database does not answer: %s", type(error).__name__)
            pause(AWAY_SECONDS)
        else:
            if not busy:
                pause(IDLE_SECONDS)
