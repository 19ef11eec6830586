"""One screening run: wires the pipeline to files, and says in plain data how it went."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wuzha.backends import resources
from wuzha.backends.embedded.engine import EmbeddedEngine
from wuzha.cli.progress import progress_bar
from wuzha.cli.terminal import Terminal
from wuzha.packs import Pack
from wuzha.policy.parse import policy_from_file
from wuzha.policy.tree import Policy
from wuzha.screen.dead_letters import DeadLetterWriter
from wuzha.screen.decision_log import DecisionLog, clear
from wuzha.screen.intake import EventMap, Intake, Source, Summary, read_map
from wuzha.screen.intake.intake import BAD_SHARE_MAX
from wuzha.screen.order import Reorder
from wuzha.screen.pipeline import BATCH_ROWS, screen
from wuzha.screen.scores import Score
from wuzha.screen.tally import Tally
from wuzha.vocabulary.decision import LEVELS, Level
from wuzha.vocabulary.errors import InputError

RAISED = tuple(level for level in LEVELS if level is not Level.NONE)


@dataclass(frozen=True)
class Job:
    """What to screen, with what, and where the results go."""

    sources: Sequence[Source]
    policy: Path
    out: Path
    map: Path | None = None
    lateness: int | None = None
    """In microseconds; None for the policy's."""
    batch_rows: int = BATCH_ROWS
    bad_share_max: float = BAD_SHARE_MAX
    format: str = "parquet"


@dataclass
class _Run:
    """What is known about a run while it lasts."""

    job: Job
    policy: Policy
    tally: Tally = field(default_factory=Tally)
    seconds: float = 0.0


def load_policy(path: Path, pack: Pack) -> Policy:
    """The checked policy of a file, its fraud types known to the pack."""
    return policy_from_file(path, pack.taxonomy.types)


def ready_engine(policy: Policy, pack: Pack) -> EmbeddedEngine:
    """The engine with everything loaded and compiled, so that the first event does not wait."""
    engine = EmbeddedEngine(policy, resources.load(policy, pack.home))
    engine.warm_up()
    return engine


def run_job(
    job: Job,
    pack: Pack,
    terminal: Terminal,
    timer: Callable[[], float] = time.perf_counter,
) -> dict[str, Any]:
    """Screen, and give the summary, which is also written to `summary.json`.

    If it breaks off, the partial log and a summary that says so are left in the folder, and
    the error goes on.
    """
    mapping = read_map(job.map) if job.map else None
    _refuse_absent(job.sources)
    with terminal.waiting("preparing"):
        run = _Run(job, load_policy(job.policy, pack))
        engine = ready_engine(run.policy, pack)
    clear(job.out)
    begun = timer()
    summary = Summary()
    complete = False
    try:
        with (
            DeadLetterWriter(job.out / "dead_letters.ndjson") as dead_letters,
            DecisionLog(job.out, job.format, labelled=_is_labelled(mapping)) as log,
            progress_bar(terminal, job.sources) as watch,
        ):
            intake = Intake(
                pack.home, mapping, dead_letters=dead_letters, bad_share_max=job.bad_share_max
            )
            summary = intake.summary
            order = Reorder(run.policy.lateness if job.lateness is None else job.lateness)
            screen(
                job.sources,
                intake,
                order,
                engine,
                log,
                run.tally,
                batch_rows=job.batch_rows,
                watch=watch,
            )
        complete = True
    finally:
        run.seconds = timer() - begun
        result = summary_of(run, summary, complete)
        text = json.dumps(result, ensure_ascii=False, indent=2)
        (job.out / "summary.json").write_text(text + "\n", encoding="utf-8")
        if not complete:
            terminal.err.print(terminal.say("incomplete", folder=job.out))
    return result


def _refuse_absent(sources: Sequence[Source]) -> None:
    """A wrong name is told at once, not after the policy is compiled or half the files are done."""
    for source in sources:
        if not source.path.exists():
            raise InputError(f"{source.path}: there is no such file")


def _is_labelled(mapping: EventMap | None) -> bool:
    return mapping is not None and mapping.label is not None


def summary_of(run: _Run, records: Summary, complete: bool) -> dict[str, Any]:
    """A run as plain data: the object of `--json` and of `summary.json`."""
    policy, tally = run.policy, run.tally
    return {
        "complete": complete,
        "policy": {"name": policy.name, "version": policy.version, "digest": policy.digest},
        "records": records.records,
        "events": records.events,
        "left_out": records.left_out,
        "dead_letters": dict(records.dead_letters.most_common()),
        "late": tally.late,
        "flagged": tally.flagged,
        "passed": tally.passed,
        "levels": {level.value: tally.levels[level] for level in LEVELS},
        "actions": dict(tally.actions.most_common()),
        "types": dict(tally.types.most_common()),
        "rules": {name: tally.rules[name] for name in policy.rules},
        "scores": _scores(tally, policy),
        "samples": tally.samples,
        "unknown_columns": sorted(records.unknown),
        "dropped_values": dict(records.not_of_kind.most_common()),
        "seconds": round(run.seconds, 3),
        "records_per_second": round(records.records / run.seconds) if run.seconds else 0,
        "out": str(run.job.out),
    }


def _scores(tally: Tally, policy: Policy) -> dict[str, Any] | None:
    """The scores by the level from which on an event counts as flagged; None without labels."""
    if not tally.scores.labelled:
        return None
    return {level: _score(tally.scores.at(level)) for level in RAISED if level in policy.levels}


def _score(score: Score) -> dict[str, Any]:
    shares = ("precision", "recall", "f1", "false_alarms")
    counts = ("true_positives", "false_positives", "false_negatives", "true_negatives")
    return {name: getattr(score, name) for name in (*shares, *counts)}
