"""A rule's sentence names values that exist, the same ones in both languages."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wuzha.policy.findings import Finding
from wuzha.policy.reading.draft import BRACES
from wuzha.policy.scope import close_match
from wuzha.policy.tree import Policy, Rule, Words
from wuzha.policy.uses import placeholders
from wuzha.vocabulary.event import FIELDS

_LANGUAGES = (("zh", "en"), ("en", "zh"))


def check(policy: Policy, fraud_types: Collection[str] | None) -> Iterator[Finding]:
    known = [*FIELDS, *policy.features, *policy.models]
    for rule in policy.rules.values():
        for language, other in _LANGUAGES:
            findings = list(_braces(policy, rule, language, known))
            yield from findings or _differences(policy, rule, language, other)
    for feature in policy.features.values():
        if feature.say is not None:
            for language, _ in _LANGUAGES:
                if BRACES.search(feature.say.in_language(language)):
                    yield Finding(
                        "sentence",
                        policy.place("features", feature.name, "say", language),
                        Words("特征的名称里不能有花括号", "what a feature is called has no braces"),
                        Words("只写名称", "write its name only"),
                    )


def _braces(policy: Policy, rule: Rule, language: str, known: Collection[str]) -> Iterator[Finding]:
    for found in dict.fromkeys(BRACES.findall(rule.say.in_language(language))):
        place = policy.place("rules", rule.name, "say", language, found)
        name = found[1:-1]
        if found in ("{", "}"):
            yield Finding(
                "sentence",
                place,
                Words("花括号不成对", "this brace has no partner"),
                Words("值写作 {caller}", "write a value as {caller}"),
            )
        elif name not in known:
            yield Finding(
                "sentence",
                place,
                Words(f"没有 `{name}`", f"nothing is called `{name}`"),
                close_match(name, known),
            )


def _differences(policy: Policy, rule: Rule, language: str, other: str) -> Iterator[Finding]:
    theirs = placeholders(rule.say.in_language(other))
    for name in dict.fromkeys(placeholders(rule.say.in_language(language))):
        if name not in theirs:
            there = {"zh": Words("中文句", "Chinese"), "en": Words("英文句", "English")}[other]
            yield Finding(
                "sentence_differs",
                policy.place("rules", rule.name, "say", language, f"{{{name}}}"),
                Words(f"{there.zh}里没有 {{{name}}}", f"the {there.en} sentence has no {{{name}}}"),
                Words("两种语言用同样的值", "use the same values in both languages"),
            )
