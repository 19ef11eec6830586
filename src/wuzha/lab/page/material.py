"""What the page is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from wuzha.lab.calibration import Calibration
from wuzha.lab.groups import Share, share
from wuzha.lab.novelty import Script
from wuzha.lab.outcome import Outcome
from wuzha.lab.page.names import Names
from wuzha.lab.page.words import Words
from wuzha.lab.report import Report
from wuzha.simulate.check import Check

LAST = "warned_before_last_payment"
FIRST = "warned_before_first_payment"


@dataclass(frozen=True)
class Material:
    """The report with the outcomes and curves behind it, and the words to say it in."""

    report: Report
    outcomes: Sequence[Outcome]
    curves: Sequence[pa.Table]
    words: Words
    names: Names
    calibration: Calibration | None = None
    held_out: frozenset[str] = frozenset()
    scripts: Sequence[Script] = ()
    checks: Sequence[Check] = ()

    def groups(self, by: str) -> list[dict[str, Any]]:
        """The counts of a grouping over all cities together, in the order of their codes."""
        rows = [row for row in self.report.groups.to_pylist() if row["by"] == by]
        return sorted(rows, key=lambda row: str(row["group"]))

    @property
    def recall(self) -> Share:
        """Cases warned before the last payment, of all cases of all cities."""
        rows = self.groups("playbook")
        return share(sum(row[LAST] for row in rows), sum(row["episodes"] for row in rows))
