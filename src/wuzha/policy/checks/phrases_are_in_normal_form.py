"""A phrase of a lexicon is in normal form, as the texts are in which it is looked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from wuzha.policy.findings import Finding
from wuzha.policy.normal import not_normal
from wuzha.policy.tree import Lexicon, Policy
from wuzha.vocabulary.text import normal_form

_SHOWN_MAX = 10


def check(policy: Policy, fraud_types: Collection[str] | None) -> Iterator[Finding]:
    for lexicon in policy.lexicons.values():
        yield from islice(_findings(policy, lexicon), _SHOWN_MAX)


def _findings(policy: Policy, lexicon: Lexicon) -> Iterator[Finding]:
    for phrase in lexicon.phrases:
        normal = normal_form(phrase)
        if normal == phrase:
            continue
        path = ("lexicons", lexicon.name, "phrases", phrase)
        if path not in policy.places:
            path = ("lexicons", lexicon.name, "file", "")
        yield Finding("not_normal", policy.place(*path), *not_normal(phrase, normal))
