"""Money is compared with whole minor units: 5000.50 yuan is 500050."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wuzha.policy.findings import Finding
from wuzha.policy.tree import Compare, Expr, In, Literal, Name, Policy, Words
from wuzha.policy.uses import uses
from wuzha.policy.walk import walk
from wuzha.vocabulary.event import FIELDS, Form


def check(policy: Policy, fraud_types: Collection[str] | None) -> Iterator[Finding]:
    for use in uses(policy):
        for node in walk(use.expr):
            for literal in _beside_money(node):
                if isinstance(literal.value, float):
                    yield Finding(
                        "money_unit",
                        literal.span,
                        Words(
                            "金额以最小货币单位的整数计", "money is a whole number of minor units"
                        ),
                        Words("5000.50 元写作 500050", "write 5000.50 as 500050"),
                    )


def _beside_money(node: Expr) -> list[Literal]:
    if isinstance(node, Compare):
        sides = (node.left, node.right)
        return (
            [side for side in sides if isinstance(side, Literal)]
            if any(map(_is_money, sides))
            else []
        )
    return list(node.values) if isinstance(node, In) and _is_money(node.part) else []


def _is_money(expr: Expr) -> bool:
    return isinstance(expr, Name) and expr.name in FIELDS and FIELDS[expr.name].form is Form.MONEY
