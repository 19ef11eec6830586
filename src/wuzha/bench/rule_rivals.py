"""The rivals of the rules bench: zen-engine in each of its ways, and plain Python."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from wuzha.bench.dialects import PYTHON, ZEN, Dialect, written
from wuzha.policy.tree import Policy
from wuzha.vocabulary.errors import RivalError

Row = dict[str, Any]
Ask = Callable[[Sequence[Row]], list[Any]]
Fired = npt.NDArray[np.bool_]
"""(rows, rules)"""


def _conditions(policy: Policy, dialect: Dialect) -> dict[str, str]:
    return {rule.name: written(rule.when, dialect) for rule in policy.rules.values()}


class Plain:
    """All rules as one compiled lambda over the columns."""

    def __init__(self, policy: Policy) -> None:
        self._conditions = _conditions(policy, PYTHON)
        self._rule: Callable[..., tuple[bool, ...]] | None = None

    def ask(self, rows: Sequence[Row]) -> list[tuple[bool, ...]]:
        if self._rule is None:
            source = f"lambda {', '.join(rows[0])}: ({', '.join(self._conditions.values())},)"
            self._rule = eval(source)  # our own text
        return [self._rule(**row) for row in rows]

    def answers(self, rows: Sequence[Row]) -> Fired:
        return np.array(self.ask(rows), np.bool_)


class Zen:
    """zen-engine: a decision of one expression node, asked row by row and in batches, and
    compiled expressions. RivalError if it is not installed."""

    def __init__(self, policy: Policy) -> None:
        try:
            zen = importlib.import_module("zen")
        except ImportError:
            hint = "install it with pip install 'wuzha[bench]'"
            raise RivalError(f"zen-engine cannot be run: {hint}") from None
        conditions = _conditions(policy, ZEN)
        self._names = list(conditions)
        text = json.dumps(_decision(conditions))
        decision = zen.ZenEngine().create_decision(text)
        engine = zen.ZenEngine({"loader": lambda _: text})
        compiled = {name: zen.compile_expression(code) for name, code in conditions.items()}

        def expressions(rows: Sequence[Row]) -> list[dict[str, bool]]:
            return [{name: each.evaluate(row) for name, each in compiled.items()} for row in rows]

        def batch(rows: Sequence[Row]) -> list[dict[str, bool]]:
            found = engine.evaluate_batch([{"key": "rules", "context": row} for row in rows])
            return [each["data"]["result"] for each in found]

        self.ways: dict[str, Ask] = {
            "a decision": lambda rows: [decision.evaluate(row)["result"] for row in rows],
            "a batch of decisions": batch,
            "compiled expressions": expressions,
        }

    def answers(self, rows: Sequence[Row]) -> Iterator[tuple[str, Fired]]:
        """What fires, by the way it was asked."""
        for way, ask in self.ways.items():
            answers = [[row[name] for name in self._names] for row in ask(rows)]
            yield f"zen, {way}", np.array(answers, np.bool_)


def _decision(conditions: dict[str, str]) -> dict[str, Any]:
    """Input, one node with all expressions, output, in the format of its editor."""
    expressions = [{"id": name, "key": name, "value": code} for name, code in conditions.items()]
    nodes = (
        {"id": "in", "name": "in", "type": "inputNode"},
        {
            "id": "rules",
            "name": "rules",
            "type": "expressionNode",
            "content": {"expressions": expressions},
        },
        {"id": "out", "name": "out", "type": "outputNode"},
    )
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [{**node, "position": {"x": 0, "y": 0}} for node in nodes],
        "edges": [
            {"id": f"{source} {target}", "type": "edge", "sourceId": source, "targetId": target}
            for source, target in (("in", "rules"), ("rules", "out"))
        ],
    }
