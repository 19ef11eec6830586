"""`wuzha bench policy`: what it takes to read, compile and load a policy.

The policy is that of the screen bench: 40 features, 50 rules, lists, patterns, a lexicon of 10,000
phrases and a model. Compiling happens once per version of a policy, away from the hot path.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from wuzha.backends import resources
from wuzha.backends.embedded.engine import EmbeddedEngine
from wuzha.bench.figure import BenchResult, Figure
from wuzha.bench.run import cpu_seconds
from wuzha.bench.screen_files import write_policy
from wuzha.packs import pack
from wuzha.policy.explain import explain
from wuzha.policy.parse import policy_from_file

_SEED = 20_211_213


def policy(quick: bool) -> BenchResult:
    """Runs the bench; `quick` takes fewer laps."""
    laps = 3 if quick else 7
    with tempfile.TemporaryDirectory() as folder:
        path = write_policy(Path(folder), _SEED)
        read = cpu_seconds(lambda: policy_from_file(path), laps)
        found = policy_from_file(path)
        said = cpu_seconds(lambda: (explain(found, "zh"), explain(found, "en")), laps)
        loaded = resources.load(found, pack("cn").home)
        cache = Path(folder) / "cache"

        def compile_all() -> None:
            EmbeddedEngine(found, loaded, cache=cache).warm_up()

        first = _wall(compile_all)
        again = median(_wall(compile_all) for _ in range(laps))
    figures = [
        Figure("read_s", read, "s", 1.0, at_most=True),
        Figure("explain_s", said, "s", 1.0, at_most=True),
        Figure("compile_s", first, "s", 60.0, at_most=True),
        Figure("load_compiled_s", again, "s", 1.0, at_most=True),
    ]
    notes = [f"{len(found.features)} features, {len(found.rules)} rules"]
    return BenchResult.of("policy", figures, notes)


def _wall(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
