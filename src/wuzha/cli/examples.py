"""`wuzha examples`: the example policies on the example events, and on public data too."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wuzha.cli.exits import Exit
from wuzha.cli.real_data import REAL_SETS, missing, prepare
from wuzha.cli.screening import Job, run_job
from wuzha.cli.tables import show_brief
from wuzha.cli.terminal import Terminal
from wuzha.packs import Pack
from wuzha.packs import pack as pack_of
from wuzha.screen.intake import Source
from wuzha.vocabulary.errors import InputError

EXAMPLES = {
    "telecom": "telecom.ndjson",
    "messages": "messages.csv",
    "visits": "visits.csv",
    "transfers": "transfers.csv",
}
"""The shipped events of each example; its policy and mapping have its name."""


@dataclass(frozen=True)
class Example:
    """One example of a pack, on the disk."""

    name: str
    folder: Path

    @property
    def events(self) -> Path:
        return self.folder / EXAMPLES[self.name]

    def job(self, source: Path, out: Path) -> Job:
        """Screening `source` with the example's policy and mapping."""
        policy = self.folder / f"{self.name}.yaml"
        return Job([Source(source)], policy, out, map=self.folder / f"{self.name}.map.yaml")


def run_examples(terminal: Terminal, data: Path | None, out: Path | None, pack_name: str) -> Exit:
    """Screen every example; each set of events gets a table as soon as it is done."""
    pack = pack_of(pack_name)
    if data is not None and not data.is_dir():
        raise InputError(f"{data}: there is no such folder of data sets")
    answers: list[dict[str, Any]] = []
    with _examples(pack) as examples, _folder(out) as folder:
        for example in examples:
            for answer in _screened(example, pack, terminal, data, folder):
                answers.append(answer)
                if not terminal.as_json:
                    show_brief(terminal, answer, _title(terminal, answer))
    terminal.answer({"sets": answers}, lambda: _show_end(terminal, data, out))
    return Exit.OK


@contextmanager
def _examples(pack: Pack) -> Iterator[list[Example]]:
    with pack.folder("examples") as folder:
        yield [Example(name, folder) for name in EXAMPLES]


@contextmanager
def _folder(out: Path | None) -> Iterator[Path]:
    if out is not None:
        yield out
        return
    with tempfile.TemporaryDirectory(prefix="wuzha-") as folder:
        yield Path(folder)


def _screened(
    example: Example, pack: Pack, terminal: Terminal, data: Path | None, folder: Path
) -> Iterator[dict[str, Any]]:
    """The summaries of the shipped events and, if they are there, of the public ones."""
    shipped = run_job(example.job(example.events, folder / example.name), pack, terminal)
    yield {"name": example.name, "data": [], **shipped}
    real = REAL_SETS.get(example.name)
    if real is None or data is None:
        return
    absent = missing(real, data)
    if absent:
        terminal.err.print(terminal.say("examples.absent", names=", ".join(absent)))
        return
    with tempfile.TemporaryDirectory(prefix="wuzha-") as spare:
        source = prepare(real, data, Path(spare) / f"{example.name}.parquet")
        public = run_job(example.job(source, folder / f"{example.name}-public"), pack, terminal)
    yield {"name": example.name, "data": list(real.folders), **public}


def _title(terminal: Terminal, answer: Mapping[str, Any]) -> str:
    head = terminal.say(f"examples.{answer['name']}")
    names = ", ".join(answer["data"])
    origin = (
        terminal.say("examples.public", names=names) if names else terminal.say("examples.shipped")
    )
    return f"{head}\n{origin}"


def _show_end(terminal: Terminal, data: Path | None, out: Path | None) -> None:
    if data is None:
        terminal.out.print(terminal.say("examples.no_data"))
    if out is not None:
        terminal.out.print(terminal.say("written", folder=out))
