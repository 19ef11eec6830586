"""A ladder as a picture: for each level the rungs in columns, by what leads to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wuzha.packs.ladder import WARNING_LEVELS, Ladder, LevelLadder, Rung
from wuzha.vocabulary.decision import LEVELS, Level
from wuzha.vocabulary.notice import CHANNELS
from wuzha.vocabulary.result import Result
from wuzha.web.console.spans import span_text
from wuzha.web.names import type_name, word_choices


@dataclass(frozen=True, slots=True)
class RungShown:
    """A rung in words. `then`: results, and the name of the rung that they lead to."""

    name: str
    channel: str
    deadline: str
    tries: str
    unit: str
    then: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LevelShown:
    """One level; the first column holds what starts at once, each other one what follows."""

    level: Level
    acknowledge: str
    open_for: str
    quiet: bool
    columns: tuple[tuple[RungShown, ...], ...]


def levels_shown(ladder: Ladder) -> list[LevelShown]:
    """The highest level first."""
    return [_level(ladder.levels[level]) for level in reversed(WARNING_LEVELS)]


def rules_shown(ladder: Ladder) -> list[tuple[str, str]]:
    """What holds at every level: name and value."""
    levels = dict(word_choices("level", LEVELS))
    return [
        (_("Quiet hours"), f"{clock(ladder.quiet_from)}–{clock(ladder.quiet_to)}"),
        (
            _("Joins the open warning"),
            _("within %(span)s of its last evidence") % {"span": span_text(ladder.fold)},
        ),
        (
            _("Cool-down"),
            _("for %(span)s after an ending only worse opens anew")
            % {"span": span_text(ladder.cooldown)},
        ),
        (
            _("Counts as kept"),
            _("nothing lost for %(span)s") % {"span": span_text(ladder.verify_after)},
        ),
        (
            _("Fatigue"),
            _("%(count)s warnings within %(span)s spare a person one more, up to level %(level)s")
            % {
                "count": ladder.fatigue.warnings,
                "span": span_text(ladder.fatigue.within),
                "level": levels[ladder.fatigue.level_max],
            },
        ),
        (
            _("Aftercare"),
            _("%(after)s to %(until)s after a loss: %(type)s")
            % {
                "after": span_text(ladder.aftercare.after),
                "until": span_text(ladder.aftercare.until),
                "type": type_name(ladder.aftercare.type) or ladder.aftercare.type,
            },
        ),
        (
            _("A unit is full"),
            _("%(count)s open steps per officer on duty; then %(level)s ones may become messages")
            % {
                "count": ladder.capacity.steps_per_officer,
                "level": levels[ladder.capacity.shed],
            },
        ),
    ]


def rung_names(level: LevelLadder) -> dict[str, str]:
    """What each rung is called: its channel, and its own name too where a channel comes twice."""
    channels = dict(word_choices("channel", CHANNELS))
    used = [rung.channel for rung in level.rungs]
    return {
        rung.name: channels[rung.channel]
        + (f" ({rung.name})" if used.count(rung.channel) > 1 else "")
        for rung in level.rungs
    }


def tries_text(rung: Rung) -> str:
    if rung.attempts == 1:
        return _("one try")
    told = {"count": rung.attempts, "span": span_text(rung.every)}
    return _("%(count)s tries, every %(span)s") % told


def unit_text(rung: Rung) -> str:
    """The level of the units whose officers do it; of a carrier's, that a machine does."""
    if rung.unit is None:
        return _("automatic")
    return word_choices("unit", [rung.unit])[0][1]


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _level(level: LevelLadder) -> LevelShown:
    depths = _depths(level)
    names = rung_names(level)
    columns = [
        tuple(_rung(rung, names) for rung in level.rungs if depths[rung.name] == depth)
        for depth in range(max(depths.values(), default=-1) + 1)
    ]
    return LevelShown(
        level.level,
        span_text(level.acknowledge),
        span_text(level.open_for),
        level.quiet,
        tuple(column for column in columns if column),
    )


def _rung(rung: Rung, names: Mapping[str, str]) -> RungShown:
    results = dict(word_choices("result", list(Result)))
    by_target: dict[str, list[str]] = {}
    for result, target in rung.then.items():
        by_target.setdefault(target, []).append(results[result])
    separator = _(", ")
    return RungShown(
        name=names[rung.name],
        channel=rung.channel,
        deadline=span_text(rung.deadline),
        tries=tries_text(rung),
        unit=unit_text(rung),
        then=tuple(
            (separator.join(words), names.get(target, target))
            for target, words in by_target.items()
        ),
    )


def _depths(level: LevelLadder) -> dict[str, int]:
    """The longest way to each rung; what starts at once is at the bottom whatever leads to it."""
    depths = {rung.name: 0 for rung in level.rungs}
    starting = {rung.name for rung in level.rungs if rung.at_once}
    for _round in level.rungs:  # a way without repetition is no longer than this
        for rung in level.rungs:
            for target in rung.then.values():
                if target not in starting:
                    depths[target] = max(depths[target], depths[rung.name] + 1)
    return depths
