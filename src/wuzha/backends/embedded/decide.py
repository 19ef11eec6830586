"""Fired rules to a decision: points, level, fraud type, stage, action."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wuzha.backends.embedded.jit import part, whole
from wuzha.policy.tree import Policy
from wuzha.vocabulary.decision import ACTIONS, LEVELS, SCORE_MAX, STAGES, STOPPING, Action
from wuzha.vocabulary.event import Kind

RULES_PER_WORD = 62
_CHALLENGE = ACTIONS.index(Action.CHALLENGE)

Bits = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Verdicts:
    """Per event: the score, and numbers into LEVELS, `DecisionTable.types`, STAGES, ACTIONS
    (-1: no fraud type, no stage)."""

    score: NDArray[np.int16]
    level: NDArray[np.int8]
    type: NDArray[np.int16]
    stage: NDArray[np.int8]
    action: NDArray[np.int8]


class DecisionTable:
    """A policy's rules, levels and actions as arrays."""

    def __init__(self, policy: Policy) -> None:
        rules = list(policy.rules.values())
        self.types: list[str] = list(dict.fromkeys(rule.type for rule in rules if rule.type))
        stages = [stage.value for stage in STAGES]
        self.points = np.array([rule.points for rule in rules], np.int64)
        self.type = np.array(
            [self.types.index(rule.type) if rule.type else -1 for rule in rules], np.int64
        )
        self.stage = np.array(
            [stages.index(rule.stage) if rule.stage else -1 for rule in rules], np.int64
        )
        self.exempts = np.array([rule.exempts for rule in rules], np.bool_)
        self.thresholds = np.full(len(LEVELS), SCORE_MAX + 1, np.int64)
        for level, points in policy.levels.items():
            self.thresholds[LEVELS.index(level)] = points
        self.actions = _actions(policy)
        self.stopping = np.array([action in STOPPING for action in ACTIONS], np.bool_)

    def verdicts(self, fired: Bits, kind_bits: Bits, n: int) -> Verdicts:
        """The verdicts of the first n events; `fired[word, event]` holds 62 rules a word."""
        out = Verdicts(
            np.zeros(n, np.int16),
            np.zeros(n, np.int8),
            np.full(n, -1, np.int16),
            np.full(n, -1, np.int8),
            np.zeros(n, np.int8),
        )
        by_type = np.zeros(len(self.types) + 1, np.int64)
        _decide(
            *(fired, kind_bits, n, self.points, self.type, self.stage, self.exempts),
            *(self.thresholds, self.actions, self.stopping, by_type),
            out.score,
            out.level,
            out.type,
            out.stage,
            out.action,
        )
        return out


def fired_rules(fired: Bits, rows: Bits) -> list[list[int]]:
    """The numbers of the rules that fired at each of some events, rising."""
    found: list[list[int]] = []
    for words in fired[:, rows].T.tolist():
        numbers = []
        for word, bits in enumerate(words):
            while bits:
                lowest = bits & -bits
                numbers.append(word * RULES_PER_WORD + lowest.bit_length() - 1)
                bits ^= lowest
        found.append(numbers)
    return found


def _actions(policy: Policy) -> NDArray[np.int64]:
    """Action numbers by kind and level, the nearest lower level standing in for a missing one."""
    table = np.zeros((len(Kind), len(LEVELS)), np.int64)
    for number, kind in enumerate(Kind):
        chosen = policy.actions.get(kind, {})
        action = ACTIONS.index(Action.ALLOW)
        for level_number, level in enumerate(LEVELS):
            if level.value in chosen:
                action = ACTIONS.index(Action(chosen[level.value]))
            table[number, level_number] = action
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


@whole
def _decide(
    fired: Bits,
    kind_bits: Bits,
    n: int,
    points: Bits,
    types: Bits,
    stages: Bits,
    exempts: Flags,
    thresholds: Bits,
    actions: Bits,
    stopping: Flags,
    by_type: Bits,
    score_out: NDArray[np.int16],
    level_out: NDArray[np.int8],
    type_out: NDArray[np.int16],
    stage_out: NDArray[np.int8],
    action_out: NDArray[np.int8],
) -> None:
    for i in range(n):
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
        score_out[i], level_out[i], stage_out[i] = score, level, stage
        best = -1
        # The last place gathers rules without a type; of equals the first in the policy wins.
        for number in range(len(by_type) - 1):
            if by_type[number] > 0 and (best < 0 or by_type[number] > by_type[best]):
                best = number
        type_out[i] = _first_of_equals(fired, i, points, types, by_type, best)
        kind = 0
        while kind_bits[i] >> (kind + 1) != 0:
            kind += 1
        action = actions[kind, level] if level > 0 else 0
        if stopping[action] and adding < 2:
            action = _CHALLENGE
        action_out[i] = 0 if exempt else action
