"""Shadow: a candidate runs beside the live engine on the same events and changes nothing."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from wuzha.lab.sightings import Engine
from wuzha.policy.tree import Policy
from wuzha.screen.decision_log import DecisionLog, is_finished
from wuzha.vocabulary.errors import InputError, WuzhaError


class Shadow:
    """An engine that answers with the live engine's decisions and logs the candidate's apart.

    The candidate's decisions go to a decision log in `folder`, which must not hold one yet and
    must not be the live one's. Leaving the context manager without an error completes that log.
    The live decisions never wait for a verdict on the shadow: if the candidate or its disk fails,
    the shadow ends there, `broken` says why, and its log stays partial.
    """

    def __init__(self, live: Engine, candidate: Engine, folder: Path) -> None:
        if is_finished(folder):
            raise InputError(f"{folder}: there are decisions in this folder; choose an empty one")
        folder.mkdir(parents=True, exist_ok=True)
        self._live, self._candidate = live, candidate
        self._log = DecisionLog(folder)
        self.broken: str | None = None

    @property
    def policy(self) -> Policy:
        """The live policy."""
        return self._live.policy

    def decide(self, events: pa.Table) -> pa.Table:
        decisions = self._live.decide(events)
        if self.broken is None:
            try:
                self._log.write(self._candidate.decide(events))
            except (WuzhaError, OSError, pa.ArrowException) as error:
                self.broken = f"{type(error).__name__}: {error}"
        return decisions

    def __enter__(self) -> Shadow:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None and self.broken is None:
            self._log.complete()
        else:
            self._log.__exit__(kind, error, trace)


def shadow_decisions(folder: Path) -> pa.Table:
    """What a completed shadow logged; InputError if it is not there or not complete."""
    if not is_finished(folder):
        raise InputError(f"{folder}: no shadow was completed in this folder")
    return pq.read_table(folder / "decisions.parquet")
