"""What exists is written down."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import typer

from shape.tree import ROOT, SRC, place, project_files, python_files, report, tree_of
from wuzha.cli import app

DECISIONS = ROOT / "docs" / "decisions"
PARTS = ("Context", "Decision", "Consequences")
CLI_PAGE = ROOT / "docs" / "reference" / "cli.md"


def test_every_module_says_what_it_is() -> None:
    silent = [
        place(path)
        for path in python_files(SRC)
        if not ast.get_docstring(tree_of(path)) and not re.match(r"\d{4}_", path.name)
    ]
    report(silent, "Begin these with a docstring:")


def test_every_error_has_a_meaning() -> None:
    path = SRC / "vocabulary" / "errors.py"
    silent = [
        f"{place(path, node.lineno)}: {node.name}"
        for node in tree_of(path).body
        if isinstance(node, ast.ClassDef) and not ast.get_docstring(node)
    ]
    report(silent, "Say when these happen:")


def test_every_folder_is_in_the_architecture() -> None:
    architecture = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    folders = {parent for path in project_files() for parent in path.parents}
    rooms = sorted(
        folder
        for folder in folders
        if folder.is_relative_to(SRC)
        and folder != SRC
        and not any(above.name == "templates" for above in folder.parents)  # they mirror the pages
    )
    missing = [
        place(room)
        for room in rooms
        if not re.search(rf"(?<![\w-]){re.escape(room.name)}/", architecture)
    ]
    report(missing, "ARCHITECTURE.md does not name these folders (as `name/`):")


def commands(group: Any, name: str) -> Iterator[str]:
    """The full name of each command under a command group: `wuzha policy check`."""
    for word, command in getattr(group, "commands", {}).items():
        full = f"{name} {word}"
        yield from commands(command, full) if hasattr(command, "commands") else [full]


def test_every_command_is_in_the_reference() -> None:
    page = CLI_PAGE.read_text(encoding="utf-8")
    known = list(commands(typer.main.get_command(app), "wuzha"))
    assert known, "wuzha.cli.app has no commands"
    missing = [full for full in known if not re.search(rf"{re.escape(full)}\b", page)]
    report(missing, f"{place(CLI_PAGE)} does not name:")


def test_exit_codes_are_in_the_reference() -> None:
    page = CLI_PAGE.read_text(encoding="utf-8")
    codes = {
        str(node.value.value)
        for path in python_files(SRC / "cli")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.keyword)
        and node.arg in {"code", "exit_code"}
        and isinstance(node.value, ast.Constant)
    }
    _, _, section = page.partition("Exit codes")
    assert section, f'{place(CLI_PAGE)} needs a part called "Exit codes"'
    missing = sorted(code for code in codes | {"0"} if not re.search(rf"\b{code}\b", section))
    report(missing, f'"Exit codes" in {place(CLI_PAGE)} lacks:')


def test_decisions_are_numbered_and_whole() -> None:
    pages = [path for path in project_files() if path.parent == DECISIONS]
    numbers = []
    for page in pages:
        name = re.fullmatch(r"(\d{4})-[a-z0-9-]+\.md", page.name)
        assert name, f"{place(page)}: call it NNNN-title.md"
        numbers.append(int(name[1]))
        text = page.read_text(encoding="utf-8")
        parts = [part for part in PARTS if f"## {part}" not in text]
        report(parts, f"{place(page)} lacks these headings:")
    assert sorted(numbers) == list(range(1, len(pages) + 1)), f"not 1, 2, 3...: {numbers}"
