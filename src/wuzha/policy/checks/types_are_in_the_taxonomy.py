"""A rule's fraud type is one that the taxonomy knows."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wuzha.policy.findings import Finding
from wuzha.policy.scope import close_match
from wuzha.policy.tree import Policy, Words


def check(policy: Policy, fraud_types: Collection[str] | None) -> Iterator[Finding]:
    if fraud_types is None:
        return
    for rule in policy.rules.values():
        if rule.type is not None and rule.type not in fraud_types:
            yield Finding(
                "unknown_type",
                policy.place("rules", rule.name, "type"),
                Words(f"分类表里没有 `{rule.type}`", f"the taxonomy has no type `{rule.type}`"),
                close_match(rule.type, fraud_types),
            )
