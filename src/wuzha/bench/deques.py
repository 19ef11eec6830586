"""The plain Python rival: the bench policy's ten features with deques and dicts, by hand."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import TypeVar

from wuzha.vocabulary.clock import HOUR

Call = tuple[int, int, int, str, bool, int]
"""at, caller, callee, cell, answered, duration_s"""
_Key = TypeVar("_Key")
Values = tuple[int, int, int, int, int, float, int, int, int, float]


class _Window:
    """One key's calls inside one window."""

    __slots__ = ("answered", "callees", "calls", "cells", "talk")

    def __init__(self) -> None:
        self.calls: deque[Call] = deque()
        self.talk = 0
        self.answered = 0
        self.callees: dict[int, int] = {}
        self.cells: dict[str, int] = {}

    def move(self, call: Call, over: int) -> None:
        """Takes the call in and lets those go that are older than `over`."""
        calls = self.calls
        oldest = call[0] - over
        while calls and calls[0][0] <= oldest:
            _, _, callee, cell, answered, duration = calls.popleft()
            self.talk -= duration
            self.answered -= answered
            _drop(self.callees, callee)
            _drop(self.cells, cell)
        calls.append(call)
        self.talk += call[5]
        self.answered += call[4]
        self.callees[call[2]] = self.callees.get(call[2], 0) + 1
        self.cells[call[3]] = self.cells.get(call[3], 0) + 1


def _drop(counts: dict[_Key, int], key: _Key) -> None:
    if counts[key] == 1:
        del counts[key]
    else:
        counts[key] -= 1


def features(calls: Iterable[Call]) -> list[Values]:
    """The ten features at each call, in the order of the policy."""
    keys: dict[int, tuple[_Window, _Window, _Window]] = {}
    found: list[Values] = []
    for call in calls:
        windows = keys.get(call[1])
        if windows is None:
            windows = keys[call[1]] = (_Window(), _Window(), _Window())
        one, six, day = windows
        one.move(call, HOUR)
        six.move(call, 6 * HOUR)
        day.move(call, 24 * HOUR)
        count = len(one.calls)
        found.append(
            (
                *(count, len(six.calls), len(day.calls), one.talk, day.talk),
                *(one.answered / count, call[0], len(one.callees), len(day.cells)),
                len(one.callees) / count,
            )
        )
    return found
