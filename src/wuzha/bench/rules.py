"""`wuzha bench rules`: fifty rules at one event and at 64, against zen-engine.

What is timed on our side: the rules' kernels and the verdict (score, level, type, stage, action)
over columns that are in place. On the rival's: one call with the row, or with each row, as a dict
that is ready; the fastest of its ways counts. Each call of a lap gets other rows, so that branch
prediction learns little. Which rules fire must be the same, row by row, before a ratio is given.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from wuzha.backends.embedded.decide import RULES_PER_WORD
from wuzha.backends.embedded.engine import EmbeddedEngine
from wuzha.backends.embedded.hashing import hash_text
from wuzha.backends.embedded.kernels import KIND_BITS
from wuzha.backends.embedded.layout import DOUBLE, KIND
from wuzha.bench.figure import BenchResult, Figure
from wuzha.bench.rule_rivals import Ask, Fired, Plain, Row, Zen
from wuzha.bench.rule_text import CODES, policy_text, rows, types
from wuzha.bench.run import cpu_seconds
from wuzha.policy.parse import policy_from_text
from wuzha.policy.tree import Policy
from wuzha.vocabulary.errors import RivalError
from wuzha.vocabulary.event import Kind, Type

_SEED = 7
_ROWS = 4_096
_MANY = 64
_RIVAL_ROWS = 512
_TARGET = 100.0

Columns = dict[str, npt.NDArray[Any]]
Cells = tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]


def rules(quick: bool) -> BenchResult:
    """Runs the bench; `quick` asks the rivals about fewer rows."""
    policy = policy_from_text(policy_text(_SEED))
    columns = rows(_SEED, _ROWS)
    asked = as_dicts(columns, _RIVAL_ROWS // 4 if quick else _RIVAL_ROWS)
    ours, zen, plain = Ours(policy, columns), Zen(policy), Plain(policy)
    fired = ours.fired(len(asked))
    for rival, answers in (*zen.answers(asked), ("plain Python", plain.answers(asked))):
        _same(fired, answers, rival)

    one, many = ours.seconds_of_call(1), ours.seconds_of_call(_MANY)
    notes = [
        f"seconds of processor time, median of laps; {fired.mean():.0%} of the rules fire",
        f"ours: {one * 1e6:.2f} us at 1, {many * 1e6:.2f} us at {_MANY}",
    ]
    best = _zen_seconds(zen, asked, notes)
    python = _seconds_of_call(plain.ask, asked, 1)
    notes.append(f"plain Python, one compiled lambda: {python * 1e6:.1f} us at 1")
    figures = [
        Figure("vs_zen_1", best[1] / one, "times", _TARGET),
        Figure(f"vs_zen_{_MANY}", best[_MANY] / many, "times", _TARGET),
    ]
    return BenchResult.of("rules", figures, notes)


def _zen_seconds(zen: Zen, asked: list[Row], notes: list[str]) -> dict[int, float]:
    """Seconds of a call at 1 and at 64 rows, in the fastest of its ways."""
    best = {1: float("inf"), _MANY: float("inf")}
    for way, ask in zen.ways.items():
        for size in best:
            seconds = _seconds_of_call(ask, asked, size)
            notes.append(f"zen, {way}: {seconds * 1e6:,.0f} us at {size}")
            best[size] = min(best[size], seconds)
    return best


def _seconds_of_call(ask: Ask, asked: list[Row], size: int) -> float:
    calls = [asked[at : at + size] for at in range(0, len(asked) - size + 1, size)]

    def lap() -> None:
        for some in calls:
            ask(some)

    return cpu_seconds(lap) / len(calls)


def _same(ours: Fired, theirs: Fired, rival: str) -> None:
    if different := int(np.count_nonzero(ours != theirs)):
        raise RivalError(f"{different} of {ours.size} answers differ from {rival}: no ratio")


class Ours:
    """The embedded engine's rules over prepared batches."""

    def __init__(self, policy: Policy, columns: Columns) -> None:
        self._rules = len(policy.rules)
        self._engine = EmbeddedEngine(policy)
        self._columns = columns

    def fired(self, count: int) -> Fired:
        """Which rules fire in the first rows, (rows, rules)."""
        words = np.concatenate([self._judge(cells) for cells in self._batches(_MANY)], axis=1)
        numbers = np.arange(self._rules)
        bits = words[numbers // RULES_PER_WORD] >> (numbers % RULES_PER_WORD)[:, None] & 1
        fired: Fired = bits.T[:count] == 1
        return fired

    def seconds_of_call(self, size: int) -> float:
        batches = self._batches(size)
        self._judge(batches[0])

        def lap() -> None:
            for cells in batches:
                self._judge(cells)

        return cpu_seconds(lap) / len(batches)

    def _judge(self, cells: Cells) -> npt.NDArray[np.int64]:
        """Rules and verdict, as the engine runs them on each batch; which rules fired."""
        wholes, doubles = cells
        engine = self._engine
        engine._frame.wholes, engine._frame.doubles = wholes, doubles
        return engine.judge(wholes.shape[1])[0]

    def _batches(self, size: int) -> list[Cells]:
        return [self._cells(first, first + size) for first in range(0, _ROWS, size)]

    def _cells(self, first: int, end: int) -> Cells:
        """The engine's matrix with these rows in it."""
        layout = self._engine._frame.layout
        wholes = np.zeros((len(layout.flavours), end - first), np.int64)
        doubles = wholes.view(np.float64)
        wholes[layout.columns[KIND]] = KIND_BITS[Kind.TRANSFER]
        hashes = np.array([hash_text(code) for code in CODES])
        for name, values in self._columns.items():
            some = values[first:end]
            column = layout.columns[name]
            if types()[name] is Type.TEXT:
                wholes[column] = hashes[some]
            else:
                (doubles if layout.flavours[column] == DOUBLE else wholes)[column] = some
        return wholes, doubles


def as_dicts(columns: Columns, count: int) -> list[Row]:
    """The first rows as what the rivals take."""
    kinds = types()
    readings: dict[Type, Any] = {Type.BOOLEAN: bool, Type.TEXT: CODES.__getitem__}
    names = list(columns)
    made = [
        [readings.get(kinds[name], lambda value: value)(value) for value in column[:count].tolist()]
        for name, column in columns.items()
    ]
    return [dict(zip(names, row, strict=True)) for row in zip(*made, strict=True)]
