"""Words of rule bits to the numbers of the rules that fired."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wuzha.backends.embedded.decide import RULES_PER_WORD, fired_rules

_WORDS = 3
_RULES = st.frozensets(st.integers(0, _WORDS * RULES_PER_WORD - 1), max_size=9)


@given(st.lists(_RULES, min_size=1, max_size=9))
def test_fired_rules_are_the_bits_that_are_set(events: list[frozenset[int]]) -> None:
    fired = np.zeros((_WORDS, len(events)), np.int64)
    for event, rules in enumerate(events):
        for rule in rules:
            fired[rule // RULES_PER_WORD, event] |= 1 << rule % RULES_PER_WORD
    rows = np.flatnonzero(fired.any(axis=0))
    assert fired_rules(fired, rows).to_pylist() == [sorted(events[row]) for row in rows]
