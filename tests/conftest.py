"""What holds for all tests: how long hypothesis looks, that a server skips nothing, and that
kernels check their bounds."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings

IN_CI = os.environ.get("CI") == "true"
DEEP = os.environ.get("WUZHA_DEEP") == "1"

# Read when numba is first imported, which is later than here. Machine code that checks bounds
# must never meet that of a normal run, so it has folders of its own, kept from run to run.
KERNELS = Path(__file__).parent.parent / ".pytest_cache" / "kernels"
os.environ["NUMBA_BOUNDSCHECK"] = "1"
os.environ["NUMBA_CACHE_DIR"] = str(KERNELS / "numba")
os.environ["WUZHA_CACHE"] = str(KERNELS)

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

# A shared machine is slow at times, so no test has a deadline of its own. A server repeats the
# same examples: a red run there is about the change; new examples are looked for elsewhere.
settings.register_profile("quick", max_examples=100, deadline=None, print_blob=True)
settings.register_profile("ci", settings.get_profile("quick"), derandomize=True)
settings.register_profile("deep", settings.get_profile("quick"), max_examples=10_000)
settings.load_profile("deep" if DEEP else "ci" if IN_CI else "quick")


def _refuse_skip(report: Report) -> Report:
    """A skip on the server is a failure: it says that nothing was proved. xfail is not a skip."""
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: CI=true lets nothing be skipped: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _refuse_skip((yield))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many pairs of policy and stream the engines agreed on: a proof says how large it is."""
    passed = terminalreporter.stats.get("passed", [])
    found = [
        value for report in passed for name, value in report.user_properties if name == "pairs"
    ]
    if found:
        terminalreporter.write_line(f"engines agree on {sum(found):,} pairs of policy and stream")
