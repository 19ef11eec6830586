"""An example of a rule that measures time from now says when now is."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wuzha.policy.findings import Finding
from wuzha.policy.tree import Call, Policy, Words
from wuzha.policy.walk import walk


def check(policy: Policy, fraud_types: Collection[str] | None) -> Iterator[Finding]:
    for rule in policy.rules.values():
        if not any(isinstance(n, Call) and n.function == "seconds_since" for n in walk(rule.when)):
            continue
        for example in rule.examples:
            if example.given.get("at") is None:
                yield Finding(
                    "needs_at",
                    example.span,
                    Words(
                        "规则用到 seconds_since，例子却没有 at",
                        "the rule uses seconds_since, but this example has no `at`",
                    ),
                    Words("加上 at: 2026-01-31T08:00:00Z", "add at: 2026-01-31T08:00:00Z"),
                )
