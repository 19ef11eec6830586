"""Names that say nothing, and calls that hide time, chance or an error."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shape.tree import SRC, TESTS, place, project_files, python_files, report, text_lines, tree_of

Place = tuple[int, str]

EMPTY_NAMES = {"common", "helper", "helpers", "misc", "util", "utils"}
UNFINISHED = re.compile(r"\b(TO[D]O|FI[X]ME|X[X]X)\b")
CLOCK_CALLS = {
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "time.time",
    "time.time_ns",
}
CHANCE_MODULES = {"random", "secrets"}
CHANCE_CALLS = {"os.urandom", "uuid.uuid1", "uuid.uuid4"}
SEEDED = {"Generator", "SeedSequence", "BitGenerator", "PCG64", "default_rng"}

# The outermost rooms meet the machine and the person; the rest is told what it needs.
EDGE = (SRC / "cli", SRC / "processes", SRC / "bench")
CLOCK = SRC / "vocabulary" / "clock.py"
IDS = SRC / "vocabulary" / "ids.py"


def dotted(node: ast.expr) -> str:
    """`datetime.now` of the expression datetime.datetime.now: its last two names."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        names.insert(0, node.id)
    return ".".join(names[-2:])


def clock_calls(tree: ast.Module) -> Iterator[Place]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            line, names = node.lineno, [dotted(node.func)]
        elif isinstance(node, ast.ImportFrom):
            line, names = node.lineno, [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in CLOCK_CALLS.intersection(names):
            yield line, f"{name}: take the instant or a Clock as an argument"


def chance_calls(tree: ast.Module) -> Iterator[Place]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names}
            names |= {node.module or ""} if isinstance(node, ast.ImportFrom) else set()
            for name in sorted(names & CHANCE_MODULES):
                yield node.lineno, f"import of {name}: take a seeded generator as an argument"
        elif isinstance(node, ast.Call):
            name = dotted(node.func)
            family, _, member = name.rpartition(".")
            unseeded = name.endswith("default_rng") and not (node.args or node.keywords)
            if name in CHANCE_CALLS or (family == "random" and member not in SEEDED) or unseeded:
                yield node.lineno, f"{name}(): take a seeded generator as an argument"


def prints(tree: ast.Module) -> Iterator[Place]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and dotted(node.func) == "print":
            yield node.lineno, "print(): return the value; cli shows it"


def swallowed(tree: ast.Module) -> Iterator[Place]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        if node.type is None:
            yield node.lineno, "except: without a name also catches Ctrl-C; name the error"
        elif dotted(node.type) in {"Exception", "BaseException"} and all(
            isinstance(step, ast.Pass | ast.Continue)
            or (isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant))
            for step in node.body
        ):
            yield node.lineno, "an error of any kind is thrown away; name it and say what follows"


def direct_queries(tree: ast.Module) -> Iterator[Place]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            yield node.lineno, ".objects in a page: ask the centre's access functions"


def anywhere(path: Path) -> bool:
    return True


def below_the_edge(*exempt: Path) -> Callable[[Path], bool]:
    def applies(path: Path) -> bool:
        return path not in exempt and not any(path.is_relative_to(room) for room in EDGE)

    return applies


def in_pages(path: Path) -> bool:
    return path.is_relative_to(SRC / "web")


RULES = {
    "time is an argument": (clock_calls, below_the_edge(CLOCK)),
    "chance is an argument": (chance_calls, below_the_edge(IDS)),
    "only the edge prints": (prints, below_the_edge()),
    "no error is swallowed": (swallowed, anywhere),
    "pages ask access functions": (direct_queries, in_pages),
}


@pytest.mark.parametrize("rule", RULES)
def test_source_keeps(rule: str) -> None:
    find, applies = RULES[rule]
    breaches = [
        f"{place(path, line)}: {what}"
        for path in python_files(SRC)
        if applies(path)
        for line, what in find(tree_of(path))
    ]
    report(breaches, f"Broken rule: {rule}.")


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("time is an argument", "import datetime\nat = datetime.datetime.now()"),
        ("time is an argument", "import time\nat = time.time()"),
        ("time is an argument", "from time import time_ns"),
        ("chance is an argument", "from random import choice"),
        ("chance is an argument", "import numpy as np\nx = np.random.rand(3)"),
        ("chance is an argument", "import numpy as np\nx = np.random.default_rng()"),
        ("only the edge prints", "print(1)"),
        ("no error is swallowed", "try:\n    f()\nexcept:\n    g()"),
        ("no error is swallowed", "try:\n    f()\nexcept Exception:\n    pass"),
        ("pages ask access functions", "cases = Case.objects.all()"),
    ],
)
def test_a_breach_is_seen(rule: str, code: str) -> None:
    find, _ = RULES[rule]
    assert list(find(ast.parse(code)))


def test_files_have_names_that_say_something() -> None:
    empty = [place(path) for path in python_files(SRC, TESTS) if path.stem in EMPTY_NAMES]
    report(empty, "Name these after what is in them:")


def test_nothing_is_left_for_later() -> None:
    breaches = [
        f"{place(path, line)}: {text.strip()}"
        for path in project_files()
        for line, text in text_lines(path)
        if UNFINISHED.search(text)
    ]
    report(breaches, "Finish these or write an issue:")
