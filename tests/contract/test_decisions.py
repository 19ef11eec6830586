"""How fired rules become a decision."""

from __future__ import annotations

from typing import Any

import pytest

from contract.harness import AT, ENGINES, Ask, event, policy_of
from wuzha.policy.meaning import order

ask_all = pytest.mark.parametrize("ask", ENGINES.values(), ids=ENGINES.keys())

SAY = "say: {zh: 规则, en: a rule}"
RULES = [
    f"a: {{on: [call, message], when: amount = 1 or amount = 3, points: 30, type: loan,"
    f" stage: trust, {SAY}}}",
    f"b: {{on: [call, message], when: 'amount in (2, 3, 4)', points: 30, type: rebate,"
    f" stage: contact, {SAY}}}",
    f"c: {{on: call, when: amount = 4, points: 20, type: loan, stage: payment, {SAY}}}",
    f"d: {{on: call, when: amount = 4, points: 15, type: loan, {SAY}}}",
    f"soothing: {{on: call, when: answered, points: -40, type: romance, stage: payment, {SAY}}}",
    f"friend: {{on: call, when: first_time_payee, exempts: true, {SAY}}}",
    f"many: {{on: call, when: duration_s > 0, points: 90, {SAY}}}",
]
ACTIONS = """
actions:
  call: {low: label, high: block}
  message: {medium: hold}
"""


def decided(ask: Ask, **fields: Any) -> tuple[Any, ...]:
    (row,) = ask(policy_of(rules=RULES, top=ACTIONS), order([event(at=AT, **fields)], 0))
    return row["score"], row["level"], row["type"], row["stage"], row["action"]


@ask_all
def test_nothing_fires(ask: Ask) -> None:
    assert decided(ask) == (0, "none", None, None, "allow")


@ask_all
def test_one_rule(ask: Ask) -> None:
    assert decided(ask, amount=1) == (30, "medium", "loan", "trust", "label")


@ask_all
def test_of_equal_types_the_first_rule_wins_and_the_latest_stage(ask: Ask) -> None:
    assert decided(ask, amount=3) == (60, "high", "loan", "trust", "block")


@ask_all
def test_points_of_one_type_add_up(ask: Ask) -> None:
    assert decided(ask, amount=4) == (65, "high", "loan", "payment", "block")


@ask_all
def test_a_rule_that_takes_points_names_no_type_and_no_stage(ask: Ask) -> None:
    assert decided(ask, amount=1, answered=True) == (0, "none", "loan", "trust", "allow")


@ask_all
def test_one_signal_alone_stops_nobody(ask: Ask) -> None:
    assert decided(ask, duration_s=1) == (90, "high", None, None, "challenge")
    held = (30, "medium", "rebate", "contact", "challenge")
    assert decided(ask, kind="message", amount=2) == held


@ask_all
def test_a_nearest_lower_level_speaks_for_a_level_without_action(ask: Ask) -> None:
    assert decided(ask, kind="message", amount=3)[1::3] == ("high", "hold")


@ask_all
def test_an_exemption_beats_a_block(ask: Ask) -> None:
    assert decided(ask, amount=3, first_time_payee=True) == (60, "high", "loan", "trust", "allow")


@ask_all
def test_the_score_stops_at_one_hundred(ask: Ask) -> None:
    assert decided(ask, amount=4, duration_s=1)[:2] == (100, "high")


@ask_all
def test_a_kind_without_actions_is_let_through(ask: Ask) -> None:
    assert decided(ask, kind="visit", amount=3) == (0, "none", None, None, "allow")
