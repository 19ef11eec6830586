"""`wuzha lab labels`: what officers found warnings to be, held against the policy."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from wuzha.cli.evaluation import calibration_of
from wuzha.cli.exits import Exit
from wuzha.cli.tables import figures
from wuzha.cli.terminal import Terminal
from wuzha.cli.trial import policy_or_centre
from wuzha.lab.groups import Share
from wuzha.lab.labels import LabelReport, Precision, label_report, read_labels
from wuzha.packs import pack as pack_of


def run_labels_report(terminal: Terminal, file: Path, policy: Path | None, pack_name: str) -> Exit:
    """How many warnings were confirmed, by level and type, and how true the score was."""
    pack = pack_of(pack_name)
    with policy_or_centre(policy, pack) as path:
        report = label_report(read_labels(file), pack.taxonomy, calibration_of(path))
    terminal.answer(_answer(report), lambda: _show(terminal, report))
    return Exit.OK


def _answer(report: LabelReport) -> dict[str, Any]:
    """Plain data; figures of nothing are null."""
    told = asdict(report)
    del told["counts"]
    return _finite(told)  # type: ignore[no-any-return]  # a mapping comes back as one


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and value != value else value


def _show(terminal: Terminal, report: LabelReport) -> None:
    keys = ("group", "confirmed", "of", "interval", "unknown")
    table = figures(
        terminal.say("labels.title", warnings=f"{report.warnings:,}"),
        *(terminal.say(f"labels.{key}") for key in keys),
    )
    for line in (report.overall, *report.by_level, *report.by_type):
        table.add_row(*_row(line))
    terminal.out.print(table)
    right = report.type_right
    terminal.out.print(terminal.say("labels.type", share=_percent(right), tries=right.tries))
    if (
        report.calibration_error is not None
        and report.calibration_error == report.calibration_error
    ):
        error = f"{report.calibration_error:.3f}"
        terminal.out.print(terminal.say("labels.calibration", error=error))


def _row(line: Precision) -> tuple[str, ...]:
    found = line.share
    interval = f"{found.low:.0%} - {found.high:.0%}" if found.tries else "-"
    name = line.name or "-"
    return name, _percent(found), f"{found.tries:,}", interval, f"{line.unknown:,}"


def _percent(found: Share) -> str:
    return f"{found.value:.0%}" if found.tries else "-"
