"""The rungs of one level of the ladder, and whether they hang together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wuzha.packs.sheet import Sheet
from wuzha.vocabulary.decision import Level
from wuzha.vocabulary.notice import BY_CARRIER, Channel
from wuzha.vocabulary.result import CODED_BY_OFFICER, SETTLING, Result

RUNGS_MAX = 20

_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")


class UnitLevel(StrEnum):
    """Where a unit stands in the tree, from the top."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    STATION = "station"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step that may be taken for a warning.

    `at_once`: it starts when the warning is issued at this level or rises to it; any other starts
    when a result of another rung leads to it; each at most once for a warning at this level.
    `deadline` counts from its start. `attempts` are made `every` so often until one has a result.
    `unit` is the level of the units whose officers do it, None for what a carrier does. `then`
    names the rung that a result leads to; a result that is not there leads nowhere.
    """

    name: str
    channel: Channel
    at_once: bool
    deadline: int
    attempts: int
    every: int
    unit: UnitLevel | None
    then: Mapping[Result, str]


@dataclass(frozen=True, slots=True)
class LevelLadder:
    """One level: a unit takes the warning within `acknowledge`; after `open_for` it expires.

    `quiet`: its steps wait until quiet hours are over.
    """

    level: Level
    acknowledge: int
    open_for: int
    quiet: bool
    rungs: tuple[Rung, ...]


def parse_level(level: Level, sheet: Sheet) -> LevelLadder:
    """Read one level; what is wrong is noted on the sheet."""
    parts = sheet.parts("acknowledge", "open_for", "quiet", "rungs")
    places = parts["rungs"].named()
    if parts["rungs"] and not 1 <= len(places) <= RUNGS_MAX:
        parts["rungs"].note(f"a level has 1 to {RUNGS_MAX} rungs")
    for name, place in places.items():
        if not _NAME.fullmatch(name):
            place.note("the name of a rung has 1 to 30 small letters, digits and _")
    rungs = tuple(_rung(name, place) for name, place in places.items())
    parsed = LevelLadder(
        level=level,
        acknowledge=parts["acknowledge"].length(),
        open_for=parts["open_for"].length(),
        quiet=parts["quiet"].flag(),
        rungs=rungs,
    )
    if parts["open_for"] and parsed.acknowledge > parsed.open_for:
        parts["acknowledge"].note("the warning expires before a unit must have taken it")
    _check_order(rungs, places)
    _check_time(parsed, parts["open_for"])
    return parsed


def _rung(name: str, sheet: Sheet) -> Rung:
    parts = sheet.parts(
        "channel", "deadline", optional=("at_once", "attempts", "every", "unit", "then")
    )
    channel = parts["channel"].member(Channel)
    rung = Rung(
        name=name,
        channel=channel or Channel.MESSAGE,
        at_once=parts["at_once"].flag(),
        deadline=parts["deadline"].length(),
        attempts=parts["attempts"].whole(1, 100) if parts["attempts"] else 1,
        every=parts["every"].length(),
        unit=parts["unit"].member(UnitLevel),
        then=_then(parts["then"], channel),
    )
    if channel is not None:
        _check_unit(rung, sheet, parts["unit"])
    if rung.attempts > 1 and not parts["every"]:
        sheet.note("more than one attempt needs `every`: how long between two")
    elif (rung.attempts - 1) * rung.every >= rung.deadline > 0:
        sheet.note("the last attempt would begin at or after the deadline")
    return rung


def _check_unit(rung: Rung, sheet: Sheet, unit: Sheet) -> None:
    if rung.channel in BY_CARRIER and unit:
        unit.note(f"a carrier serves the channel {rung.channel}; take `unit` away")
    if rung.channel not in BY_CARRIER and not unit:
        sheet.note(f"officers serve the channel {rung.channel}; name the `unit` they belong to")


def _then(sheet: Sheet, channel: Channel | None) -> dict[Result, str]:
    following: dict[Result, str] = {}
    for word, place in sheet.named().items():
        if word not in set(Result):
            place.note(f"there is no result `{word}`; known are {', '.join(Result)}")
            continue
        result = Result(word)
        if result in SETTLING or result is Result.SUPERSEDED:
            place.note(f"`{result}` ends the step for good; nothing can follow")
        elif channel is not None and result not in _possible(channel):
            place.note(f"a step by {channel} never comes out as `{result}`")
        else:
            following[result] = place.text()
    return following


def _possible(channel: Channel) -> frozenset[Result]:
    by_house = set(Result).difference(CODED_BY_OFFICER)
    if channel in BY_CARRIER:
        return frozenset(by_house)
    return frozenset({*CODED_BY_OFFICER, *by_house} - {Result.DELIVERED, Result.UNDELIVERED})


def _check_order(rungs: Sequence[Rung], places: Mapping[str, Sheet]) -> None:
    """Each rung exists, can be reached, and leads back to none that was before it."""
    known = {rung.name: rung for rung in rungs}
    for rung in rungs:
        for target in rung.then.values():
            if target and target not in known:
                places[rung.name].note(f"`then` of `{rung.name}` names no rung `{target}`")
    reached = {rung.name for start in rungs if start.at_once for rung in _after(start, known)}
    for rung in rungs:
        if rung.name not in reached:
            words = "is never reached: make it `at_once` or name it in another rung's `then`"
            places[rung.name].note(f"`{rung.name}` {words}")
        followers = (known[name] for name in rung.then.values() if name in known)
        if any(rung in _after(follower, known) for follower in followers):
            places[rung.name].note(f"`{rung.name}` leads back to itself")


def _after(start: Rung, known: Mapping[str, Rung]) -> Iterator[Rung]:
    """A rung and all that can follow it, each once."""
    seen: set[str] = set()
    waiting = [start.name]
    while waiting:
        name = waiting.pop()
        if name in seen or name not in known:
            continue
        seen.add(name)
        yield known[name]
        waiting.extend(known[name].then.values())


def _check_time(level: LevelLadder, place: Sheet) -> None:
    """The longest way up the ladder ends before the warning expires."""
    longest = {rung.name: rung.deadline for rung in level.rungs}
    known = {rung.name: rung for rung in level.rungs}
    for _ in level.rungs:  # a way without repetition has no more rungs than there are
        for rung in level.rungs:
            # What starts at once is counted from the start; it is not taken a second time.
            later = (name for name in rung.then.values() if name in known)
            follow = [longest[name] for name in later if not known[name].at_once]
            longest[rung.name] = rung.deadline + max(follow, default=0)
    if place and max(longest.values(), default=0) > level.open_for > 0:
        place.note("the deadlines of the longest way up the ladder add up to more than `open_for`")
