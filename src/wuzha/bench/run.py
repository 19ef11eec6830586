"""How benches take time, and where what they found is kept."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

HISTORY = Path("bench/history.jsonl")
"""Below the checkout; one answer a line, oldest first."""

LAPS = 5


def cpu_seconds(work: Callable[[], object], laps: int = LAPS) -> float:
    """Processor seconds of one call, all threads of the process: the median of some laps."""
    taken = []
    for _ in range(laps):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return median(taken)


def record(answer: dict[str, Any], history: Path = HISTORY) -> None:
    """Adds an answer to the history."""
    history.parent.mkdir(parents=True, exist_ok=True)
    with history.open("a", encoding="utf-8") as file:
        file.write(json.dumps(answer, ensure_ascii=False) + "\n")
