"""Decisions made by hand, for tests of what happens to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from wuzha.vocabulary.decision import SCHEMA


def decision(number: int, level: str = "none", score: int = 0, *rules: str) -> dict[str, Any]:
    """One decision; each of `rules` is a reason, the first with the most points."""
    reasons = [
        {"rule": rule, "points": 50 - place, "zh": f"因为{rule}", "en": f"because of {rule}"}
        for place, rule in enumerate(rules)
    ]
    return {
        "id": f"e-{number}",
        "at": number,
        "kind": "call",
        "person": "p-1",
        "score": score,
        "level": level,
        "type": "refund" if rules else None,
        "stage": "contact" if rules else None,
        "action": "label" if rules else "allow",
        "reasons": reasons,
        "late": number % 7 == 3,
        "policy": "test@1#0",
    }


def table(decisions: Sequence[dict[str, Any]]) -> pa.Table:
    """As an engine gives them: `policy` comes as a dictionary column."""
    made = pa.Table.from_pylist(list(decisions), schema=SCHEMA)
    place = SCHEMA.get_field_index("policy")
    return made.set_column(place, "policy", made["policy"].dictionary_encode())
