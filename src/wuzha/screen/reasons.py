"""Reasons in words: each fired rule's sentence with the values of the moment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wuzha.policy.tree import Aggregate, Feature, Name, Policy, Rule
from wuzha.vocabulary.clock import moment_of
from wuzha.vocabulary.decision import REASON
from wuzha.vocabulary.event import FIELDS, Form, Type
from wuzha.vocabulary.money import CURRENCIES, money_text

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_UNKNOWN = {"zh": "未知", "en": "unknown"}
_YES = {"zh": "是", "en": "yes"}
_NO = {"zh": "否", "en": "no"}
_TEXT_SHOWN = 60

Say = Callable[[object, str], str]


class Reasons:
    """The sentences of one policy's rules."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._rules = list(policy.rules.values())
        self._sentences = [_sentence(rule) for rule in self._rules]

    def names_in(self, rules: Iterable[int]) -> list[str]:
        """Fields, features and models whose values the sentences of these rules show."""
        found: dict[str, None] = {}
        for rule in rules:
            found |= self._names[rule]
        return list(found)

    @cached_property
    def _names(self) -> list[dict[str, None]]:
        """By rule; where money is shown, so is its currency."""
        shown = [dict.fromkeys(s["zh"][1] + s["en"][1]) for s in self._sentences]
        for names in shown:
            if any(is_money(self.policy, name) for name in names):
                names["currency"] = None
        return shown

    def of(self, rule: str, values: Mapping[str, object], language: str) -> str:
        """One rule's sentence; `values` holds at least the names that it shows."""
        return self._say(list(self.policy.rules).index(rule), values, language)

    def column(
        self,
        n: int,
        rows: NDArray[np.int64],
        fired: Sequence[Sequence[int]],
        shown: Mapping[str, Sequence[object]],
    ) -> pa.Array:
        """A list of reasons per event: empty but for `rows`, of which `fired` gives the numbers
        of the rules and `shown` the values."""
        rules: list[int] = []
        zh: list[str] = []
        en: list[str] = []
        lengths = np.zeros(n + 1, np.int32)
        for place, row in enumerate(rows.tolist()):
            values = {name: column[place] for name, column in shown.items()}
            for rule in fired[place]:
                rules.append(rule)
                zh.append(self._say(rule, values, "zh"))
                en.append(self._say(rule, values, "en"))
                lengths[row + 1] += 1
        names = [self._rules[rule].name for rule in rules]
        points = [self._rules[rule].points for rule in rules]
        parts = [pa.array(names, pa.string()), pa.array(points, pa.int16())]
        parts += [pa.array(zh, pa.string()), pa.array(en, pa.string())]
        structs = pa.StructArray.from_arrays(parts, fields=list(REASON))
        return pa.ListArray.from_arrays(pa.array(np.cumsum(lengths, dtype=np.int32)), structs)

    def _said(self, name: str, values: Mapping[str, object], language: str) -> str:
        value = values.get(name)
        if value is None:
            return _UNKNOWN[language]
        if is_money(self.policy, name):
            return _money(value, values.get("currency"), language)
        return _SAYERS[_type(self.policy, name)](value, language)

    def _say(self, rule: int, values: Mapping[str, object], language: str) -> str:
        pattern, names = self._sentences[rule][language]
        said = (self._said(name, values, language) for name in names)
        return pattern.format(*said)


def _sentence(rule: Rule) -> dict[str, tuple[str, list[str]]]:
    """Per language: the sentence with {} for each value, and the names of the values."""
    made = {}
    for language in ("zh", "en"):
        names: list[str] = []
        text = rule.say.in_language(language)
        pattern = ""
        end = 0
        for match in _PLACEHOLDER.finditer(text):
            names.append(match[1])
            pattern += _literal(text[end : match.start()]) + "{}"
            end = match.end()
        made[language] = (pattern + _literal(text[end:]), names)
    return made


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _say_boolean(value: object, language: str) -> str:
    return (_YES if value else _NO)[language]


def _say_time(value: object, _: str) -> str:
    assert isinstance(value, int)
    return moment_of(value).strftime("%Y-%m-%d %H:%M:%SZ")


_SAYERS: dict[Type | None, Say] = {
    Type.BOOLEAN: _say_boolean,
    Type.INTEGER: lambda value, _: str(value),
    Type.NUMBER: lambda value, _: f"{value:.3g}",
    Type.TIME: _say_time,
    Type.TEXT: lambda value, _: str(value)[:_TEXT_SHOWN],
}


def _money(value: object, currency: object, language: str) -> str:
    """An amount with its currency; with two decimals, as most have, where none is told."""
    assert isinstance(value, int)
    if isinstance(currency, str) and currency in CURRENCIES:
        return money_text(value, currency, language)
    return f"{value / 100:,.2f}"


def _type(policy: Policy, name: str) -> Type | None:
    if name in FIELDS:
        return FIELDS[name].type
    feature = policy.features.get(name)
    return feature.compute.type if feature else Type.NUMBER


def is_money(policy: Policy, name: str) -> bool:
    """Whether a value is an amount of money in minor units: a money field, or its sum,
    least or greatest in a window."""
    if name in FIELDS:
        return FIELDS[name].form is Form.MONEY
    feature: Feature | None = policy.features.get(name)
    if feature is None or not isinstance(feature.compute, Aggregate):
        return False
    arg = feature.compute.arg
    keeps = feature.compute.op in ("sum", "min", "max")
    return keeps and isinstance(arg, Name) and is_money(policy, arg.name)
