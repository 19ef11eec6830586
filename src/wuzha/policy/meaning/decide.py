"""What the rules that fired add up to: score, level, type, stage and action."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wuzha.policy.tree import Policy, Rule
from wuzha.vocabulary.decision import LEVELS, SCORE_MAX, STAGES, STOPPING, Action, Level
from wuzha.vocabulary.event import Kind


class Verdict(NamedTuple):
    """A decision without its reasons; `type` and `stage` are None if no rule names one."""

    score: int
    level: str
    type: str | None
    stage: str | None
    action: str


def verdict(policy: Policy, kind: str, fired: Sequence[Rule]) -> Verdict:
    """The decision on an event of this kind; `fired` are rules in the order of the policy."""
    score = min(SCORE_MAX, max(0, sum(rule.points for rule in fired)))
    adding = [rule for rule in fired if rule.points > 0]
    level = _level(policy, score)
    action = _action(policy, kind, level)
    if action in STOPPING and len(adding) < 2:
        action = Action.CHALLENGE
    if any(rule.exempts for rule in fired):
        action = Action.ALLOW
    return Verdict(score, str(level), _type(adding), _stage(adding), str(action))


def _level(policy: Policy, score: int) -> str:
    reached = [name for name in LEVELS if name in policy.levels and policy.levels[name] <= score]
    return reached[-1] if reached else Level.NONE


def _action(policy: Policy, kind: str, level: str) -> str:
    named = policy.actions.get(Kind(kind), {})
    rank = LEVELS.index(Level(level))
    for lower in LEVELS[rank:0:-1]:  # down to, and without, none
        if lower in named:
            return named[lower]
    return Action.ALLOW


def _type(adding: Sequence[Rule]) -> str | None:
    points: dict[str, int] = {}
    for rule in adding:
        if rule.type is not None:
            points[rule.type] = points.get(rule.type, 0) + rule.points
    # max() keeps the first of equals, and a dict keeps the order in which rules came.
    return max(points, key=points.__getitem__, default=None)


def _stage(adding: Sequence[Rule]) -> str | None:
    named = {rule.stage for rule in adding}
    return next((str(stage) for stage in reversed(STAGES) if stage in named), None)
