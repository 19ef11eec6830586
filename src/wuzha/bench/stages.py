"""What each stage of screening costs: one more run, with a stopwatch in its joints."""

from __future__ import annotations

from collections.abc import Iterator

from wuzha.backends.embedded.engine import EmbeddedEngine
from wuzha.bench.stopwatch import Stopwatch
from wuzha.screen.decision_log import DecisionLog
from wuzha.screen.intake import Intake
from wuzha.screen.order import Reorder
from wuzha.screen.tally import Tally


def put_in(
    watch: Stopwatch,
    intake: Intake,
    order: Reorder,
    engine: EmbeddedEngine,
    log: DecisionLog,
    tally: Tally,
) -> None:
    """Counts the time of these for the watch; whatever is left is reading."""
    watch.wrap(intake, "accept", "intake")
    watch.wrap(order, "push", "order")
    watch.wrap(order, "flush", "order")
    watch.wrap(engine, "load", "columns")
    watch.wrap(engine._texts, "fill", "texts and lists")
    watch.wrap(engine, "move_windows", "windows")
    kernels = engine._kernels
    kernels.finish = [watch.timed(kernel, "windows") for kernel in kernels.finish]
    watch.wrap(engine, "_models", "model")
    watch.wrap(engine, "judge", "rules and verdict")
    watch.wrap(engine._reasons, "column", "reasons")
    watch.wrap(engine, "decide", "decide")
    watch.wrap(log, "write", "write")
    watch.wrap(log, "complete", "write")
    watch.wrap(tally, "count", "tally")


def lines(watch: Stopwatch, total: float, events: int) -> Iterator[str]:
    """Nanoseconds an event, the dearest stage first."""
    left = total - sum(watch.seconds.values())
    by_stage = {**watch.seconds, "read": left}
    for stage, seconds in sorted(by_stage.items(), key=lambda item: -item[1]):
        yield f"{stage}: {seconds / events * 1e9:,.0f} ns an event ({seconds / total:.0%})"
