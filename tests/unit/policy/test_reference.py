"""The reference for authors names everything that an author can write or read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wuzha.policy.examples import run_examples
from wuzha.policy.findings import CODES
from wuzha.policy.operations import AGGREGATES, FUNCTIONS
from wuzha.policy.parse import policy_from_text
from wuzha.policy.reading import KEYS, LIST_FORMS, MATCHES
from wuzha.policy.tree import Example, Feature, Lexicon, Model, NamedList, Rule
from wuzha.vocabulary import limits
from wuzha.vocabulary.decision import ACTIONS, LEVELS, STAGES
from wuzha.vocabulary.event import Kind

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "policy.md").read_text(encoding="utf-8")
ITEMS = (NamedList, Lexicon, Feature, Model, Rule, Example)
ITEM_KEYS = {field for item in ITEMS for field in item.__dataclass_fields__} - {"name", "span"}


@pytest.mark.parametrize(
    "word",
    [*KEYS, *sorted(ITEM_KEYS), *LIST_FORMS, *MATCHES, *Kind, *LEVELS[1:], *STAGES, *ACTIONS],
)
def test_every_word_is_named(word: str) -> None:
    assert f"`{word}`" in PAGE


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_named(name: str) -> None:
    assert f"`{name}(" in PAGE


@pytest.mark.parametrize("name", AGGREGATES)
def test_every_aggregate_is_named(name: str) -> None:
    assert f"`{name.replace('_distinct', '(distinct x)')}" in PAGE


def test_the_codes_are_those_there_are() -> None:
    _, _, table = PAGE.partition("code means")
    assert dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", table, re.MULTILINE)) == {
        code: words.en for code, words in CODES.items()
    }


@pytest.mark.parametrize(
    "limit",
    [
        limits.LISTS_MAX,
        limits.LEXICONS_MAX,
        limits.FEATURES_MAX,
        limits.MODELS_MAX,
        limits.RULES_MAX,
        limits.EXAMPLES_MAX,
        limits.LEXICON_PHRASES_MAX,
        limits.IN_VALUES_MAX,
        limits.EXPRESSION_CHARACTERS_MAX,
        limits.EXPRESSION_NODES_MAX,
        limits.EXPRESSION_DEPTH_MAX,
        limits.PATTERN_CHARACTERS_MAX,
    ],
)
def test_limits_are_the_real_ones(limit: int) -> None:
    assert re.search(rf"(?<![0-9,]){limit:,}(?![0-9,])", PAGE)


def test_the_example_is_a_policy(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    for name in ("bad_domains.txt", "risk.txt"):
        (tmp_path / name).write_text("x\n", encoding="utf-8")
    policy = policy_from_text(example, folder=tmp_path)
    assert all(result.passed for result in run_examples(policy, {}, {}))
