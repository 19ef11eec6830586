"""A higher level never has a weaker action, and every action can be taken."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wuzha.policy.findings import Finding
from wuzha.policy.tree import Policy, Words
from wuzha.vocabulary.decision import ACTIONS
from wuzha.vocabulary.event import Kind


def check(policy: Policy, fraud_types: Collection[str] | None) -> Iterator[Finding]:
    kinds = {kind for rule in policy.rules.values() for kind in rule.on}
    for kind, actions in policy.actions.items():
        if kind not in kinds:
            yield Finding(
                "action_unreachable",
                policy.place("actions", kind),
                Words(f"没有针对 {kind} 的规则", f"no rule is on {kind}"),
                Words("加规则，或删去这些处置", "add a rule, or remove these actions"),
            )
            continue
        yield from _levels(policy, kind, actions)


def _levels(policy: Policy, kind: Kind, actions: dict[str, str]) -> Iterator[Finding]:
    strongest = 0
    for level, action in actions.items():
        place = policy.place("actions", kind, level)
        if level not in policy.levels:
            yield Finding(
                "action_unreachable",
                place,
                Words(f"等级 {level} 没有分数线", f"the level {level} has no threshold"),
                Words("在 levels 里加上，或删去", "add it to levels, or remove this"),
            )
        force = [str(known) for known in ACTIONS].index(action)
        if force < strongest:
            yield Finding(
                "action_falls",
                place,
                Words(
                    f"{level} 的处置 {action} 弱于较低等级的 {ACTIONS[strongest]}",
                    f"{action} at {level} is weaker than {ACTIONS[strongest]} at a lower level",
                ),
                Words(
                    f"由轻到重：{' '.join(ACTIONS)}", f"from weak to strong: {' '.join(ACTIONS)}"
                ),
            )
        strongest = max(strongest, force)
