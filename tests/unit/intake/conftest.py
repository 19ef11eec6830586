"""A file of given bytes, taken in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from wuzha.packs import pack
from wuzha.screen.dead_letters import DeadLetter
from wuzha.screen.intake import EventMap, Intake, Source, Summary
from wuzha.vocabulary.home import Home


@dataclass
class Taken:
    """What became of a file."""

    summary: Summary
    events: list[dict[str, Any]] = field(default_factory=list)
    labels: list[bool | None] = field(default_factory=list)
    letters: list[DeadLetter] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [event["id"] for event in self.events]

    @property
    def faults(self) -> list[tuple[int, str, str | None]]:
        return [(letter.row, letter.fault.code, letter.fault.field) for letter in self.letters]


Take = Callable[..., Taken]


@pytest.fixture(scope="session")
def home() -> Home:
    return pack("cn").home


@pytest.fixture
def take(tmp_path: Path, home: Home) -> Take:
    """`take(name, data, mapping=..., **source)`: all bad records tolerated unless told."""

    def taken(
        name: str,
        data: bytes | None = None,
        mapping: EventMap | None = None,
        bad_share_max: float = 1.0,
        **source: Any,
    ) -> Taken:
        path = tmp_path / name
        if data is not None:
            path.write_bytes(data)
        intake = Intake(home, mapping, bad_share_max=bad_share_max)
        result = Taken(intake.summary)
        for accepted in intake.read(Source(path, **source)):
            result.events += accepted.events.to_pylist()
            result.letters += accepted.dead_letters
            if accepted.labels is not None:
                assert len(accepted.labels) == len(accepted.events)
                result.labels += accepted.labels.to_pylist()
        summary = intake.summary
        assert summary.records == summary.events + summary.left_out + len(result.letters)
        assert summary.events == len(result.events)
        return result

    return taken
