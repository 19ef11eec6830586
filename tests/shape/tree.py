"""The files of the project, as the shape tests see them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "wuzha"
TESTS = ROOT / "tests"


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is committed or about to be, so not what .gitignore names."""
    # In a container the clone can belong to somebody else; git would refuse to list it.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    paths = {ROOT / name for name in listed.decode().split("\0") if name}
    return tuple(sorted(path for path in paths if path.is_file()))


def python_files(*folders: Path) -> list[Path]:
    return [
        path
        for path in project_files()
        if path.suffix == ".py" and any(path.is_relative_to(folder) for folder in folders)
    ]


def text_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The numbered lines of a file; none if it is not UTF-8 text."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return iter(())
    return iter(enumerate(text.splitlines(), start=1))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path, line: int | None = None) -> str:
    """Where something is, as an editor understands it: `src/wuzha/x.py:12`."""
    name = path.relative_to(ROOT).as_posix()
    return name if line is None else f"{name}:{line}"


def report(breaches: list[str], advice: str) -> None:
    """Fail with one line for each breach and a word on what to do."""
    if breaches:
        pytest.fail("\n".join([advice, *breaches]), pytrace=False)
