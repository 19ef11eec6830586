"""Reasons in words: each fired rule's sentence with the values of the moment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wuzha.policy.tree import Aggregate, Feature, Name, Policy, Rule
from wuzha.vocabulary.clock import moment_of
from wuzha.vocabulary.decision import REASON
from wuzha.vocabulary.event import FIELDS, Form, Type
from wuzha.vocabulary.money import CURRENCIES, money_text

FIRED = pa.list_(pa.int32())
"""The numbers of the rules that fired at an event, rising."""

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_LANGUAGES = ("zh", "en")
# As scalars: Arrow looks for pandas on disk whenever it is given a str.
_UNKNOWN = {"zh": pa.scalar("未知"), "en": pa.scalar("unknown")}
_YES = {"zh": pa.scalar("是"), "en": pa.scalar("yes")}
_NO = {"zh": pa.scalar("否"), "en": pa.scalar("no")}
_NOTHING = pa.scalar("")
_TEXT_SHOWN = 60

Values = Mapping[str, pa.Array | Sequence[object]]


class Reasons:
    """The sentences of one policy's rules; without `sentences` they are null.

    A rule's sentences are joined for all events at which it fired at once."""

    def __init__(self, policy: Policy, sentences: bool = True) -> None:
        self.policy = policy
        self.sentences = sentences
        self._rules = list(policy.rules.values())
        self._names_of_rules = pa.array([rule.name for rule in self._rules], pa.string())
        self._points = np.array([rule.points for rule in self._rules], np.int16)
        self._parts = [_parts(rule) for rule in self._rules]

    def names_in(self, rules: Iterable[int]) -> list[str]:
        """Fields, features and models whose values the sentences of these rules show."""
        found: dict[str, None] = {}
        if self.sentences:
            for rule in rules:
                found |= self._names[rule]
        return list(found)

    @cached_property
    def _names(self) -> list[dict[str, None]]:
        """By rule; where money is shown, so is its currency."""
        shown = [
            dict.fromkeys(name.as_py() for parts in both.values() for name in parts[1::2])
            for both in self._parts
        ]
        for names in shown:
            if any(is_money(self.policy, name) for name in names):
                names["currency"] = None
        return shown

    def column(
        self,
        n: int,
        rows: NDArray[np.int64],
        fired: pa.ListArray | Sequence[Sequence[int]],
        shown: Values,
    ) -> pa.Array:
        """A list of reasons per event: empty but for `rows`, of which `fired` gives the numbers
        of the rules and `shown` the values of at least `names_in` those rules."""
        if not isinstance(fired, pa.ListArray):
            fired = pa.array(fired, FIRED)
        counts = np.diff(fired.offsets.to_numpy())
        lengths = np.zeros(n + 1, np.int32)
        lengths[rows + 1] = counts
        rules = fired.flatten().to_numpy()
        zh, en = self._said(rules, np.repeat(np.arange(len(rows)), counts), shown)
        parts = [self._names_of_rules.take(pa.array(rules)), pa.array(self._points[rules]), zh, en]
        structs = pa.StructArray.from_arrays(parts, fields=list(REASON))
        return pa.ListArray.from_arrays(pa.array(np.cumsum(lengths, dtype=np.int32)), structs)

    def _said(
        self, rules: NDArray[np.int32], places: NDArray[np.int64], shown: Values
    ) -> list[pa.Array]:
        """The sentences in each language; rule `rules[k]` fired where `places[k]` of `shown` is."""
        if not self.sentences or not len(rules):
            return [pa.nulls(len(rules), pa.string()) for _ in _LANGUAGES]
        values = {name: _as_array(column) for name, column in shown.items()}
        by_rule = np.argsort(rules, kind="stable")
        sorted_ = rules[by_rule]
        bounds = [0, *(np.flatnonzero(sorted_[1:] != sorted_[:-1]) + 1).tolist(), len(rules)]
        said: dict[str, list[pa.Array]] = {language: [] for language in _LANGUAGES}
        for first, end in pairwise(bounds):
            rule, there = int(sorted_[first]), pa.array(places[by_rule[first:end]])
            moment = {name: values[name].take(there) for name in self._names[rule]}
            for language in _LANGUAGES:
                said[language].append(self._sentences(rule, language, moment, end - first))
        back = np.empty_like(by_rule)
        back[by_rule] = np.arange(len(by_rule))
        order = pa.array(back)
        return [pa.concat_arrays(said[language]).take(order) for language in _LANGUAGES]

    def _sentences(
        self, rule: int, language: str, values: Mapping[str, pa.Array], n: int
    ) -> pa.Array:
        first, *others = self._parts[rule][language]
        if not others:
            return pa.repeat(first, n)
        pieces = [first]
        for name, text in zip(others[::2], others[1::2], strict=True):
            pieces += [self._say(name.as_py(), values, language), text]
        return pc.binary_join_element_wise(*pieces, _NOTHING)

    def _say(self, name: str, values: Mapping[str, pa.Array], language: str) -> pa.Array:
        """The values of a name as texts, none null."""
        column = values[name]
        if column.null_count == len(column):
            return pa.repeat(_UNKNOWN[language], len(column))
        if is_money(self.policy, name):
            currencies = values["currency"].to_pylist()
            pairs = zip(column.to_pylist(), currencies, strict=True)
            said = pa.array([_money(*pair, language) for pair in pairs], pa.string())
        else:
            said = _SAYERS[_type(self.policy, name)](column, language)
        return said.fill_null(_UNKNOWN[language]) if said.null_count else said


def _parts(rule: Rule) -> dict[str, list[pa.StringScalar]]:
    """Per language: text, name, text, name, ..., text."""
    return {
        language: [pa.scalar(part) for part in _PLACEHOLDER.split(rule.say.in_language(language))]
        for language in _LANGUAGES
    }


def _as_array(values: pa.Array | Sequence[object]) -> pa.Array:
    return values if isinstance(values, pa.Array) else pa.array(values)


def _say_booleans(values: pa.Array, language: str) -> pa.Array:
    return pc.if_else(values.cast(pa.bool_()), _YES[language], _NO[language])


def _say_integers(values: pa.Array, _: str) -> pa.Array:
    return values.cast(pa.string())


def _say_texts(values: pa.Array, _: str) -> pa.Array:
    return pc.utf8_slice_codeunits(values.cast(pa.string()), 0, _TEXT_SHOWN)


def _one_by_one(say: Callable[[object], str]) -> Callable[[pa.Array, str], pa.Array]:
    def said(values: pa.Array, _: str) -> pa.Array:
        texts = [None if value is None else say(value) for value in values.to_pylist()]
        return pa.array(texts, pa.string())

    return said


def _time(value: object) -> str:
    assert isinstance(value, int)
    return moment_of(value).strftime("%Y-%m-%d %H:%M:%SZ")


_SAYERS: dict[Type | None, Callable[[pa.Array, str], pa.Array]] = {
    Type.BOOLEAN: _say_booleans,
    Type.INTEGER: _say_integers,
    Type.NUMBER: _one_by_one(lambda value: f"{value:.3g}"),
    Type.TIME: _one_by_one(_time),
    Type.TEXT: _say_texts,
}


def _money(value: object, currency: object, language: str) -> str | None:
    """An amount with its currency; with two decimals, as most have, where none is told."""
    if value is None:
        return None
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
