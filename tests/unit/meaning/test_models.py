"""Where a model is asked, with what, and what becomes of its silence."""

from __future__ import annotations

import math

from property.policies import FOLDER
from wuzha.policy.meaning import Meaning, order
from wuzha.policy.parse import unchecked_policy
from wuzha.policy.tree import Policy

TEXT = """
policy: modelled
version: '1'
title: {zh: 模型, en: modelled}
features:
  calls: {by: person, over: 1h, on: call, compute: count(*)}
models:
  odds: {file: model.txt, inputs: [answered, calls, score], on: call, when: calls > 1}
rules:
  likely: {on: call, when: odds > 0.5, points: 60, say: {zh: 可能, en: likely}}
levels: {low: 5}
"""


def asked(answer: float | None) -> tuple[list[float | None], list[list[float]], Policy]:
    """The model's value at three events of one person, and what it was asked."""
    policy = unchecked_policy(TEXT, folder=FOLDER)
    questions: list[list[float]] = []

    def predict(inputs: list[float]) -> float | None:
        questions.append(inputs)
        return answer

    kinds = ("call", "call", "visit")
    rows = [
        {"id": f"e{n}", "at": n, "kind": kind, "person": "p", "answered": True}
        for n, kind in enumerate(kinds)
    ]
    outcomes = Meaning(policy, {}, {"odds": predict}).rows(order(rows, 0))
    assert [outcome.fired for outcome in outcomes].count(("likely",)) == (answer == 0.75)
    return [outcome.values["odds"] for outcome in outcomes], questions, policy


def test_it_is_asked_only_on_its_kinds_and_when_its_condition_holds() -> None:
    found, questions, _ = asked(0.75)
    assert found == [None, 0.75, None]
    ((answered, calls, score),) = questions
    assert (answered, calls) == (1.0, 2.0)
    assert math.isnan(score)


def test_an_abstaining_model_has_no_value() -> None:
    assert asked(None)[0] == [None, None, None]
    assert asked(math.nan)[0] == [None, None, None]
