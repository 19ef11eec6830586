"""A committed file names no one's machine and no package index."""

from __future__ import annotations

import re

import pytest

from shape.tree import place, project_files, report, text_lines

MACHINE = re.compile(
    r"""
    (?<![\w.~/-]) / (?: (?:root|work|tmp) / | (?:home|Users) /\w )               # folders
    | [A-Z]:\\+Users\\
    | --(?:extra-)?index[-]url | --find[-]links | --trusted[-]host               # options
    | (?i: (?:extra|default)[-_]index | index[-_]url | find[-_]links ) \s* =     # settings
    | https?:// [^\s/"']* (?:pypi|pythonhosted|artifactory|nexus)                # hosts
    """,
    re.VERBOSE,
)


def test_no_file_names_a_machine() -> None:
    breaches = [
        f"{place(path, line)}: {text.strip()}"
        for path in project_files()
        for line, text in text_lines(path)
        if MACHINE.search(text)
    ]
    report(breaches, "These work on one machine only; take the path or the host out:")


# The samples are put together here, so that this file itself passes.
@pytest.mark.parametrize(
    "text",
    [
        "open('/" + "tmp/events.csv')",
        "# from /" + "home/li/data",
        "C:" + "\\Users\\li",
        "--index" + "-url x",
        "index" + "_url = x",
        "http" + "s://pypi.example.org/simple",
    ],
)
def test_a_machine_is_seen(text: str) -> None:
    assert MACHINE.search(text)


@pytest.mark.parametrize(
    "text", ["src/wuzha/home/x", "a/tmp/b", "https://example.org/tmp/", "/tmp"]
)
def test_an_ordinary_text_passes(text: str) -> None:
    assert not MACHINE.search(text)
