"""The meaning of a whole policy, event by event."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wuzha.policy.meaning.decide import verdict
from wuzha.policy.meaning.expressions import Expressions, Listed
from wuzha.policy.meaning.windows import Window
from wuzha.policy.tree import Model, Policy

Predict = Callable[[list[float]], float | None]


@dataclass(frozen=True)
class Outcome:
    """What a policy says about one event: every feature and model by name, and the decision."""

    values: dict[str, Any]
    fired: tuple[str, ...]
    score: int
    level: str
    type: str | None
    stage: str | None
    action: str


class Meaning:
    """A policy with what it refers to.

    `lists` says of each list whether it holds an identifier; `models` computes each model from
    its inputs (NaN: missing) and gives None or NaN when it abstains.
    """

    def __init__(
        self, policy: Policy, lists: Mapping[str, Listed], models: Mapping[str, Predict]
    ) -> None:
        self.policy = policy
        self.models = models
        self.expressions = Expressions(policy, lists)

    def rows(self, ordered: Sequence[Mapping[str, Any]]) -> list[Outcome]:
        """One outcome per row; `ordered` is a whole history as `order` gives it."""
        windows = [Window(feature, self.expressions) for feature in self.policy.features.values()]
        return [self._row(row, windows) for row in ordered]

    def _row(self, row: Mapping[str, Any], windows: Sequence[Window]) -> Outcome:
        values = {window.feature.name: window.read(row) for window in windows}
        scope = {**row, **values}
        for model in self.policy.models.values():
            values[model.name] = scope[model.name] = self._predict(model, scope)
        fired = [
            rule
            for rule in self.policy.rules.values()
            if row["kind"] in rule.on and self.expressions.value(rule.when, scope) is True
        ]
        names = tuple(rule.name for rule in fired)
        return Outcome(values, names, *verdict(self.policy, row["kind"], fired))

    def _predict(self, model: Model, scope: Mapping[str, Any]) -> float | None:
        if scope["kind"] not in model.on:
            return None
        if model.when is not None and self.expressions.value(model.when, scope) is not True:
            return None
        inputs = [scope.get(name.name) for name in model.inputs]
        answer = self.models[model.name]([math.nan if x is None else float(x) for x in inputs])
        return None if answer is None or math.isnan(answer) else float(answer)
