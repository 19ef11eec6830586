"""Runs a command of `wuzha` inside the test."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from typer.testing import CliRunner

from wuzha.cli import app


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which must be one JSON object and nothing else."""
        return json.loads(self.out)


def wuzha(*arguments: object) -> Ran:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return Ran(result.exit_code, result.stdout, result.stderr)
