"""A policy of fifty rules over thirty columns, written from a seed.

Ten columns are fields of a transfer, twenty are features. Rules are of the kinds that policies
have: comparisons, `and`, `or`, `not`, arithmetic, `in`, `case`. Each column is in some rule.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import numpy.typing as npt

from wuzha.vocabulary.event import FIELDS, Type

RULES = 50
WHOLE_MAX = 1_000

_FIELDS = (
    *("amount", "balance_after", "score", "first_time_payee", "payee_name_matches", "on_call"),
    *("overseas", "currency", "channel", "payee_kind"),
)
_WHOLES = tuple(f"count_{number}" for number in range(12))
_SHARES = tuple(f"share_{number}" for number in range(8))
COLUMNS = (*_FIELDS, *_WHOLES, *_SHARES)

CODES = ("atm", "app", "branch", "card", "phone", "shop", "till", "web")
"""What the columns of text hold, whatever they are called."""


def types() -> dict[str, Type]:
    """The type of each column."""
    known = {name: FIELDS[name].type for name in _FIELDS}
    return {**known, **dict.fromkeys(_WHOLES, Type.INTEGER), **dict.fromkeys(_SHARES, Type.NUMBER)}


def policy_text(seed: int) -> str:
    """The policy, as JSON, which is YAML too."""
    writer = _Writer(np.random.default_rng(seed))
    features: dict[str, Any] = {
        name: {"by": "payer", "over": f"{hours + 1}h", "on": "transfer", "compute": compute}
        for names, compute in ((_WHOLES, "count(*)"), (_SHARES, "avg(on_call)"))
        for hours, name in enumerate(names)
    }
    rules = {
        f"rule_{number:02}": {
            "on": "transfer",
            "when": writer.condition(COLUMNS[number % len(COLUMNS)]),
            "points": 5 + number % 20,
            "say": {"zh": f"第 {number} 条", "en": f"number {number}"},
        }
        for number in range(RULES)
    }
    policy = {
        "policy": "bench-rules",
        "version": "1",
        "title": {"zh": "规则测速", "en": "rules bench"},
        "features": features,
        "rules": rules,
        "levels": {"low": 20, "medium": 40, "high": 60, "critical": 80},
        "actions": {"transfer": {"low": "label", "high": "delay", "critical": "hold"}},
    }
    return json.dumps(policy, ensure_ascii=False, indent=1)


class _Writer:
    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self._types = types()

    def condition(self, first: str) -> str:
        """A condition of three or four parts on different columns, one of them `first`."""
        rest = [name for name in COLUMNS if name != first]
        a, b, c, d = (first, *self._random.permutation(rest)[:3])
        parts = [self._part(name) for name in (a, b, c)]
        shapes = (
            "{0} and {1} and {2}",
            "{0} and ({1} or {2})",
            "not ({0} or {1}) and {2}",
            "({0} or not {1}) and {2} and {3}",
        )
        shape = shapes[self._random.integers(len(shapes))]
        return shape.format(*parts, self._sum(d))

    def _part(self, name: str) -> str:
        kind = self._types[name]
        if kind is Type.BOOLEAN:
            return name
        if kind is Type.TEXT:
            some = sorted(self._random.choice(CODES, 3, replace=False).tolist())
            return f"{name} in ({', '.join(repr(code) for code in some)})"
        if self._random.random() < 0.3:
            return self._sum(name)
        return f"{name} {self._sign()} {self._bound(kind)}"

    def _sum(self, name: str) -> str:
        """A comparison with arithmetic or a `case` in it."""
        count, other = self._random.choice(_WHOLES, 2, replace=False)
        if self._types[name] in (Type.BOOLEAN, Type.TEXT) or name == count:
            name = str(self._random.choice(_SHARES))
        value = name if self._types[name] is Type.INTEGER else f"{name} * 1000"
        forms = (
            f"{value} / ({count} + 1) {self._sign()} 0.{self._random.integers(1, 9)}0003",
            f"{value} * 2 - {count} {self._sign()} {self._random.integers(100, 900)}.50003",
            f"abs({value} - {other}) {self._sign()} {self._random.integers(100, 900)}.50003",
            f"case when on_call then {value} else {count} end {self._sign()} "
            f"{self._random.integers(100, 900)}.50003",
        )
        return forms[self._random.integers(len(forms))]

    def _sign(self) -> str:
        return str(self._random.choice(("<", "<=", ">", ">=")))

    def _bound(self, kind: Type) -> str:
        if kind is Type.NUMBER:
            return f"0.{self._random.integers(50, 950):03}"
        return str(self._random.integers(50, WHOLE_MAX - 50))


def rows(seed: int, count: int) -> dict[str, npt.NDArray[Any]]:
    """Random columns without nulls; texts as numbers into CODES. Shares have three decimals."""
    random = np.random.default_rng(seed)
    made: dict[str, npt.NDArray[Any]] = {}
    for name, kind in types().items():
        if kind is Type.NUMBER:
            made[name] = random.integers(0, 1_001, count) / 1_000
        else:
            most = {Type.BOOLEAN: 2, Type.TEXT: len(CODES)}.get(kind, WHOLE_MAX)
            made[name] = random.integers(0, most, count)
    return made
