"""What an author reads when a policy is wrong: every kind of mistake, in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from golden.golden_file import assert_golden
from wuzha.policy.findings import CODES, FINDINGS_MAX, BadPolicy, render
from wuzha.policy.parse import policy_from_file, policy_from_text
from wuzha.vocabulary import limits

BAD = Path(__file__).parent / "bad"
SRC = Path(__file__).parents[3] / "src" / "wuzha" / "policy"
FRAUD_TYPES = {"customer_service", "loan", "rebate"}

_HEAD = "policy: basic\nversion: 1\ntitle: {zh: 题, en: title}\nlevels: {low: 1}\n"
_RULE = "  one: {on: call, when: answered, points: 1, say: {zh: 一, en: one}%s}\n"

# Too long to be files of their own.
GENERATED = {
    "too_large": "#" * (limits.POLICY_BYTES_MAX + 1),
    "too_many_features": _HEAD
    + "features:\n"
    + "".join(
        f"  f{number}: {{by: caller, over: 1h, on: call, compute: count(*)}}\n"
        for number in range(limits.FEATURES_MAX + 2)
    )
    + "rules:\n  one: {on: call, when: f501 > 0, points: 1, say: {zh: 一, en: one}}\n",
    "too_many_examples": _HEAD
    + "rules:\n"
    + _RULE % f", examples: [{', '.join(['{given: {}, fires: false}'] * 1001)}]",
}


def _files() -> list[Path]:
    return sorted(BAD.glob("*.yaml"))


def _compare(error: BadPolicy, name: str) -> None:
    for language in ("en", "zh"):
        text = render(f"{name}.yaml", error.source, error.findings, language) + "\n"
        assert_golden(text, BAD / f"{name}.{language}.txt")


@pytest.mark.parametrize("file", _files(), ids=lambda file: file.stem)
def test_a_bad_policy_is_explained(file: Path) -> None:
    with pytest.raises(BadPolicy) as caught:
        policy_from_file(file, FRAUD_TYPES)
    _compare(caught.value, file.stem)


@pytest.mark.parametrize("name", GENERATED)
def test_a_huge_policy_is_explained(name: str) -> None:
    with pytest.raises(BadPolicy) as caught:
        policy_from_text(GENERATED[name])
    _compare(caught.value, name)


def test_a_policy_full_of_mistakes_stops_early() -> None:
    rules = "".join(f"  r{number}: {{wen: x}}\n" for number in range(1_000))
    with pytest.raises(BadPolicy) as caught:
        policy_from_text(f"{_HEAD}rules:\n{rules}")
    assert FINDINGS_MAX <= len(caught.value.findings) < FINDINGS_MAX + 10


def test_every_code_has_a_golden_text() -> None:
    shown = set()
    for file in BAD.glob("*.txt"):
        shown |= set(re.findall(r"\[(\w+)\]$", file.read_text(encoding="utf-8"), re.MULTILINE))
    assert not CODES.keys() - shown, "no golden text shows these codes"


def test_the_source_uses_exactly_the_codes_there_are() -> None:
    used = {code for file in SRC.rglob("*.py") for code in _codes_in(file)}
    assert used == CODES.keys()


def _codes_in(file: Path) -> Iterator[str]:
    """First arguments of Finding(...), TypeProblem(...) and add(...) of a report."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = ast.unparse(node.func).rpartition(".")[2]
        first = node.args[0]
        if called in ("Finding", "TypeProblem", "add") and isinstance(first, ast.Constant):
            yield str(first.value)
