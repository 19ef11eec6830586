"""A policy in sentences, as an officer and an auditor read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from golden.golden_file import assert_golden
from wuzha.policy.explain import explain
from wuzha.policy.parse import policy_from_file
from wuzha.policy.tree import Words

GOOD = Path(__file__).parent / "good"
TYPES = {"customer_service": Words("冒充客服诈骗", "customer service fraud")}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("file", sorted(GOOD.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_policy_in_sentences(file: Path, language: str) -> None:
    text = explain(policy_from_file(file), language, TYPES)
    assert_golden(text, GOOD / f"{file.stem}.{language}.md")
