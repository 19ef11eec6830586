"""The country's ladder, and what is said about a ladder that cannot be climbed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuzha.packs import pack
from wuzha.packs.ladder import Ladder, parse_ladder
from wuzha.packs.rungs import Rung
from wuzha.vocabulary.clock import DAY, HOUR, MINUTE
from wuzha.vocabulary.decision import Level
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.notice import BY_CARRIER, Channel
from wuzha.vocabulary.result import CODED_BY_OFFICER, SETTLING, Result

SOURCE = pack("cn").text("dissuasion/ladder.yaml")
LADDER = pack("cn").ladder
LEVELS = tuple(LADDER.levels)
BY_OFFICER = frozenset(Channel) - BY_CARRIER


def latest(ladder: Ladder, level: Level, channel: Channel) -> int:
    """How long after the warning a step by this channel may still end, the slowest way up."""

    def ends(rung: Rung, start: int) -> list[int]:
        end = start + rung.deadline
        own = [end] if rung.channel is channel else []
        following = (ladder.next(level, rung.name, result) for result in Result)
        return own + [
            late for rung in following if rung and not rung.at_once for late in ends(rung, end)
        ]

    return max(late for rung in ladder.first(level) for late in ends(rung, 0))


@pytest.mark.parametrize(
    ("level", "channel", "within"),
    [
        (Level.CRITICAL, Channel.CALL, 5 * MINUTE),
        (Level.CRITICAL, Channel.VISIT, 30 * MINUTE),
        (Level.HIGH, Channel.CALL, 15 * MINUTE),
        (Level.HIGH, Channel.VISIT, 60 * MINUTE),
        (Level.MEDIUM, Channel.CALL, 2 * HOUR),
        (Level.LOW, Channel.MESSAGE, 24 * HOUR),
    ],
)
def test_a_person_is_reached_in_time(level: Level, channel: Channel, within: int) -> None:
    rungs = LADDER.levels[level].rungs
    at_once = [rung for rung in LADDER.first(level) if rung.channel is channel]
    if channel is Channel.VISIT:
        assert latest(LADDER, level, channel) == within
    else:
        assert [rung.deadline for rung in at_once] == [within]
    assert any(rung.channel is channel for rung in rungs)


@pytest.mark.parametrize("level", [Level.HIGH, Level.CRITICAL])
def test_an_undelivered_flash_becomes_a_message_and_then_a_call(level: Level) -> None:
    message = LADDER.next(level, "flash", Result.UNDELIVERED)
    assert message is not None
    assert message.channel is Channel.MESSAGE
    call = LADDER.next(level, message.name, Result.UNDELIVERED)
    assert call is not None
    assert call.channel is Channel.CALL
    assert LADDER.next(level, "flash", Result.DELIVERED) is None


@pytest.mark.parametrize("level", [Level.HIGH, Level.CRITICAL])
@pytest.mark.parametrize("result", [Result.DOUBTED, Result.REFUSED, Result.UNREACHABLE])
def test_who_is_not_won_over_is_visited(level: Level, result: Result) -> None:
    contact = LADDER.next(level, "call", result)
    assert contact is not None
    assert contact.channel is Channel.CONTACT
    for refused in (result, Result.NO_CHANNEL, Result.LAPSED):
        visit = LADDER.next(level, contact.name, refused)
        assert visit is not None
        assert (visit.channel, visit.unit) == (Channel.VISIT, "station")


@pytest.mark.parametrize("level", LEVELS)
def test_no_settling_result_leads_on(level: Level) -> None:
    for rung in LADDER.levels[level].rungs:
        for result in SETTLING:
            assert LADDER.next(level, rung.name, result) is None
        assert (rung.unit is None) == (rung.channel in BY_CARRIER)


def test_lower_levels_may_wait_longer() -> None:
    by_rising_level = [LADDER.levels[level].acknowledge for level in LEVELS]
    assert by_rising_level == sorted(by_rising_level, reverse=True)
    assert [LADDER.levels[level].quiet for level in LEVELS] == [True, True, False, False]


def test_after_a_loss_and_a_warning() -> None:
    assert LADDER.verify_after == 7 * DAY
    assert (LADDER.aftercare.after, LADDER.aftercare.until) == (3 * DAY, 90 * DAY)
    found = pack("cn").taxonomy.get(LADDER.aftercare.type)
    assert found is not None
    assert found.code == "recovery_scam"
    assert LADDER.capacity.shed is Level.LOW


def test_quiet_hours_go_over_midnight() -> None:
    quiet = [hour for hour in range(24) if LADDER.in_quiet_hours(hour * 60)]
    assert quiet == [*range(8), 22, 23]
    assert not LADDER.in_quiet_hours(8 * 60)
    noon = parse_ladder(changed('{from: "22:00", to: "08:00"}', '{from: "12:00", to: "14:00"}'))
    assert [hour for hour in range(24) if noon.in_quiet_hours(hour * 60)] == [12, 13]


def changed(old: str, new: str) -> str:
    assert old in SOURCE
    return SOURCE.replace(old, new, 1)


LOW = "message: {channel: message, at_once: true, deadline: 24h}"
CALL = "call: {channel: call, at_once: true, deadline: 2h, attempts: 3, every: 30m, unit: city}"
VISIT = "visit: {channel: visit, deadline: 30m, unit: station}"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("version: cn-1", "version: '1; 2'", "a version has"),
        ("version: cn-1", "version: " + "1" * 41, "a version has"),
        ("fold: 24h", "fold: 24", "no length of time"),
        ("fold: 24h", "fold: 0h", "no length of time"),
        ("fold: 24h", "folds: 24h", "`folds` is not known here"),
        ("fold: 24h", "fold: 24h\nfold: 1h", "stands twice"),
        ('"22:00"', '"24:00"', "no time of day"),
        ("warnings: 3", "warnings: 0", "a whole number from 1"),
        ("until: 90d", "until: 2d", "later than `after`"),
        ("shed: low", "shed: little", "`little` is not known here"),
        (LOW, LOW.replace("message: {", "Text me: {"), "the name of a rung"),
        (LOW, LOW.replace("message: {", "m" * 31 + ": {"), "the name of a rung"),
        (LOW, LOW.replace("24h}", "24h, unit: city}"), "take `unit` away"),
        (LOW, LOW.replace("24h", "3d"), "more than `open_for`"),
        (LOW, LOW.replace("at_once: true, ", ""), "never reached"),
        (LOW, LOW.replace("true", "yes"), "neither true nor false"),
        (LOW, LOW.replace("channel: message", "channel: pigeon"), "`pigeon` is not known"),
        (LOW, LOW[:-1] + ", then: {undelivered: message}}", "leads back to itself"),
        (LOW, LOW[:-1] + ", then: {doubted: message}}", "never comes out as `doubted`"),
        (LOW, LOW[:-1] + ", then: {lost: message}}", "no result `lost`"),
        (LOW, LOW[:-1] + ", then: {undelivered: letter}}", "names no rung `letter`"),
        ("rungs:\n      " + LOW, "rungs: {}", "1 to 20 rungs"),
        (CALL, CALL.replace(", unit: city", ""), "name the `unit`"),
        (CALL, CALL.replace("every: 30m, ", ""), "needs `every`"),
        (CALL, CALL.replace("every: 30m", "every: 1h"), "at or after the deadline"),
        (CALL, CALL[:-1] + ", then: {believed: message}}", "ends the step for good"),
        (CALL, CALL[:-1] + ", then: {delivered: message}}", "never comes out as `delivered`"),
        (VISIT, VISIT[:-1] + ", then: {refused: call}}", "leads back to itself"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, words: str) -> None:
    source = changed(old, new)
    with pytest.raises(InputError) as error:
        parse_ladder(source)
    findings = str(error.value).splitlines()
    saying = [finding for finding in findings if words in finding]
    assert saying, findings
    lines = [int(line) for line in re.findall(r"(?m)^ladder\.yaml:(\d+): ", "\n".join(saying))]
    place = source[: source.index(new)].count("\n") + 1
    assert min(abs(line - place) for line in lines) <= 3, findings


def test_the_line_is_exact() -> None:
    source = changed("verify_after: 7d", "verify_after: soon")
    line = source[: source.index("verify_after: soon")].count("\n") + 1
    with pytest.raises(InputError, match=rf"^ladder\.yaml:{line}: `soon` is no length of time"):
        parse_ladder(source)


def test_all_is_said_at_once() -> None:
    source = SOURCE.replace("fold: 24h", "fold: x").replace("shed: low", "shed: y")
    with pytest.raises(InputError) as error:
        parse_ladder(source.replace("unit: station", "unit: village"))
    assert len(str(error.value).splitlines()) == 4


@pytest.mark.parametrize(
    "source",
    ["", "a: [", "- a\n- b", "levels: &a {low: *a, high: *a}", "[" * 2_000, "x" * 2_000_000],
)
def test_what_is_no_ladder_is_refused(source: str) -> None:
    with pytest.raises(InputError):
        parse_ladder(source)


@settings(max_examples=40)
@given(
    st.integers(0, len(SOURCE)), st.integers(0, 40), st.sampled_from(["", "0", "{", "\n  ", "x:"])
)
def test_a_damaged_ladder_is_one_or_is_refused(start: int, length: int, put: str) -> None:
    source = SOURCE[:start] + put + SOURCE[start + length :]
    try:
        ladder = parse_ladder(source)
    except InputError:
        return
    for level, entry in ladder.levels.items():
        assert ladder.first(level)
        for rung in entry.rungs:
            results = set(rung.then)
            assert not results & SETTLING
            assert rung.channel in BY_OFFICER or not results & set(CODED_BY_OFFICER)
