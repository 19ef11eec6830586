"""Fired rules to a decision: points, level, fraud type, stage, action."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wuzha.backends.embedded.jit import part
from wuzha.policy.tree import Policy
from wuzha.vocabulary.decision import ACTIONS, LEVELS, SCORE_MAX, STAGES, STOPPING, Action
from wuzha.vocabulary.event import Kind

RULES_PER_WORD = 62
_CHALLENGE = ACTIONS.index(Action.CHALLENGE)

Bits = NDArray[np.int64]
Flags = NDArray[np.bool_]


SCORE, LEVEL, TYPE, STAGE, ACTION = range(5)
"""Rows of a verdict matrix: the score, then numbers into LEVELS, `DecisionTable.types`, STAGES
and ACTIONS (-1: no fraud type, no stage)."""


class DecisionTable:
    """A policy's rules, levels and actions as arrays."""

    def __init__(self, policy: Policy) -> None:
        rules = list(policy.rules.values())
        self.types: list[str] = list(dict.fromkeys(rule.type for rule in rules if rule.type))
        stages = [stage.value for stage in STAGES]
        self.points = [rule.points for rule in rules]
        self.type = [self.types.index(rule.type) if rule.type else -1 for rule in rules]
        self.stage = [stages.index(rule.stage) if rule.stage else -1 for rule in rules]
        self.exempts = [rule.exempts for rule in rules]
        self.thresholds = [policy.levels.get(level, SCORE_MAX + 1) for level in LEVELS]
        self.actions = _actions(policy)
        self.stopping = [action in STOPPING for action in ACTIONS]

    def source(self) -> str:
        """The arrays as constants of a kernel module, in the order that `decide` takes them."""
        lines = [
            f"{name.upper()} = np.array({values!r}, np.{'bool_' if flag else 'int64'})"
            for name, values, flag in (
                ("points", self.points, False),
                ("types", self.type, False),
                ("stages", self.stage, False),
                ("exempts", self.exempts, True),
                ("thresholds", self.thresholds, False),
                ("actions", self.actions, False),
                ("stopping", self.stopping, True),
            )
        ]
        return "\n".join(lines)

    ARGUMENTS = "POINTS, TYPES, STAGES, EXEMPTS, THRESHOLDS, ACTIONS, STOPPING"


def fired_rules(fired: Bits, rows: Bits) -> pa.ListArray:
    """The numbers of the rules that fired at each of some events, rising."""
    width = 64 * len(fired)
    bits = np.unpackbits(fired.T[rows].view(np.uint8).ravel(), bitorder="little")
    found = np.flatnonzero(bits.view(np.bool_))
    ends = found.searchsorted(np.arange(0, (len(rows) + 1) * width, width))
    place = found % width
    numbers = place - (place >> 6) * (64 - RULES_PER_WORD)
    offsets = pa.array(ends.astype(np.int32))
    return pa.ListArray.from_arrays(offsets, pa.array(numbers.astype(np.int32)))


def _actions(policy: Policy) -> list[list[int]]:
    """Action numbers by kind and level, the nearest lower level standing in for a missing one."""
    table: list[list[int]] = []
    for kind in Kind:
        table.append([])
        chosen = policy.actions.get(kind, {})
        action = ACTIONS.index(Action.ALLOW)
        for level in LEVELS:
            if level.value in chosen:
                action = ACTIONS.index(Action(chosen[level.value]))
            table[-1].append(action)
    return table


@part
def _first_of_equals(
    fired: Bits, i: int, points: Bits, types: Bits, by_type: Bits, best: int
) -> int:
    if best < 0:
        return -1
    for rule in range(len(points)):
        bit = (fired[rule // RULES_PER_WORD, i] >> (rule % RULES_PER_WORD)) & 1
        adds = bit and points[rule] > 0 and types[rule] >= 0
        if adds and by_type[types[rule]] == by_type[best]:
            number: int = types[rule]
            return number
    return best


@part
def decide(
    fired: Bits,
    kinds: Bits,
    n: int,
    points: Bits,
    types: Bits,
    stages: Bits,
    exempts: Flags,
    thresholds: Bits,
    actions: Bits,
    stopping: Flags,
    by_type: Bits,
    out: Bits,
) -> None:
    """The verdicts of n events into `out`; `fired[word, event]` holds 62 rules a word,
    `by_type` is room to count in, one place more than there are fraud types."""
    for i in range(n):
        out[SCORE, i], out[LEVEL, i], out[ACTION, i] = 0, 0, 0
        out[TYPE, i], out[STAGE, i] = -1, -1
        some = np.int64(0)
        for word in range(fired.shape[0]):
            some |= fired[word, i]
        if some == 0:
            continue
        score, adding, stage, exempt = 0, 0, -1, False
        by_type[:] = 0
        for word in range(fired.shape[0]):
            bits = fired[word, i]
            rule = word * RULES_PER_WORD
            while bits != 0:
                if bits & 1:
                    score += points[rule]
                    exempt = exempt or exempts[rule]
                    if points[rule] > 0:
                        adding += 1
                        stage = max(stage, stages[rule])
                        by_type[types[rule]] += points[rule]
                bits >>= 1
                rule += 1
        score = min(max(score, 0), SCORE_MAX)
        level = 0
        for step in range(1, len(thresholds)):
            if score >= thresholds[step]:
                level = step
        out[SCORE, i], out[LEVEL, i], out[STAGE, i] = score, level, stage
        best = -1
        # The last place gathers rules without a type; of equals the first in the policy wins.
        for number in range(len(by_type) - 1):
            if by_type[number] > 0 and (best < 0 or by_type[number] > by_type[best]):
                best = number
        out[TYPE, i] = _first_of_equals(fired, i, points, types, by_type, best)
        kind = 0
        while kinds[i] >> (kind + 1) != 0:
            kind += 1
        action = actions[kind, level] if level > 0 else 0
        if stopping[action] and adding < 2:
            action = _CHALLENGE
        out[ACTION, i] = 0 if exempt else action
