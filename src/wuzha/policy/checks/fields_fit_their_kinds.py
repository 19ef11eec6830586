"""What is read exists on the events where it is read; elsewhere it would be null for ever."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wuzha.policy.findings import Finding
from wuzha.policy.tree import Policy, Span, Words
from wuzha.policy.uses import names, placeholders, uses
from wuzha.vocabulary.event import FIELDS, Kind


def check(policy: Policy, fraud_types: Collection[str] | None) -> Iterator[Finding]:
    for use in uses(policy):
        for name in names(use.expr):
            yield from _absent(policy, name.name, use.on, name.span)
    for feature in policy.features.values():
        for kind in sorted(feature.on - FIELDS[feature.by].kinds):
            yield Finding(
                "field_not_of_kind",
                policy.place("features", feature.name, "by"),
                Words(
                    f"{kind} 事件没有 `{feature.by}`，不会进入窗口",
                    f"a {kind} has no `{feature.by}`, so none would be in the window",
                ),
                _kinds_with(FIELDS[feature.by].kinds),
            )
    for rule in policy.rules.values():
        for language in ("zh", "en"):
            for value in dict.fromkeys(placeholders(rule.say.in_language(language))):
                place = policy.place("rules", rule.name, "say", language, f"{{{value}}}")
                yield from _absent(policy, value, rule.on, place)


def _absent(policy: Policy, name: str, on: frozenset[Kind], span: Span) -> Iterator[Finding]:
    kinds = _kinds_of(policy, name)
    if not kinds & on:
        some = ", ".join(sorted(on))
        yield Finding(
            "field_not_of_kind",
            span,
            Words(f"{some} 事件没有 `{name}`", f"`{name}` is always null on {some}"),
            _kinds_with(kinds),
        )


def _kinds_of(policy: Policy, name: str) -> frozenset[Kind]:
    """The kinds of event on which a name can have a value; all, if nothing is called so."""
    if name in policy.features:
        return FIELDS[policy.features[name].by].kinds
    if name in policy.models:
        return policy.models[name].on
    return FIELDS[name].kinds if name in FIELDS else frozenset(Kind)


def _kinds_with(kinds: frozenset[Kind]) -> Words:
    some = ", ".join(sorted(kinds))
    return Words(f"可用于：{some}", f"it is there on: {some}")
