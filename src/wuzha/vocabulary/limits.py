"""Every limit in one place, so that none is forgotten and each has a reason."""

from __future__ import annotations

from wuzha.vocabulary.clock import DAY

# Events. A record past these is a dead letter.
RECORD_BYTES_MAX = 1 << 20
TEXT_CHARACTERS_MAX = 20_000
ID_CHARACTERS_MAX = 200
INTEGER_MAX = 10**13 - 1
"""Largest magnitude of a whole number in an event (money: minor units, so 10^11 yuan).

A window's sum stays inside 64 bits for 900,000 events of that size on one key."""
NUMBER_MAX = 1e15
"""Largest magnitude of a fractional number in an event."""
LATENESS_MAX = DAY

# Policies. They bound compile time, memory and what one hostile file can cost.
POLICY_BYTES_MAX = 4 << 20
FEATURES_MAX = 500
RULES_MAX = 2_000
MODELS_MAX = 50
LISTS_MAX = 200
LEXICONS_MAX = 100
LEXICON_PHRASES_MAX = 100_000
EXAMPLES_MAX = 1_000
WINDOW_MAX = 90 * DAY
EXPRESSION_CHARACTERS_MAX = 4_000
EXPRESSION_DEPTH_MAX = 40
EXPRESSION_NODES_MAX = 400
IN_VALUES_MAX = 1_000
PATTERN_CHARACTERS_MAX = 500
POINTS_MAX = 100
