"""Walking expression trees."""

from __future__ import annotations

from collections.abc import Iterator

from wuzha.policy.tree import (
    Aggregate,
    Arithmetic,
    Call,
    Case,
    Compare,
    Expr,
    In,
    IsNull,
    Logic,
    Negate,
    Not,
)


def children(tree: Expr) -> tuple[Expr, ...]:
    """The direct parts of an expression, in the order of the text."""
    match tree:
        case Compare() | Arithmetic():
            return (tree.left, tree.right)
        case Logic():
            return tree.parts
        case Not() | IsNull() | Negate():
            return (tree.part,)
        case In():
            return (tree.part, *tree.values)
        case Case():
            return (*(part for when in tree.whens for part in when), tree.default)
        case Call():
            return tree.args
        case Aggregate():
            return () if tree.arg is None else (tree.arg,)
    return ()


def walk(tree: Expr) -> Iterator[Expr]:
    """The expression and everything in it, outside first."""
    yield tree
    for child in children(tree):
        yield from walk(child)
