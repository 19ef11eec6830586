"""The rules that the bench times mean the same to us and to its rivals."""

from __future__ import annotations

import numpy as np
import pytest

from wuzha.bench.dialects import ZEN, written
from wuzha.bench.rule_rivals import Plain, Zen
from wuzha.bench.rule_text import COLUMNS, RULES, policy_text, rows
from wuzha.bench.rules import as_dicts
from wuzha.policy.meaning.expressions import Expressions
from wuzha.policy.parse import policy_from_text
from wuzha.policy.tree import Policy


@pytest.fixture(scope="module")
def policy() -> Policy:
    return policy_from_text(policy_text(3))


def test_there_are_fifty_rules_over_thirty_columns(policy: Policy) -> None:
    assert (len(policy.rules), len(COLUMNS)) == (RULES, 30)
    text = " ".join(written(rule.when, ZEN) for rule in policy.rules.values())
    assert all(name in text for name in COLUMNS)
    assert all(piece in text for piece in (" and ", " or ", "not ", " in [", " / ", "? ", "abs("))


def test_the_same_seed_writes_the_same_policy() -> None:
    assert policy_text(5) == policy_text(5)
    assert policy_text(5) != policy_text(6)
    assert all((rows(5, 9)[name] == rows(5, 9)[name]).all() for name in COLUMNS)


def test_rivals_give_the_answers_of_the_meaning(policy: Policy) -> None:
    asked = as_dicts(rows(4, 60), 60)
    meaning = Expressions(policy, {})
    wanted = np.array(
        [[meaning.value(rule.when, row) is True for rule in policy.rules.values()] for row in asked]
    )
    assert 0.02 < wanted.mean() < 0.6
    answers = {"plain": Plain(policy).answers(asked), **dict(Zen(policy).answers(asked))}
    assert len(answers) == 4
    for rival, found in answers.items():
        assert (found == wanted).all(), rival
