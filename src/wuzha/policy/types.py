"""Types of expressions: every node gets one, or a finding says why it cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from wuzha.policy.operations import AGGREGATES, FUNCTIONS
from wuzha.policy.operations.functions import Function, Param, Result
from wuzha.policy.scope import TYPE_WORDS, BrokenName, Scope, TypeProblem, close_match
from wuzha.policy.tree import (
    Aggregate,
    Arithmetic,
    Call,
    Case,
    Compare,
    Expr,
    In,
    IsNull,
    Literal,
    Logic,
    Name,
    Negate,
    Not,
    Words,
)
from wuzha.vocabulary.event import FIELDS, Type

_NUMERIC = frozenset({Type.INTEGER, Type.NUMBER})
_ORDERED = frozenset({Type.INTEGER, Type.NUMBER, Type.TIME})

_PARAM_WORDS = {
    Param.NUMERIC: Words("数", "a number"),
    Param.ANY: Words("值", "a value"),
    Param.FIELD: Words("字段", "a field"),
    Param.TEXT: Words("文本字段", "a text field"),
    Param.TIME: Words("时间", "a time"),
    Param.PIECE: Words("非空的单引号文本", "a non-empty text in quotes"),
    Param.PATTERN: Words("非空的单引号模式", "a non-empty pattern in quotes"),
    Param.LEXICON: Words("词库名", "the name of a lexicon"),
    Param.LIST: Words("名单名", "the name of a list"),
}

_OTHER_LANGUAGES = {
    "count_distinct": Words("写 count(distinct x)", "write count(distinct x)"),
    "if": Words(
        "写 case when ... then ... else ... end", "write case when ... then ... else ... end"
    ),
    "len": Words("写 length(text)", "write length(text)"),
    "like": Words("用 contains 或 matches", "use contains or matches"),
    "lower": Words("文本已是小写", "the text is in lower case already"),
    "now": Words("用 seconds_since(t)", "use seconds_since(t)"),
    "regexp_matches": Words("写 matches(text, 'pattern')", "write matches(text, 'pattern')"),
}
"""What people who know SQL or a programming language try first."""


def typed(tree: Expr, scope: Scope, want: Type | None = None) -> Expr | None:
    """The same tree with types on all nodes, of type `want` if that is given.

    None, with a finding in the scope, if it has none; without one, if it names what is broken
    elsewhere."""
    try:
        result = _node(tree, scope)
        if want is not None and result.type is not want:
            raise _wrong(result, TYPE_WORDS[want])
        return result
    except TypeProblem as caught:
        scope.findings.append(caught.finding)
    except BrokenName:
        pass
    return None


def _node(tree: Expr, scope: Scope) -> Expr:
    return _TYPERS[type(tree)](tree, scope)


def _describe(tree: Expr) -> Words:
    return TYPE_WORDS[tree.type] if tree.type else Words("空值", "null")


def _wrong(tree: Expr, wanted: Words) -> TypeProblem:
    got = _describe(tree)
    return TypeProblem(
        "type",
        tree.span,
        Words(f"这里要{wanted.zh}，却是{got.zh}", f"this is {got.en}; {wanted.en} is wanted here"),
        Words("改用别的字段，或先换算", "use another field, or convert it first"),
    )


def _condition(tree: Expr, scope: Scope) -> Expr:
    result = _node(tree, scope)
    if result.type is not Type.BOOLEAN:
        got = _describe(result)
        raise TypeProblem(
            "type",
            result.span,
            Words(f"这里要条件，却是{got.zh}", f"a condition is wanted here; this is {got.en}"),
            Words("与某值比较，例如 > 0", "compare it with something, such as > 0"),
        )
    return result


def _numeric(tree: Expr, scope: Scope) -> Expr:
    result = _node(tree, scope)
    if result.type not in _NUMERIC:
        raise _wrong(result, TYPE_WORDS[Type.NUMBER])
    return result


def _literal(tree: Expr, scope: Scope) -> Expr:
    assert isinstance(tree, Literal)
    kinds = {bool: Type.BOOLEAN, int: Type.INTEGER, float: Type.NUMBER, str: Type.TEXT}
    return replace(tree, type=None if tree.value is None else kinds[type(tree.value)])


def _name(tree: Expr, scope: Scope) -> Expr:
    assert isinstance(tree, Name)
    if tree.name in scope.names:
        return replace(tree, type=scope.names[tree.name])
    if tree.name in scope.broken:
        raise BrokenName
    if tree.name in scope.elsewhere:
        message = Words(f"这里不能用 `{tree.name}`", f"`{tree.name}` cannot be used here")
        raise TypeProblem("name_not_here", tree.span, message, scope.elsewhere[tree.name])
    message = Words(f"没有 `{tree.name}`", f"nothing is called `{tree.name}`")
    raise TypeProblem("unknown_name", tree.span, message, close_match(tree.name, [*scope.names]))


def _common(parts: Sequence[Expr], what: Words) -> Type | None:
    """The one type of all parts (integer and number give number); nulls fit anything."""
    types = {part.type for part in parts if part.type is not None}
    if types == _NUMERIC:
        return Type.NUMBER
    if len(types) > 1:
        first = next(part for part in parts if part.type is not None)
        other = next(part for part in parts if part.type not in (None, first.type))
        got, had = _describe(other), _describe(first)
        raise TypeProblem(
            "type",
            other.span,
            Words(
                f"{what.zh}类型不同：{had.zh}和{got.zh}", f"{what.en} differ: {had.en} and {got.en}"
            ),
            Words("两边用同一类型", "use the same type on all sides"),
        )
    return next(iter(types), None)


def _compare(tree: Expr, scope: Scope) -> Expr:
    assert isinstance(tree, Compare)
    left, right = _node(tree.left, scope), _node(tree.right, scope)
    for side in (left, right):
        if isinstance(side, Literal) and side.value is None:
            raise TypeProblem(
                "compare_with_null",
                tree.span,
                Words("与 null 比较永远不成立", "a comparison with null never holds"),
                Words("用 is null 或 is not null", "write is null or is not null"),
            )
    common = _common((left, right), Words("比较的两边", "the sides of this comparison"))
    if tree.op not in ("=", "!=") and common not in _ORDERED:
        got = _describe(left)
        raise TypeProblem(
            "type",
            tree.span,
            Words(f"{got.zh}不分大小", f"{got.en} has no order"),
            Words("只能用 = 或 !=", "use = or !="),
        )
    return replace(tree, left=left, right=right, type=Type.BOOLEAN)


def _logic(tree: Expr, scope: Scope) -> Expr:
    assert isinstance(tree, Logic)
    parts = tuple(_condition(part, scope) for part in tree.parts)
    return replace(tree, parts=parts, type=Type.BOOLEAN)


def _not(tree: Expr, scope: Scope) -> Expr:
    assert isinstance(tree, Not)
    return replace(tree, part=_condition(tree.part, scope), type=Type.BOOLEAN)


def _is_null(tree: Expr, scope: Scope) -> Expr:
    assert isinstance(tree, IsNull)
    return replace(tree, part=_node(tree.part, scope), type=Type.BOOLEAN)


def _in(tree: Expr, scope: Scope) -> Expr:
    assert isinstance(tree, In)
    part = _node(tree.part, scope)
    values = tuple(replace(value, type=_literal(value, scope).type) for value in tree.values)
    _common((part, *values), Words("in 的两边", "the sides of this in"))
    return replace(tree, part=part, values=values, type=Type.BOOLEAN)


def _arithmetic(tree: Expr, scope: Scope) -> Expr:
    assert isinstance(tree, Arithmetic)
    left, right = _numeric(tree.left, scope), _numeric(tree.right, scope)
    return replace(tree, left=left, right=right, type=Type.NUMBER)


def _negate(tree: Expr, scope: Scope) -> Expr:
    assert isinstance(tree, Negate)
    return replace(tree, part=_numeric(tree.part, scope), type=Type.NUMBER)


def _case(tree: Expr, scope: Scope) -> Expr:
    assert isinstance(tree, Case)
    whens = tuple((_condition(c, scope), _node(v, scope)) for c, v in tree.whens)
    default = _node(tree.default, scope)
    common = _common((*(v for _, v in whens), default), Words("各分支", "the branches"))
    if common is None:
        raise _wrong(whens[0][1], Words("值", "a value"))
    return replace(tree, whens=whens, default=default, type=common)


def _aggregate(tree: Expr, scope: Scope) -> Expr:
    assert isinstance(tree, Aggregate)
    if scope.aggregated is None:
        raise TypeProblem(
            "aggregate_not_here",
            tree.span,
            Words(f"这里不能用聚合 {tree.op}", f"the aggregate {tree.op} cannot be used here"),
            Words(
                "在 features 的 compute 里用；聚合里不能再有聚合",
                "use it in a feature's compute, and never inside another aggregate",
            ),
        )
    operation = AGGREGATES[tree.op]
    if tree.arg is None:
        return replace(tree, type=operation.gives)
    inner = replace(scope, names=scope.aggregated, aggregated=None)
    arg = _node(tree.arg, inner)
    if arg.type not in operation.takes:
        hint = Words("换一个字段", "use another field")
        if tree.op in ("sum", "avg") and arg.type is Type.NUMBER:
            hint = Words(
                f"先取整：{tree.op}(round(x * 100))", f"round it first: {tree.op}(round(x * 100))"
            )
        got = _describe(arg)
        message = Words(f"{tree.op} 不能用于{got.zh}", f"{tree.op} does not take {got.en}")
        raise TypeProblem("type", arg.span, message, hint)
    return replace(tree, arg=arg, type=operation.gives or arg.type)


def _call(tree: Expr, scope: Scope) -> Expr:
    assert isinstance(tree, Call)
    function = FUNCTIONS.get(tree.function)
    if function is None:
        message = Words(f"没有函数 `{tree.function}`", f"there is no function `{tree.function}`")
        known = [*FUNCTIONS, *AGGREGATES] if scope.aggregated is not None else [*FUNCTIONS]
        hint = _OTHER_LANGUAGES.get(tree.function) or close_match(tree.function, known)
        raise TypeProblem("unknown_function", tree.span, message, hint)
    _count_arguments(tree, function)
    params = function.params + function.params[-1:] * (len(tree.args) - len(function.params))
    args = tuple(_argument(a, p, scope) for a, p in zip(tree.args, params, strict=True))
    result = None
    if function.result is Result.SAME:
        result = _common(args, Words("各参数", "the arguments"))
        if result is None:
            raise _wrong(args[0], Words("值", "a value"))
    return replace(tree, args=args, type=result or Type(function.result.value))


def _count_arguments(tree: Call, function: Function) -> None:
    wanted, got = len(function.params), len(tree.args)
    if got == wanted or (function.repeats and got > wanted):
        return
    least = f"{wanted}+" if function.repeats else str(wanted)
    shape = Words(
        ", ".join(_PARAM_WORDS[p].zh for p in function.params),
        ", ".join(_PARAM_WORDS[p].en for p in function.params),
    )
    many = "argument" if least == "1" else "arguments"
    raise TypeProblem(
        "arguments",
        tree.span,
        Words(
            f"{tree.function} 要 {least} 个参数，给了 {got} 个",
            f"{tree.function} takes {least} {many}, not {got}",
        ),
        Words(f"写 {tree.function}({shape.zh})", f"write {tree.function}({shape.en})"),
    )


def _argument(tree: Expr, param: Param, scope: Scope) -> Expr:
    wanted = _PARAM_WORDS[param]
    if param in (Param.LIST, Param.LEXICON):
        known = scope.lists if param is Param.LIST else scope.lexicons
        if not isinstance(tree, Name) or tree.name not in known:
            name = tree.name if isinstance(tree, Name) else ""
            if name in scope.broken:
                raise BrokenName
            message = Words(f"这里要{wanted.zh}", f"{wanted.en} is wanted here")
            raise TypeProblem("unknown_name", tree.span, message, close_match(name, [*known]))
        return replace(tree, type=Type.TEXT)
    result = _node(tree, scope)
    is_field = isinstance(tree, Name) and tree.name in FIELDS
    if param in (Param.TEXT, Param.FIELD) and not is_field:
        raise TypeProblem(
            "field_wanted",
            tree.span,
            Words("这里只能写事件的字段", "only a field of the event can stand here"),
            Words("例如 text、domain、caller", "for example text, domain or caller"),
        )
    if param in (Param.PIECE, Param.PATTERN):
        if not (isinstance(result, Literal) and isinstance(result.value, str) and result.value):
            raise _wrong(result, wanted)
        return result
    fits = {
        Param.NUMERIC: _NUMERIC,
        Param.ANY: frozenset(Type) | {None},
        Param.FIELD: {Type.INTEGER, Type.TEXT},
        Param.TEXT: {Type.TEXT},
        Param.TIME: {Type.TIME},
    }[param]
    if result.type not in fits:
        raise _wrong(result, wanted)
    return result


_TYPERS: dict[type[Expr], Callable[[Expr, Scope], Expr]] = {
    Literal: _literal,
    Name: _name,
    Compare: _compare,
    Logic: _logic,
    Not: _not,
    IsNull: _is_null,
    In: _in,
    Arithmetic: _arithmetic,
    Negate: _negate,
    Case: _case,
    Aggregate: _aggregate,
    Call: _call,
}
