"""What is defined is used: a leftover is a rule that somebody forgot, or costs for nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wuzha.policy.findings import Finding
from wuzha.policy.tree import Policy, Words
from wuzha.policy.uses import looked_up, names, placeholders, uses

_SECTIONS = {
    "lists": Words("名单", "list"),
    "lexicons": Words("词库", "lexicon"),
    "features": Words("特征", "feature"),
    "models": Words("模型", "model"),
}


def check(policy: Policy, fraud_types: Collection[str] | None) -> Iterator[Finding]:
    used = {name.name for use in uses(policy) for name in names(use.expr)}
    used |= {name for rule in policy.rules.values() for name in placeholders(rule.say.zh)}
    listed = {name for use in uses(policy) for _, name in looked_up(use.expr)}
    for section, what in _SECTIONS.items():
        for name in getattr(policy, section):
            if name not in (listed if section in ("lists", "lexicons") else used):
                yield Finding(
                    "unused",
                    policy.place(section, name),
                    Words(f"{what.zh} `{name}` 没有用到", f"the {what.en} `{name}` is never used"),
                    Words("在规则里用它，或删去", "use it in a rule or remove it"),
                )
