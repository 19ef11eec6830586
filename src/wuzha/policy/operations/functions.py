"""Functions of the policy language: parameters, result, and how to say them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wuzha.policy.tree import Words
from wuzha.vocabulary.event import Type


class Param(StrEnum):
    """What an argument must be."""

    NUMERIC = "a number"
    ANY = "a value"
    FIELD = "a field of the event"
    TEXT = "a text field of the event"
    TIME = "a time"
    PIECE = "a text in quotes"
    PATTERN = "a pattern in quotes"
    LEXICON = "the name of a lexicon"
    LIST = "the name of a list"


class Result(StrEnum):
    """How the type of the result follows from the arguments."""

    SAME = "the arguments' common type"
    BOOLEAN = Type.BOOLEAN
    INTEGER = Type.INTEGER
    NUMBER = Type.NUMBER


@dataclass(frozen=True)
class Function:
    """A function: `params` in order; `repeats` if the last may come again; `say` has one
    `{0}` per argument, or `{all}` where arguments repeat."""

    name: str
    params: tuple[Param, ...]
    result: Result
    say: Words
    repeats: bool = False


def _functions() -> tuple[Function, ...]:
    numeric, any_, text, time = Param.NUMERIC, Param.ANY, Param.TEXT, Param.TIME
    piece, pattern = Param.PIECE, Param.PATTERN
    return (
        Function("abs", (numeric,), Result.SAME, Words("{0}的绝对值", "the size of {0}")),
        Function("round", (numeric,), Result.INTEGER, Words("{0}四舍五入", "{0} rounded")),
        Function("floor", (numeric,), Result.INTEGER, Words("{0}向下取整", "{0} rounded down")),
        Function("ceil", (numeric,), Result.INTEGER, Words("{0}向上取整", "{0} rounded up")),
        Function(
            "least",
            (numeric, numeric),
            Result.SAME,
            Words("{all}中的最小值", "the least of {all}"),
            repeats=True,
        ),
        Function(
            "greatest",
            (numeric, numeric),
            Result.SAME,
            Words("{all}中的最大值", "the greatest of {all}"),
            repeats=True,
        ),
        Function(
            "coalesce",
            (any_, any_),
            Result.SAME,
            Words("{all}中第一个有值者", "the first known of {all}"),
            repeats=True,
        ),
        Function("length", (text,), Result.INTEGER, Words("{0}的字数", "the length of {0}")),
        Function(
            "contains", (text, piece), Result.BOOLEAN, Words("{0}含有{1}", "{0} contains {1}")
        ),
        Function(
            "starts_with",
            (text, piece),
            Result.BOOLEAN,
            Words("{0}以{1}开头", "{0} starts with {1}"),
        ),
        Function(
            "ends_with", (text, piece), Result.BOOLEAN, Words("{0}以{1}结尾", "{0} ends with {1}")
        ),
        Function(
            "matches", (text, pattern), Result.BOOLEAN, Words("{0}符合模式{1}", "{0} matches {1}")
        ),
        Function(
            "phrases",
            (text, Param.LEXICON),
            Result.INTEGER,
            Words("{0}中出现词库{1}的词数", "the number of phrases of {1} in {0}"),
        ),
        Function(
            "listed",
            (Param.FIELD, Param.LIST),
            Result.BOOLEAN,
            Words("{0}在名单{1}上", "{0} is on the list {1}"),
        ),
        Function("hour", (time,), Result.INTEGER, Words("{0}的钟点", "the hour of {0}")),
        Function("weekday", (time,), Result.INTEGER, Words("{0}是星期几", "the weekday of {0}")),
        Function(
            "seconds_since",
            (time,),
            Result.NUMBER,
            Words("距{0}的秒数", "the seconds since {0}"),
        ),
    )


FUNCTIONS: dict[str, Function] = {function.name: function for function in _functions()}
