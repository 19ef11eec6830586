"""A feature aggregates something: without an aggregate it is a constant."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wuzha.policy.findings import Finding
from wuzha.policy.tree import Policy, Words
from wuzha.policy.uses import aggregates


def check(policy: Policy, fraud_types: Collection[str] | None) -> Iterator[Finding]:
    for feature in policy.features.values():
        if not aggregates(feature.compute):
            yield Finding(
                "no_aggregate",
                policy.place("features", feature.name, "compute"),
                Words("特征没有聚合任何事件", "this feature aggregates nothing"),
                Words("例如 count(*) 或 sum(amount)", "write for example count(*) or sum(amount)"),
            )
