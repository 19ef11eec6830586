"""The conditions of a policy in the languages of the rivals."""

from __future__ import annotations

from dataclasses import dataclass

from wuzha.policy.tree import (
    Arithmetic,
    Call,
    Case,
    Compare,
    Expr,
    In,
    Literal,
    Logic,
    Name,
    Negate,
    Not,
)


@dataclass(frozen=True)
class Dialect:
    """How a language writes what the languages write differently."""

    case: str
    """Takes the value, the condition, the other value."""
    values: str
    """Takes the values of an `in`, joined by commas."""
    true: str
    false: str


ZEN = Dialect(case="(({1}) ? ({0}) : ({2}))", values="[{0}]", true="true", false="false")
PYTHON = Dialect(case="({0} if {1} else {2})", values="({0},)", true="True", false="False")


def written(tree: Expr, dialect: Dialect) -> str:
    """A condition without nulls, with every bracket; ValueError if the bench never writes it."""

    def all_of(*trees: Expr) -> list[str]:
        return [written(each, dialect) for each in trees]

    match tree:
        case Name(name=name):
            return name
        case Literal():
            return _constant(tree, dialect)
        case Not(part=part):
            return f"(not {written(part, dialect)})"
        case Logic(op=op, parts=parts):
            return f"({f' {op} '.join(all_of(*parts))})"
        case Compare(op=op, left=left, right=right):
            sign = "==" if op == "=" else op
            return f"({written(left, dialect)} {sign} {written(right, dialect)})"
        case Arithmetic(op=op, left=left, right=right):
            return f"({written(left, dialect)} {op} {written(right, dialect)})"
        case Negate(part=part):
            return f"(-{written(part, dialect)})"
        case In(part=part, values=values, negated=False):
            some = dialect.values.format(", ".join(all_of(*values)))
            return f"({written(part, dialect)} in {some})"
        case Case(whens=((condition, value),), default=default):
            return dialect.case.format(*all_of(value, condition, default))
        case Call(function="abs", args=(arg,)):
            return f"abs({written(arg, dialect)})"
    raise ValueError(f"no rival is asked for {type(tree).__name__}")


def _constant(tree: Literal, dialect: Dialect) -> str:
    if isinstance(tree.value, bool):
        return dialect.true if tree.value else dialect.false
    return repr(tree.value)
