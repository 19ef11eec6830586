"""The examples in a policy are its tests."""

from __future__ import annotations

import math
from pathlib import Path

from wuzha.policy.examples import render_examples, run_examples
from wuzha.policy.parse import policy_from_text

SOURCE = """\
policy: basic
version: 1
title: {zh: 题, en: title}
lists:
  bad: {of: phone, entries: ["8613800000000"]}
features:
  calls_1h: {by: caller, over: 1h, on: call, compute: count(*)}
  newest: {by: caller, over: 1h, on: call, compute: last_seen()}
models:
  risk: {file: %s, inputs: [calls_1h, answered], on: call, when: calls_1h > 10}
rules:
  busy:
    on: call
    when: calls_1h > 80 and cell != 'a'
    points: 1
    say: {zh: 一, en: one}
    examples:
      - {given: {calls_1h: 90, cell: b}, fires: true}
      - {given: {calls_1h: 90}, fires: false}
      - {given: {calls_1h: 90, cell: b, kind: transfer}, fires: true}
      - {given: {calls_1h: 3, cell: "x"}, fires: true}
  listed:
    on: [call, report]
    when: listed(caller, bad)
    points: 1
    say: {zh: 一, en: one}
    examples:
      - {given: {caller: 8613800000000}, fires: true}
      - {given: {caller: 8613800000000, kind: message}, fires: false}
      - {given: {}, fires: false}
  model:
    on: call
    when: risk > 0.5
    points: 1
    say: {zh: 一, en: one}
    examples:
      - {given: {calls_1h: 20, answered: true}, fires: true}
      - {given: {calls_1h: 20}, fires: false}
      - {given: {calls_1h: 2, answered: true}, fires: false}
      - {given: {risk: 0.9}, fires: true}
  model_elsewhere:
    on: [call, report]
    when: risk is null
    points: 1
    say: {zh: 一, en: one}
    examples: [{given: {calls_1h: 20, answered: true}, fires: true}]
  text:
    on: message
    when: contains(text, 'qq')
    points: 1
    say: {zh: 一, en: one}
    examples: [{given: {text: 加ＱＱ群}, fires: true}]
  quick:
    on: call
    when: seconds_since(newest) < 60
    points: 1
    say: {zh: 一, en: one}
    examples: [{given: {at: 2026-01-31T08:00:30Z, newest: 2026-01-31T08:00:00Z}, fires: true}]
  bare: {on: call, when: answered, points: 1, say: {zh: 一, en: one}}
levels: {low: 1}
"""


def predict(inputs: list[float]) -> float | None:
    """Abstains when it does not know whether the call was answered."""
    return None if math.isnan(inputs[1]) else inputs[0] / 20


def results() -> tuple[str, list[tuple[str, bool | None, bool | None]]]:
    source = SOURCE % Path(__file__).name
    policy = policy_from_text(source, folder=Path(__file__).parent)
    ran = run_examples(policy, {"bad": lambda x: x == 8613800000000}, {"risk": predict})
    text = render_examples(ran, "p.yaml", source, "en")
    return text, [(result.rule, result.expected, result.fired) for result in ran]


def test_each_example_is_run() -> None:
    _, outcomes = results()
    failed = [outcome for outcome in outcomes if outcome[1] != outcome[2]]
    assert failed == [("busy", True, False), ("busy", True, False)]
    assert ("bare", None, None) in outcomes
    assert len(outcomes) == 15


def test_failures_are_shown_with_values_and_place() -> None:
    text, _ = results()
    assert "p.yaml:21:9: the rule busy should fire but does not" in text
    assert "values: calls_1h = 3, cell = 'x'" in text
    assert "rules without examples: bare" in text
    assert text.endswith("12 of 14 examples pass")


def test_the_other_way_round() -> None:
    source = (SOURCE % "x").replace("fires: true", "fires: TRUE").split("lists:")[0] + (
        "rules:\n  one: {on: call, when: answered, points: 1, say: {zh: 一, en: one},"
        " examples: [{given: {answered: true}, fires: false}]}\nlevels: {low: 1}\n"
    )
    policy = policy_from_text(source)
    text = render_examples(run_examples(policy, {}, {}), "p.yaml", source, "zh")
    assert "规则 one 不应触发却触发了" in text
    assert "取值: answered = true" in text
    assert text.endswith("1 个例子，0 个通过")
