"""The hash table against a dict: growing, shrinking, and turning back half-way."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuzha.backends.embedded.table import (
    COUNT,
    GROWING,
    HIGH,
    MODE,
    SHRINKING,
    STEADY,
    Table,
    find,
    insert,
    remove,
)

MOST = 3_000
"""Entries in these tests: some eight times the smallest table grows by half."""


class Both:
    """A table and a dict that get the same; `seen` are the modes the table went through."""

    def __init__(self, random: Random, crowds: int = 0) -> None:
        self.random = random
        # Near the beginning all capacities have the same home, so old and new places meet.
        self.crowds = [random.randrange(1, 1 << random.randint(40, 62)) for _ in range(crowds)]
        self.table = Table(3 * MOST)
        self.entries: dict[int, int] = {}
        self.hashes: list[int] = []
        self.seen: list[int] = []

    def put(self) -> None:
        """Puts in one that is not there; in a crowd all want the same row."""
        hash_ = 0
        while hash_ == 0 or hash_ in self.entries:
            hash_ = self.random.randrange(1, (1 << 63) - 1)
            if self.crowds:
                hash_ = self.random.choice(self.crowds) + self.random.randrange(1 << 30)
        value = self.random.randrange(1 << 40)
        at = insert(self.table.rows, self.table.meta, hash_, value)
        assert self.table.rows[2 * at] == hash_
        self.entries[hash_] = value
        self.hashes.append(hash_)
        self.note()

    def take(self) -> None:
        """Takes out any one."""
        place = self.random.randrange(len(self.hashes))
        self.hashes[place], self.hashes[-1] = self.hashes[-1], self.hashes[place]
        hash_ = self.hashes.pop()
        del self.entries[hash_]
        remove(self.table.rows, self.table.meta, self.find(hash_))
        assert self.find(hash_) == -1
        self.note()

    def note(self) -> None:
        mode = int(self.table.meta[MODE])
        if not self.seen or self.seen[-1] != mode:
            self.seen.append(mode)

    def find(self, hash_: int) -> int:
        return int(find(self.table.rows, self.table.meta, hash_))

    def move_to(self, size: int) -> None:
        """Puts in three for each one taken out, or the other way round, until the size is right."""
        while len(self.entries) != size:
            growing = len(self.entries) < size
            if self.entries and (self.random.random() < 0.25) == growing:
                self.take()
            else:
                self.put()

    def settle(self) -> None:
        """Puts in more until a table that is growing has its new size."""
        while self.table.meta[MODE] == GROWING:
            self.put()

    def check(self) -> None:
        rows = self.table.rows.reshape(-1, 2)
        rows = rows[rows[:, 0] != 0]
        assert (np.diff(rows[:, 0]) > 0).all(), "rows are ordered by hash"
        assert dict(rows.tolist()) == self.entries
        assert self.table.meta[COUNT] == len(self.entries)
        for hash_, value in self.entries.items():
            assert self.table.rows[2 * self.find(hash_) + 1] == value
            assert hash_ + 1 in self.entries or self.find(hash_ + 1) == -1


@settings(max_examples=25)
@given(
    seed=st.integers(0, 2**32),
    sizes=st.lists(st.integers(0, MOST // 4), min_size=1, max_size=8),
    crowds=st.sampled_from([0, 1, 20, 200]),
)
def test_it_holds_what_a_dict_holds(seed: int, sizes: list[int], crowds: int) -> None:
    both = Both(Random(seed), crowds)
    for size in sizes:
        both.move_to(size)
        both.check()


@pytest.mark.parametrize("crowds", [0, 10, 100])
def test_it_holds_while_it_is_being_resized(crowds: int) -> None:
    both = Both(Random(1), crowds)
    checked = 0
    for step, last in ((both.put, MOST), (both.take, 0)):
        while len(both.entries) != last:
            step()
            if both.table.meta[MODE] != STEADY and len(both.entries) % 7 == 0:
                both.check()
                checked += 1
        both.settle()
    assert checked > 50
    assert {*both.seen} == {STEADY, GROWING, SHRINKING}


def test_a_shrinking_table_that_fills_up_turns_back() -> None:
    both = Both(Random(2))
    both.move_to(MOST)
    both.settle()
    while both.table.meta[MODE] != SHRINKING:
        both.take()
    for _ in range(10):
        both.take()
    assert both.table.meta[MODE] == SHRINKING, "half-way"
    while both.table.meta[MODE] == SHRINKING:
        both.put()
    assert both.table.meta[MODE] == GROWING
    both.check()
    both.move_to(MOST)
    both.check()


def test_it_becomes_small_again() -> None:
    both = Both(Random(3))
    both.move_to(MOST)
    both.settle()
    large = int(both.table.meta[HIGH])
    both.move_to(10)
    both.table.trim()
    both.check()
    assert both.table.meta[HIGH] < large / 8


def test_it_never_needs_more_than_three_rows_for_an_entry() -> None:
    both = Both(Random(4))
    while len(both.entries) < MOST:
        both.put()
        assert both.table.meta[HIGH] <= max(64, 3 * len(both.entries))
