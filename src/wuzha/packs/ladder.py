"""The ladder: what is done for a warning of each level, by whom, how soon, and what follows.

It is data of the country pack; docs/reference/ladder.md says how an operator writes one. Lengths
of time are microseconds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from wuzha.packs.rungs import LevelLadder, Rung, parse_level
from wuzha.packs.sheet import Sheet, read_sheet
from wuzha.vocabulary.decision import LEVELS, Level
from wuzha.vocabulary.result import Result

__all__ = ["Aftercare", "Capacity", "Fatigue", "Ladder", "LevelLadder", "Rung", "parse_ladder"]

_VERSION = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")

WARNING_LEVELS = tuple(level for level in LEVELS if level is not Level.NONE)


@dataclass(frozen=True, slots=True)
class Fatigue:
    """Who had `warnings` of them `within` is spared one more, up to and with `level_max`."""

    level_max: Level
    warnings: int
    within: int


@dataclass(frozen=True, slots=True)
class Aftercare:
    """A known victim is told about fraud of this `type`, from `after` to `until` their loss."""

    after: int
    until: int
    type: str


@dataclass(frozen=True, slots=True)
class Capacity:
    """When a unit is full, and what may then become a message.

    `steps_per_officer`: open officer steps per officer on duty. `shed`: the highest level whose
    officer steps a full unit may leave to a message.
    """

    steps_per_officer: int
    shed: Level


@dataclass(frozen=True)
class Ladder:
    """All levels and what holds for every warning.

    `fold`: a decision within this of the last evidence joins the open warning. `cooldown`: for
    this long after an ending, evidence that is not worse opens nothing. `verify_after`: nothing
    lost since counts as prevented. `quiet_from`, `quiet_to`: minutes of the local day.
    """

    version: str
    levels: Mapping[Level, LevelLadder]
    quiet_from: int
    quiet_to: int
    fold: int
    cooldown: int
    verify_after: int
    fatigue: Fatigue
    aftercare: Aftercare
    capacity: Capacity

    def first(self, level: Level) -> tuple[Rung, ...]:
        """The rungs that start at once when a warning is issued at this level or rises to it."""
        return tuple(rung for rung in self.levels[level].rungs if rung.at_once)

    def rung(self, level: Level, name: str) -> Rung | None:
        rungs = self.levels[level].rungs
        return next((rung for rung in rungs if rung.name == name), None)

    def next(self, level: Level, name: str, result: Result) -> Rung | None:
        """The rung that a result of the rung `name` leads to; None if it leads nowhere."""
        rung = self.rung(level, name)
        following = rung and rung.then.get(result)
        return self.rung(level, following) if following else None

    def in_quiet_hours(self, minute: int) -> bool:
        """Whether a minute of the local day, 0 to 1439, is one in which people sleep."""
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= minute < self.quiet_to
        return minute >= self.quiet_from or minute < self.quiet_to


def parse_ladder(text: str, file: str = "ladder.yaml") -> Ladder:
    """Read a ladder; InputError lists everything that is wrong with it, each with its line."""
    sheet = read_sheet(text, file)
    parts = sheet.parts(
        *("version", "quiet", "fold", "cooldown", "verify_after"),
        *("fatigue", "aftercare", "capacity", "levels"),
    )
    quiet = parts["quiet"].parts("from", "to")
    ladder = Ladder(
        version=parts["version"].text(),
        levels=_levels(parts["levels"]),
        quiet_from=quiet["from"].minute(),
        quiet_to=quiet["to"].minute(),
        fold=parts["fold"].length(),
        cooldown=parts["cooldown"].length(),
        verify_after=parts["verify_after"].length(),
        fatigue=_fatigue(parts["fatigue"]),
        aftercare=_aftercare(parts["aftercare"]),
        capacity=_capacity(parts["capacity"]),
    )
    if ladder.version and not _VERSION.fullmatch(ladder.version):
        parts["version"].note("a version has 1 to 40 small letters, digits, dots, - and _")
    sheet.findings.refuse()
    return ladder


def _levels(sheet: Sheet) -> dict[Level, LevelLadder]:
    parts = sheet.parts(*WARNING_LEVELS)
    return {level: parse_level(level, parts[level]) for level in WARNING_LEVELS}


def _fatigue(sheet: Sheet) -> Fatigue:
    parts = sheet.parts("level_max", "warnings", "within")
    return Fatigue(
        level_max=parts["level_max"].member(Level) or Level.NONE,
        warnings=parts["warnings"].whole(1, 1_000),
        within=parts["within"].length(),
    )


def _aftercare(sheet: Sheet) -> Aftercare:
    parts = sheet.parts("after", "until", "type")
    after, until = parts["after"].length(), parts["until"].length()
    if parts["until"] and until <= after:
        parts["until"].note("`until` must be later than `after`")
    return Aftercare(after, until, parts["type"].text())


def _capacity(sheet: Sheet) -> Capacity:
    parts = sheet.parts("steps_per_officer", "shed")
    return Capacity(
        steps_per_officer=parts["steps_per_officer"].whole(1, 1_000),
        shed=parts["shed"].member(Level) or Level.NONE,
    )
