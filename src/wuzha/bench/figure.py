"""Figures: what a bench measured, beside what was promised."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CPU_INFO = Path("/proc/cpuinfo")


@dataclass(frozen=True)
class Figure:
    """One measured value; it holds if it reaches its target, from below if `at_most`."""

    name: str
    value: float
    unit: str
    target: float
    at_most: bool = False

    @property
    def holds(self) -> bool:
        """NaN, a figure that could not be taken, never holds."""
        return self.value <= self.target if self.at_most else self.value >= self.target


@dataclass(frozen=True)
class BenchResult:
    """What one run of a bench found; `notes` say how, for people."""

    bench: str
    commit: str
    machine: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, bench: str, figures: Sequence[Figure], notes: Sequence[str]) -> BenchResult:
        """The result of a run on this machine, from the checkout that the code stands in."""
        return cls(bench, commit(), machine(), tuple(figures), tuple(notes))

    def answer(self) -> dict[str, Any]:
        """As plain data: the object that `wuzha bench NAME --json` prints."""
        figures = [
            {
                "name": figure.name,
                "value": _rounded(figure.value),
                "unit": figure.unit,
                "target": figure.target,
                "holds": figure.holds,
            }
            for figure in self.figures
        ]
        head = {"bench": self.bench, "commit": self.commit, "machine": self.machine}
        return {**head, "figures": figures, "notes": [*self.notes]}


def _rounded(value: float) -> float | None:
    """Four digits are more than a run repeats; JSON has no NaN."""
    return None if value != value else float(f"{value:.4g}")


def commit() -> str:
    """The short hash of the code's commit, `+` behind it if files differ; `unknown` without git."""
    here = Path(__file__).parent
    try:
        found = _git(here, "rev-parse", "--short", "HEAD").strip()
        return found + ("+" if _git(here, "status", "--porcelain", "--", ".") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _git(folder: Path, *words: str) -> str:
    command = ["git", "-C", str(folder), *words]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def machine() -> str:
    """Processor, cores and Python, in one line."""
    return f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _processor() -> str:
    if _CPU_INFO.exists():
        for line in _CPU_INFO.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
