"""The examples in a policy, run as its tests."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wuzha.policy.findings import LINE_BREAK, pointed
from wuzha.policy.meaning.expressions import Expressions, Listed
from wuzha.policy.meaning.rows import Predict
from wuzha.policy.tree import Example, Model, Policy, Rule, Span, Words
from wuzha.policy.uses import names
from wuzha.vocabulary.event import FIELDS, Form
from wuzha.vocabulary.text import normal_form


@dataclass(frozen=True)
class ExampleResult:
    """One example of a rule, or that it has none (`expected` is None).

    `values` are what the rule's condition read: given, null, or computed by a model."""

    rule: str
    span: Span
    expected: bool | None
    fired: bool | None
    values: Mapping[str, Any]

    @property
    def passed(self) -> bool:
        """Whether the rule did what the example says; without an example, nothing is wrong."""
        return self.expected == self.fired


def run_examples(
    policy: Policy, lists: Mapping[str, Listed], models: Mapping[str, Predict]
) -> list[ExampleResult]:
    """The outcome of every example, in the order of the policy; one entry for a rule without.

    A name that an example does not give is null; a model is computed from what is given unless
    its value is given, `kind` is the rule's if it is on one kind only, texts are brought to
    normal form as at intake, and `at` is the present."""
    expressions = Expressions(policy, lists)
    results: list[ExampleResult] = []
    for rule in policy.rules.values():
        if not rule.examples:
            results.append(ExampleResult(rule.name, rule.span, None, None, {}))
        for example in rule.examples:
            scope = _scope(policy, expressions, models, rule, example)
            kind = scope.get("kind")
            is_on = kind is None or kind in rule.on
            fired = is_on and expressions.value(rule.when, scope) is True
            values = {name.name: scope.get(name.name) for name in names(rule.when)}
            results.append(ExampleResult(rule.name, example.span, example.fires, fired, values))
    return results


def _scope(
    policy: Policy,
    expressions: Expressions,
    models: Mapping[str, Predict],
    rule: Rule,
    example: Example,
) -> dict[str, Any]:
    scope: dict[str, Any] = {}
    if len(rule.on) == 1:
        scope["kind"] = str(*rule.on)
    for name, value in example.given.items():
        is_prose = name in FIELDS and FIELDS[name].form is Form.PROSE
        scope[name] = normal_form(value) if is_prose and isinstance(value, str) else value
    scope["as_of"] = scope.get("at") or 0
    for model in policy.models.values():
        if model.name in models and model.name not in scope:
            scope[model.name] = _predicted(model, models[model.name], expressions, scope)
    return scope


def _predicted(
    model: Model, predict: Predict, expressions: Expressions, scope: Mapping[str, Any]
) -> float | None:
    if scope.get("kind") not in model.on:
        return None
    if model.when is not None and expressions.value(model.when, scope) is not True:
        return None
    inputs = [scope.get(name.name) for name in model.inputs]
    answer = predict([math.nan if x is None else float(x) for x in inputs])
    return None if answer is None or math.isnan(answer) else answer


def render_examples(results: Sequence[ExampleResult], path: str, source: str, language: str) -> str:
    """Failures with their place and values, then the rules without examples, then a count."""
    lines = LINE_BREAK.split(source)
    out: list[str] = []
    for result in results:
        if not result.passed:
            out += _failure(result, path, lines, language)
    bare = [result.rule for result in results if result.expected is None]
    count, passed = len(results) - len(bare), sum(r.passed for r in results) - len(bare)
    several = ", ".join(bare)
    without = Words(f"没有例子的规则：{several}", f"rules without examples: {several}")
    total = Words(f"{count} 个例子，{passed} 个通过", f"{passed} of {count} examples pass")
    out += [words.in_language(language) for words in ([without, total] if bare else [total])]
    return "\n".join(out)


def _failure(result: ExampleResult, path: str, lines: list[str], language: str) -> list[str]:
    span, rule = result.span, result.rule
    message = Words(f"规则 {rule} 应触发而未触发", f"the rule {rule} should fire but does not")
    if result.fired:
        message = Words(f"规则 {rule} 不应触发却触发了", f"the rule {rule} fires but should not")
    values = ", ".join(f"{name} = {_shown(value)}" for name, value in result.values.items())
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    return [
        f"{path}:{span.line}:{span.column}: {message.in_language(language)}",
        *pointed(line, span.column, span.length),
        f"  {Words('取值', 'values').in_language(language)}: {values}",
    ]


def _shown(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return f"'{value}'" if isinstance(value, str) else repr(value)
