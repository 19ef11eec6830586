"""Nothing grows past what a reader takes in at once. STYLE.md states these numbers."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median, quantiles

from shape.tree import ROOT, SRC, TESTS, place, python_files, report, tree_of

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 500
FILE_LINES_P90_MAX = 300
FILE_LINES_MEDIAN_MAX = 150


def lines_in(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{place(path, node.lineno)}: {node.name} has {length} lines"
        for path in python_files(SRC, TESTS)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES_MAX
    ]
    report(long, f"Split these: a function has at most {FUNCTION_LINES_MAX} lines.")


def test_no_file_is_too_long() -> None:
    long = [
        f"{place(path)}: {lines_in(path)} lines"
        for path in python_files(SRC, TESTS)
        if lines_in(path) > FILE_LINES_MAX
    ]
    report(long, f"One file, one subject: split what has more than {FILE_LINES_MAX} lines.")


def test_most_files_are_short() -> None:
    sizes = sorted((lines_in(path), place(path)) for path in python_files(SRC))
    lengths = [length for length, _ in sizes]
    p90 = quantiles(lengths, n=10, method="inclusive")[-1]
    longest = ", ".join(f"{name} ({length})" for length, name in sizes[:-6:-1])
    assert p90 <= FILE_LINES_P90_MAX, f"p90 of file lengths is {p90}; the longest: {longest}"
    assert median(lengths) <= FILE_LINES_MEDIAN_MAX, f"median is {median(lengths)}: {longest}"


def test_style_states_the_same_numbers() -> None:
    style = (ROOT / "STYLE.md").read_text(encoding="utf-8")
    rows = {
        "lines of a function": FUNCTION_LINES_MAX,
        "lines of a file": FILE_LINES_MAX,
        "lines of nine files in ten": FILE_LINES_P90_MAX,
        "lines of the middle file": FILE_LINES_MEDIAN_MAX,
    }
    missing = [row for name, limit in rows.items() if (row := f"| {name} | {limit} |") not in style]
    report(missing, "STYLE.md lacks these rows:")
