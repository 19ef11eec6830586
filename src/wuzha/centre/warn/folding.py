"""Folding: which decisions belong together, and what they amount to. No database in here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wuzha.centre.warn.decision import Decision
from wuzha.centre.warn.models import EPISODE, Warning
from wuzha.packs.ladder import Ladder
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import LEVELS, STAGES, Level, Stage
from wuzha.vocabulary.result import Ending

EVIDENCE_SCORE_MIN = 10
"""Weaker decisions are kept only of persons with an open warning."""

OPENS = Level.MEDIUM
"""From this level on a decision opens a warning by itself. A low one opens one when a payment is
near or its source knows of a campaign: one faint sign is no reason to write to anybody."""

_NOT_CALMING = frozenset({Ending.EXPIRED})
"""Endings after which nobody had done anything, so nothing has to be cooled down."""

_GOING_ON = frozenset({Ending.UNMOVED, Ending.ALREADY_PAID})
"""Endings of persons who may pay again."""


@dataclass(frozen=True, slots=True)
class Calm:
    """What ended within the ladder's cool-down: the highest level and stage of it."""

    level: int
    stage: int
    going_on: bool


def calm_of(ended: Iterable[tuple[int, int, str]]) -> Calm | None:
    """The calm after warnings of these levels, stages and endings; None after none."""
    counted = [each for each in ended if each[2] not in _NOT_CALMING]
    if not counted:
        return None
    levels, stages, endings = zip(*counted, strict=True)
    return Calm(max(levels), max(stages), not _GOING_ON.isdisjoint(endings))


def opens(decision: Decision) -> bool:
    """Whether it opens a warning if the person has none."""
    if decision.level is Level.LOW:
        return decision.stage is Stage.PAYMENT or decision.campaign != EPISODE
    return level_of(decision) >= LEVELS.index(OPENS)


def worse(decision: Decision, calm: Calm) -> bool:
    """Whether it breaks the calm: a higher level, or a payment where there was none before, or
    another one by somebody who was not won over."""
    paying = decision.stage is Stage.PAYMENT
    return level_of(decision) > calm.level or (
        paying and (calm.going_on or calm.stage < STAGES.index(Stage.PAYMENT))
    )


def stale(decision: Decision, ladder: Ladder, at: Instant) -> bool:
    """Whether a warning about it, at its level, would have expired by now."""
    return decision.at < at - ladder.levels[decision.level].open_for


def belongs(warning: Warning, decision: Decision, ladder: Ladder) -> bool:
    """Whether a decision is about what an open warning is about: less than `fold` from its
    evidence, or whenever a unit is at work on it."""
    if warning.state == "acknowledged":
        return True
    return warning.first_at - ladder.fold < decision.at < warning.last_at + ladder.fold


def join(warning: Warning, decision: Decision) -> bool:
    """Puts a decision into a warning: level, score and stage never fall. Whether the level rose."""
    risen = level_of(decision) > warning.level
    warning.level = max(warning.level, level_of(decision))
    warning.score = max(warning.score, decision.score)
    warning.stage = max(warning.stage, stage_of(decision))
    warning.first_at = min(warning.first_at, decision.at)
    warning.last_at = max(warning.last_at, decision.at)
    warning.evidence_count += 1
    for type_, points in points_of(decision).items():
        warning.points[type_] = warning.points.get(type_, 0) + points
    _name_type(warning)
    return risen


def points_of(decision: Decision) -> dict[str, int]:
    """What a decision says for each fraud type: the points of the reasons that name one; if none
    does, its score for its own type."""
    points: dict[str, int] = {}
    for reason in decision.reasons:
        if reason.type and reason.points > 0:
            points[reason.type] = points.get(reason.type, 0) + reason.points
    if not points and decision.type:
        points[decision.type] = decision.score
    return points


def level_of(decision: Decision) -> int:
    return LEVELS.index(decision.level)


def stage_of(decision: Decision) -> int:
    """0 where it is not known: the first contact."""
    return 0 if decision.stage is None else STAGES.index(decision.stage)


def _name_type(warning: Warning) -> None:
    """The type with most points; of equal ones the one it has, else the first by name."""
    total = sum(warning.points.values())
    if not total:
        return
    points = warning.points
    warning.type = min(points, key=lambda name: (-points[name], name != warning.type, name))
    warning.type_share = round(100 * points[warning.type] / total)
