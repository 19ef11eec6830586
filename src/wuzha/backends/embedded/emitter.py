"""Expressions of a policy to statements of a kernel, one row at a time.

Conditions have no value of their own: `true(c)` and `false(c)` are two bits, and null is neither.
`not` swaps them, `and` joins trues and any false, so three-valued logic costs no branches.
Equal pieces of code are worked out once.
"""

from __future__ import annotations

from wuzha.backends.embedded.hashing import hash_text
from wuzha.backends.embedded.layout import DOUBLE, Layout, flavour
from wuzha.backends.embedded.texts import is_outside, is_outside_in
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
)

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_PYTHON = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


class Emitter:
    """Gathers the statements of one row loop; `lines` in order, variables by code."""

    def __init__(self, layout: Layout, aggregates: dict[Aggregate, int] | None = None) -> None:
        self.layout = layout
        self.aggregates = aggregates or {}
        self.lines: list[str] = []
        self._known: dict[str, str] = {}

    def let(self, code: str) -> str:
        """A variable that holds the code's value."""
        if code.isidentifier() or code in ("True", "False"):
            return code
        if code not in self._known:
            name = f"v{len(self._known)}"
            self._known[code] = name
            self.lines.append(f"{name} = {code}")
        return self._known[code]

    def cell(self, column: int) -> str:
        """The row's cell of a column."""
        matrix = "doubles" if self.layout.flavours[column] == DOUBLE else "wholes"
        return self.let(f"{matrix}[{column}, i]")

    # -- values

    def number(self, tree: Expr) -> str:
        """As a double; NaN is null."""
        if isinstance(tree, Literal):
            return "NAN" if tree.value is None else repr(float(tree.value))
        code = self.value(tree)
        return code if flavour(tree.type) == DOUBLE else self.let(f"to_number({code})")

    def whole(self, tree: Expr) -> str:
        """As an int64; NULL is null."""
        return self.value(tree) if tree.type is not None else "NULL"

    def as_kept(self, tree: Expr, kept: str) -> str:
        return self.number(tree) if kept == DOUBLE else self.whole(tree)

    def value(self, tree: Expr) -> str:
        """In its own flavour."""
        match tree:
            case Literal():
                return self._literal(tree)
            case Name():
                return self.cell(self.layout.name(tree))
            case Aggregate():
                return self.cell(self.aggregates[tree])
            case Arithmetic():
                return self._arithmetic(tree)
            case Negate():
                return self.let(f"-{self.number(tree.part)}")
            case Case():
                return self._case(tree)
            case Call():
                return self._call(tree)
        true, false = self.true(tree), self.false(tree)
        return self.let(f"(1 if {true} else (0 if {false} else NULL))")

    def _literal(self, tree: Literal) -> str:
        if tree.value is None:
            return "NULL"
        if isinstance(tree.value, bool):
            return str(int(tree.value))
        if isinstance(tree.value, str):
            return str(hash_text(tree.value))
        return repr(tree.value)

    def _arithmetic(self, tree: Arithmetic) -> str:
        left, right = self.number(tree.left), self.number(tree.right)
        if tree.op == "/":
            return self.let(f"divide({left}, {right})")
        return self.let(f"finite({left} {tree.op} {right})")

    def _case(self, tree: Case) -> str:
        kept = flavour(tree.type)
        chosen = self.as_kept(tree.default, kept)
        for condition, value in reversed(tree.whens):
            true, given = self.true(condition), self.as_kept(value, kept)
            chosen = self.let(f"({given} if {true} else {chosen})")
        return chosen

    def _call(self, tree: Call) -> str:
        if is_outside(tree):
            return self.cell(self.layout.outside(tree))
        kept = flavour(tree.type)
        match tree.function:
            case "abs" if kept == DOUBLE:
                return self.let(f"abs({self.number(tree.args[0])})")
            case "abs":
                part = self.whole(tree.args[0])
                return self.let(f"(-{part} if ({part} < 0) & ({part} != NULL) else {part})")
            case "round" | "floor" | "ceil":
                return self.let(f"{tree.function}_of({self.number(tree.args[0])})")
            case "hour" | "weekday":
                return self.let(f"{tree.function}_of({self.whole(tree.args[0])}, STARTS, OFFSETS)")
            case "seconds_since":
                then = self.whole(tree.args[0])
                now = self.cell(self.layout.column("as of"))
                return self.let(f"(({now} - {then}) / 1000000.0 if {then} != NULL else NAN)")
        parts = [self.as_kept(arg, kept) for arg in tree.args]
        code = parts[0]
        for part in parts[1:]:
            code = self._pair(tree.function, code, part, kept)
        return code

    def _pair(self, function: str, left: str, right: str, kept: str) -> str:
        if function == "coalesce":
            known = f"{left} == {left}" if kept == DOUBLE else f"{left} != NULL"
            return self.let(f"({left} if {known} else {right})")
        if kept == DOUBLE:
            return self.let(f"{function}({left}, {right})")
        least = "min" if function == "least" else "max"
        null = f"({left} == NULL) | ({right} == NULL)"
        return self.let(f"(NULL if {null} else {least}({left}, {right}))")

    # -- conditions

    def true(self, tree: Expr) -> str:
        """The condition holds."""
        return self._holds(tree, True)

    def false(self, tree: Expr) -> str:
        """The condition's negation holds."""
        return self._holds(tree, False)

    def _holds(self, tree: Expr, wanted: bool) -> str:
        match tree:
            case Literal():
                return str(tree.value is wanted)
            case Not():
                return self._holds(tree.part, not wanted)
            case Logic():
                parts = [self._holds(part, wanted) for part in tree.parts]
                joint = " & " if (tree.op == "and") is wanted else " | "
                return self.let(joint.join(parts))
            case Compare():
                return self._compare(tree, tree.op if wanted else _OPPOSITE[tree.op])
            case IsNull():
                return self._is_null(tree.part, tree.negated is not wanted)
            case In() if is_outside_in(tree):
                column = self.layout.outside(tree)
                return self.let(f"({self.cell(column)} == {int(wanted)})")
            case In():
                return self._in(tree, wanted)
        return self.let(f"({self.value(tree)} == {int(wanted)})")

    def _is_null(self, tree: Expr, wanted: bool) -> str:
        if tree.type is None:
            return str(wanted)
        code = self.value(tree)
        if flavour(tree.type) == DOUBLE:
            return self.let(f"({code} {'!=' if wanted else '=='} {code})")
        return self.let(f"({code} {'==' if wanted else '!='} NULL)")

    def _compare(self, tree: Compare, op: str) -> str:
        return self._relation(tree.left, tree.right, op)

    def _relation(self, left: Expr, right: Expr, op: str) -> str:
        if DOUBLE in (flavour(left.type), flavour(right.type)):
            a, b = self.number(left), self.number(right)
            if op == "!=":
                return self.let(f"(({a} < {b}) | ({a} > {b}))")
            return self.let(f"({a} {_PYTHON[op]} {b})")
        a, b = self.whole(left), self.whole(right)
        tests = [
            f"({code} != NULL)" for tree, code in ((left, a), (right, b)) if _may_be_null(tree)
        ]
        return self.let(" & ".join([f"({a} {_PYTHON[op]} {b})", *tests]))

    def _in(self, tree: In, wanted: bool) -> str:
        positive = wanted is not tree.negated
        op, joint = ("=", " | ") if positive else ("!=", " & ")
        return self.let(joint.join(self._relation(tree.part, v, op) for v in tree.values))


def _may_be_null(tree: Expr) -> bool:
    return not isinstance(tree, Literal)
