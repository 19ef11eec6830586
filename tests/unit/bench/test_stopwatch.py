"""A stopwatch counts each moment for one stage only."""

from __future__ import annotations

import time

from wuzha.bench.stopwatch import Stopwatch


def spend(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


class Works:
    def outer(self) -> str:
        spend(0.02)
        return self.inner()

    def inner(self) -> str:
        spend(0.04)
        return "done"


def test_time_inside_another_stage_counts_there_only() -> None:
    works, watch = Works(), Stopwatch()
    watch.wrap(works, "inner", "inside")
    watch.wrap(works, "outer", "outside")
    started = time.process_time()
    assert works.outer() == "done"
    taken = time.process_time() - started
    assert watch.seconds["inside"] >= 0.04
    assert 0.02 <= watch.seconds["outside"] < watch.seconds["inside"]
    assert sum(watch.seconds.values()) <= taken
