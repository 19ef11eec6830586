"""What we depend on is locked, with hashes, and has a reason."""

from __future__ import annotations

import re
import tomllib

import pytest

from shape.tree import ROOT, place, report

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]
EXTRAS = [name for extra in PROJECT["project"]["optional-dependencies"].values() for name in extra]
LOCKS = {"requirements.txt": RUNTIME, "requirements-test.txt": RUNTIME + EXTRAS}
REASONS = ROOT / "docs" / "decisions" / "0001-dependencies.md"


def package(requirement: str) -> str:
    """The one form of a package's name (PEP 503) in a requirement such as `PyYAML>=6`."""
    name = re.match(r"[\w.-]+", requirement)
    return re.sub(r"[-_.]+", "-", name[0]).lower() if name else ""


def entries(lock: str) -> list[str]:
    """The lock's entries, each with its hashes on one line."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line[:1] not in ("", " ", "#")]


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_has_every_dependency(lock: str) -> None:
    locked = {package(entry) for entry in entries(lock)}
    missing = [name for name in LOCKS[lock] if package(name) not in locked]
    report(missing, f"{lock} lacks these; run `make requirements`:")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_is_one_version_with_hashes(lock: str) -> None:
    loose = [entry for entry in entries(lock) if "==" not in entry or "--hash=sha256:" not in entry]
    report(loose, f"{lock} must fix one version and its hashes:")


def test_both_locks_agree() -> None:
    runtime, test = ({entry.split()[0] for entry in entries(lock)} for lock in LOCKS)
    report(sorted(runtime - test), "requirements-test.txt has other versions of:")


def test_every_dependency_has_a_reason() -> None:
    rows = [line for line in REASONS.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    known = {package(name) for row in rows for name in row.split("|")[1].replace(",", " ").split()}
    missing = [name for name in RUNTIME + EXTRAS if package(name) not in known]
    report(missing, f"{place(REASONS)} has no row for:")
