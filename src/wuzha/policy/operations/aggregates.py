"""Aggregates over a sliding window: what they take, what they give, how to say them."""

from __future__ import annotations

from dataclasses import dataclass

from wuzha.policy.tree import Words
from wuzha.vocabulary.event import Type


@dataclass(frozen=True)
class AggregateOperation:
    """An aggregate: the types `arg` may have (empty: takes none), its result (None: arg's type)."""

    name: str
    takes: frozenset[Type]
    gives: Type | None
    say: Words


_WHOLE = frozenset({Type.INTEGER, Type.BOOLEAN})
_ORDERED = frozenset({Type.INTEGER, Type.NUMBER, Type.TIME})
_EXACT = frozenset({Type.INTEGER, Type.BOOLEAN, Type.TEXT, Type.TIME})

_AGGREGATES = (
    AggregateOperation(
        "count", frozenset(Type), Type.INTEGER, Words("{arg}的次数", "the number of {arg}")
    ),
    AggregateOperation(
        "count_distinct",
        _EXACT,
        Type.INTEGER,
        Words("不同{arg}的个数", "the number of different {arg}"),
    ),
    AggregateOperation("sum", _WHOLE, Type.INTEGER, Words("{arg}之和", "the sum of {arg}")),
    AggregateOperation("avg", _WHOLE, Type.NUMBER, Words("{arg}的平均", "the mean of {arg}")),
    AggregateOperation("min", _ORDERED, None, Words("{arg}的最小值", "the least {arg}")),
    AggregateOperation("max", _ORDERED, None, Words("{arg}的最大值", "the greatest {arg}")),
    AggregateOperation(
        "first_seen", frozenset(), Type.TIME, Words("最早一次的时间", "the time of the first")
    ),
    AggregateOperation(
        "last_seen", frozenset(), Type.TIME, Words("最近一次的时间", "the time of the last")
    ),
)

AGGREGATES: dict[str, AggregateOperation] = {item.name: item for item in _AGGREGATES}
