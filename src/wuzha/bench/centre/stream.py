"""The decisions of a simulated day, in the order in which they come to the centre."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wuzha.bench.census import token
from wuzha.centre.warn.decision import Decision, Reason
from wuzha.packs import pack
from wuzha.vocabulary.clock import HOUR, MINUTE, SECOND, Instant
from wuzha.vocabulary.decision import LEVELS, STAGES, Action, Level, Stage
from wuzha.vocabulary.event import Form, Kind

Ints = npt.NDArray[np.int64]

WARNING_LEVELS = (Level.LOW, Level.MEDIUM, Level.HIGH, Level.CRITICAL)
SHARES = (0.70, 0.20, 0.08, 0.02)
"""Of the persons, by the highest level that they come to."""

RISING = 0.25
"""Of the persons at medium or above: begin one level lower and rise within 20 minutes."""

AGAIN, AGAIN_WITHIN, AGAIN_WITHIN_LEAST = 0.25, 3 * HOUR, 20 * MINUTE
"""Of all persons: one more decision that is not worse, within three hours of the day."""

SLIGHT = 0.10
"""Decisions that warn of nothing, for each person."""

RESENT = 0.02
"""Of all decisions: come a second time, within a minute."""

BY_HOUR = (2, 1, 1, 1, 1, 1, 2, 3, 6, 9, 10, 9, 6, 7, 9, 10, 9, 8, 7, 8, 8, 6, 4, 3)
BURST = 0.15
"""Of all persons: warned in one of ten bursts of two minutes, when somebody sends to many."""

SCORES = {Level.NONE: 14, Level.LOW: 32, Level.MEDIUM: 55, Level.HIGH: 76, Level.CRITICAL: 93}
ACTIONS = {Level.HIGH: Action.CHALLENGE, Level.CRITICAL: Action.DELAY}


@dataclass(frozen=True)
class Stream:
    """One row per arrival, by `arrives`. `event` numbers the events: a second arrival has the
    number of the first. `must`: a warning must be there for it; `level` and `stage` are rows of
    LEVELS and STAGES."""

    at: Ints
    arrives: Ints
    event: Ints
    person: Ints
    level: Ints
    stage: Ints
    must: npt.NDArray[np.bool_]
    types: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.at)

    def decision(self, row: int) -> Decision:
        """What the screening plane sends."""
        level, stage = LEVELS[self.level[row]], STAGES[self.stage[row]]
        number, event = int(self.person[row]), int(self.event[row])
        kind = Kind.TRANSFER if stage is Stage.PAYMENT else Kind.CALL
        type_ = self.types[number % len(self.types)]
        paid = kind is Kind.TRANSFER
        return Decision(
            event=event_id(event),
            source="bench",
            at=int(self.at[row]),
            kind=kind,
            person=token(number),
            score=SCORES[level],
            level=level,
            policy="bench@1",
            type=type_,
            stage=stage,
            action=ACTIONS.get(level, Action.LABEL),
            reasons=(
                Reason(
                    "bench_pace", SCORES[level] - 4, "通话异常频繁", "unusually many calls", type_
                ),
                Reason("bench_new", 4, "首次往来", "met for the first time"),
            ),
            counterparty=f"ZZ99{event % 5_000:015}" if paid else f"86170{event % 5_000:08}",
            counterparty_form=Form.ACCOUNT if paid else Form.PHONE,
            amount=100 * (event % 90_000) + 1_000 if paid else None,
            facts={"first_time_payee": True} if paid else {"answered": True, "duration_s": 340},
        )


def event_id(number: int) -> str:
    return f"bench-{number:09}"


def make_stream(persons: int, start: Instant, seed: int, share: float = 1.0) -> Stream:
    """Decisions from `start` on about so many persons, each of whom must be warned.

    A `share` below 1 presses the day together: with as many persons fewer there is as much to do
    in a minute as on the whole day.
    """
    chance = np.random.default_rng(seed)
    level = chance.choice([LEVELS.index(one) for one in WARNING_LEVELS], persons, p=SHARES)
    who, begins = np.arange(persons), _begins(persons, start, share, chance)
    rising = (level > LEVELS.index(Level.LOW)) & (chance.random(persons) < RISING)
    first = level - rising
    # A low decision alone opens a warning only where money is about to go.
    pays = (first == LEVELS.index(Level.LOW)) | (chance.random(persons) < 0.4)
    stage = np.where(pays, STAGES.index(Stage.PAYMENT), STAGES.index(Stage.TRUST))
    again = chance.random(persons) < AGAIN
    slight = chance.integers(0, persons, int(persons * SLIGHT))
    later = begins + chance.integers(2 * MINUTE, 20 * MINUTE, persons)
    while_ = max(int(AGAIN_WITHIN * share), AGAIN_WITHIN_LEAST)
    much_later = later + chance.integers(MINUTE, while_, persons)
    parts = [
        (who, begins, first, stage, True),
        (who[rising], later[rising], level[rising], stage[rising], True),
        (who[again], much_later[again], first[again], stage[again], False),
        (
            slight,
            _begins(len(slight), start, share, chance),
            np.zeros(len(slight)),
            0 * slight,
            False,
        ),
    ]
    person, at, levels, stages = (
        np.concatenate([part[column] for part in parts]).astype(np.int64) for column in range(4)
    )
    must = np.concatenate([np.full(len(part[0]), part[4]) for part in parts])
    return _arriving(at, person, levels, stages, must, chance)


def _begins(count: int, start: Instant, share: float, chance: np.random.Generator) -> Ints:
    """Instants over the day, as busy as its hours, some of them in bursts."""
    weights = np.array(BY_HOUR) / sum(BY_HOUR)
    hours = chance.choice(len(BY_HOUR), count, p=weights)
    since = hours * HOUR + chance.integers(0, HOUR, count)
    bursts = 9 * HOUR + chance.integers(0, 12 * HOUR, 10)
    burst = chance.random(count) < BURST
    within = chance.choice(bursts, count) + chance.integers(0, 2 * MINUTE, count)
    return start + (np.where(burst, within, since) * share).astype(np.int64)


def _arriving(
    at: Ints,
    person: Ints,
    level: Ints,
    stage: Ints,
    must: npt.NDArray[np.bool_],
    chance: np.random.Generator,
) -> Stream:
    """Every decision a second or two after its event; some once more, later."""
    rows = np.arange(len(at))
    arrives = at + chance.integers(SECOND // 10, 2 * SECOND, len(at))
    twice = chance.permutation(len(at))[: int(len(at) * RESENT)]
    rows = np.concatenate([rows, twice])
    arrives = np.concatenate([arrives, arrives[twice] + chance.integers(1, MINUTE, len(twice))])
    order = np.argsort(arrives, kind="stable")
    rows, arrives = rows[order], arrives[order]
    types = tuple(pack("cn").taxonomy.types)
    return Stream(
        at[rows], arrives, rows, person[rows], level[rows], stage[rows], must[rows], types
    )
