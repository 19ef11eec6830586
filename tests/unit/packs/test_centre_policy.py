"""The centre's policy: what it covers, what it leaves alone, whom it warns in made-up stories."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

import wuzha.packs
from contract.harness import SMALL
from unit.packs.centre_stories import FRAUDS, TWINS, Story
from wuzha.backends import resources
from wuzha.backends.contract import Resources
from wuzha.backends.embedded.engine import EmbeddedEngine
from wuzha.packs import pack
from wuzha.policy.examples import run_examples
from wuzha.policy.meaning import Meaning, order
from wuzha.policy.parse import policy_from_file
from wuzha.policy.tree import Policy
from wuzha.policy.uses import names, uses
from wuzha.vocabulary.event import Kind

PATH = Path(wuzha.packs.__file__).parent / "cn" / "policies" / "centre.yaml"
NOON = 1_774_000_800_000_000
MINUTE = 60_000_000
TELLING = 8
"""Points of rules from which on a person who reads them would ask, whatever the model says."""


@cache
def policy() -> Policy:
    return policy_from_file(PATH, pack("cn").taxonomy.types)


@cache
def loaded() -> Resources:
    return resources.load(policy(), pack("cn").home)


@cache
def meaning() -> Meaning:
    lists = {name: found.contains_one for name, found in loaded().lists.items()}
    return Meaning(policy(), lists, dict.fromkeys(policy().models, _silent))


def _silent(inputs: object) -> None:
    """A model that abstains: the stories are about the rules."""


def most_points(story: Story) -> int:
    """The highest score in a story if the model says nothing."""
    rows = [
        {**{k: v for k, v in said.items() if k != "after"}, "id": f"e{n:03}"}
        | {"person": "P" * 32, "at": NOON + round(said["after"] * MINUTE)}
        for n, said in enumerate(story)
    ]
    return max(outcome.score for outcome in meaning().rows(order(rows, policy().lateness)))


def test_there_are_rules_and_features_for_every_kind() -> None:
    rules = Counter(chain.from_iterable(rule.on for rule in policy().rules.values()))
    features = Counter(chain.from_iterable(feature.on for feature in policy().features.values()))
    assert len(policy().rules) >= 55
    assert len(policy().features) >= 45
    assert all(rules[kind] >= 10 for kind in Kind if kind is not Kind.REPORT), rules
    assert all(features[kind] >= 3 for kind in Kind), features


def test_every_class_has_a_rule_with_its_stages() -> None:
    taxonomy = pack("cn").taxonomy
    stages: dict[str | None, set[str | None]] = {}
    for rule in policy().rules.values():
        if rule.type:
            stages.setdefault(taxonomy.rollup(rule.type), set()).add(rule.stage)
    missing = [entry.code for entry in taxonomy.classes if len(stages.get(entry.code, ())) < 2]
    assert missing == []


def test_examples_pass_and_every_rule_fires_and_rests_in_one() -> None:
    lists = {name: found.contains_one for name, found in loaded().lists.items()}
    results = run_examples(policy(), lists, {})
    assert [result for result in results if not result.passed] == []
    seen = {(result.rule, result.expected) for result in results}
    assert seen == {(name, fires) for name in policy().rules for fires in (True, False)}


def test_the_embedded_engine_takes_it() -> None:
    engine = EmbeddedEngine(policy(), loaded(), compiled=False, capacity=SMALL)
    keys = {feature.by for feature in policy().features.values()}
    assert len(engine.tables) <= len(keys) + 2, "a key has windows of many kinds: group them"


def test_one_sign_is_telling_only_when_two_people_reported() -> None:
    alone = {
        rule.name
        for rule in policy().rules.values()
        if rule.points >= TELLING and not rule.name.startswith("model_")
    }
    assert alone == {"much_reported_payee", "much_reported_caller"}


def test_what_the_model_alone_may_do_is_warn() -> None:
    """It weighs all signs, so it may; what holds or blocks needs a rule beside it."""
    for rule in policy().rules.values():
        if rule.points >= policy().levels["medium"]:
            assert {found.name for found in names(rule.when)} == {"risk"}
            assert not rule.exempts


def test_a_warning_needs_the_model() -> None:
    """Rules alone would warn five people in a hundred: every sign has its honest cause."""
    best = sorted((rule.points for rule in policy().rules.values()), reverse=True)
    of_rules = [
        rule.points for rule in policy().rules.values() if not rule.name.startswith("model_")
    ]
    assert max(of_rules) * 3 < policy().levels["medium"]
    assert best[0] >= policy().levels["critical"] - 10


def test_it_takes_all_plain_signs_of_a_payment_to_be_telling() -> None:
    signs = (
        "pays_stranger",
        "much_money",
        "account_emptied",
        "pays_while_talking",
        "name_does_not_fit",
        "pays_at_night",
    )
    assert sum(policy().rules[name].points for name in signs) <= TELLING


def test_nothing_is_read_that_tells_where_somebody_comes_from() -> None:
    read = {name.name for use in uses(policy()) for name in names(use.expr)}
    keys = {feature.by for feature in policy().features.values()}
    assert "origin_country" not in read | keys
    assert "source" not in read | keys


@pytest.mark.parametrize("name", FRAUDS)
def test_a_victim_is_warned_at_the_last_payment_or_before(name: str) -> None:
    story = FRAUDS[name]
    assert story[-1]["kind"] == "transfer"
    assert most_points(story) >= TELLING


@pytest.mark.parametrize("name", TWINS)
def test_an_honest_twin_is_left_in_peace(name: str) -> None:
    assert most_points(TWINS[name]) < TELLING
