"""A list is asked about identifiers of its own form, and matched in a way that the form has."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wuzha.policy.findings import Finding
from wuzha.policy.tree import Call, Name, Policy, Words
from wuzha.policy.uses import looked_up, uses
from wuzha.vocabulary.event import FIELDS

_MATCH_OF = {"prefix": "phone", "suffix": "domain"}


def check(policy: Policy, fraud_types: Collection[str] | None) -> Iterator[Finding]:
    for item in policy.lists.values():
        of = _MATCH_OF.get(item.match, item.of)
        if of != item.of:
            yield Finding(
                "list_match",
                policy.place("lists", item.name, "match"),
                Words(f"{item.match} 只用于 {of} 名单", f"{item.match} is for lists of {of} only"),
                Words("去掉 match，或改 of", "drop `match`, or change `of`"),
            )
    for use in uses(policy):
        for call, name in looked_up(use.expr):
            if call.function == "listed":
                yield from _form(policy, call, name)


def _form(policy: Policy, call: Call, name: str) -> Iterator[Finding]:
    wanted = policy.lists[name].of
    value = call.args[0]
    assert isinstance(value, Name)
    form = FIELDS[value.name].form
    if form != wanted:
        fields = ", ".join(field.name for field in FIELDS.values() if field.form == wanted)
        yield Finding(
            "list_form",
            value.span,
            Words(
                f"`{name}` 是 {wanted} 名单，`{value.name}` 却是 {form}",
                f"`{name}` is a list of {wanted}, but `{value.name}` is of the form {form}",
            ),
            Words(f"用字段 {fields}", f"use one of the fields {fields}"),
        )
