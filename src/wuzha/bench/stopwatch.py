"""Where processor time goes: methods of living objects wrapped for one run."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any


class Stopwatch:
    """Seconds of processor time by stage; what a stage spends inside another counts there only."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._open: list[float] = []

    def wrap(self, owner: Any, method: str, stage: str) -> None:
        """From now on calls of the method count for the stage."""
        setattr(owner, method, self.timed(getattr(owner, method), stage))

    def timed(self, work: Callable[..., Any], stage: str) -> Callable[..., Any]:
        """The same function, counted for the stage."""

        def measured(*args: Any, **names: Any) -> Any:
            started = time.process_time()
            self._open.append(0.0)
            try:
                return work(*args, **names)
            finally:
                taken = time.process_time() - started
                self.seconds[stage] += taken - self._open.pop()
                if self._open:
                    self._open[-1] += taken

        return measured
