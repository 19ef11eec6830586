"""The benches behind PROMISES.md: each runs ours and its rivals on the same work."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

Bench = Callable[[bool], dict[str, Any]]


def _bench(name: str) -> Bench:
    """`wuzha.bench.<name>.<name>(quick)`, imported when it runs: rivals need not be installed."""

    def run(quick: bool) -> dict[str, Any]:
        module = importlib.import_module(f"wuzha.bench.{name}")
        answer: dict[str, Any] = getattr(module, name)(quick).answer()
        return answer

    return run


BENCHES: dict[str, Bench] = {
    name: _bench(name)
    for name in ("engine", "rules", "screen", "policy", "simulate", "centre", "console")
}
"""By name: takes `quick`, gives the object of `figure.BenchResult.answer`."""
