"""A rule adds or takes points, or exempts; otherwise it only makes noise."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wuzha.policy.findings import Finding
from wuzha.policy.tree import Policy, Words


def check(policy: Policy, fraud_types: Collection[str] | None) -> Iterator[Finding]:
    for rule in policy.rules.values():
        if rule.points == 0 and not rule.exempts:
            yield Finding(
                "no_effect",
                policy.place("rules", rule.name, "points"),
                Words("0 分的规则没有作用", "a rule of 0 points has no effect"),
                Words("给分，或写 exempts: true", "give it points, or write exempts: true"),
            )
