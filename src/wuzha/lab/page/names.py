"""Names of what a country pack and a policy bring along: types, playbooks, twins, places, rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from wuzha.lab.page.words import check_language
from wuzha.packs import Pack
from wuzha.policy.tree import Policy
from wuzha.vocabulary.fraud_type import FraudType


@dataclass(frozen=True)
class Names:
    """Names in one language by kind (class, playbook, twin, region, rule) and code.

    `currency` is the code of the currency that losses are in.
    """

    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    currency: str = ""

    def of(self, kind: str, code: str) -> str:
        """The name, or the code itself where nobody gave it one."""
        return self.names.get((kind, code), code)


def names_of(pack: Pack, language: str, policy: Policy | None = None) -> Names:
    """The names in a pack's taxonomy, playbooks, twins and places, and the rules of a policy.

    InputError if the page does not speak the language.
    """
    check_language(language)
    playbooks = yaml.safe_load(pack.text("playbooks.yaml"))
    twins = yaml.safe_load(pack.text("city/twins.yaml"))
    places = yaml.safe_load(pack.text("city/places.yaml"))
    names = {("class", entry.code): _name(entry, language) for entry in pack.taxonomy.classes}
    for kind, entries in {"playbook": playbooks["playbooks"], "twin": twins["kinds"]}.items():
        names |= {(kind, code): entry[language] for code, entry in entries.items()}
    names |= {("region", code): name for code, name in _counties(places, language)}
    rules = policy.rules if policy else {}
    names |= {("rule", code): rule.say.in_language(language) for code, rule in rules.items()}
    return Names(names, playbooks["assumptions"]["currency"])


def _name(entry: FraudType, language: str) -> str:
    return entry.zh if language == "zh" else entry.en


def _counties(places: Any, language: str) -> Iterator[tuple[str, str]]:
    """County codes as the city makes them: two digits of the province, of the city, of its own."""
    for p, province in enumerate(places["provinces"], 10):
        for c, city in enumerate(province["cities"], 1):
            for k, county in enumerate(city["counties"], 1):
                yield f"{p:02d}.{c:02d}.{k:02d}", county[language]
