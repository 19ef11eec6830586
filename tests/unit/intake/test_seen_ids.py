"""Ids that came before are known within the memory, and only those."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from wuzha.screen.intake.seen_ids import SeenIds


def test_against_a_set() -> None:
    noise = random.Random(3)
    seen = SeenIds(memory=1_000_000)
    known: set[str] = set()
    for _ in range(30):
        ids = [
            noise.choice(["", "é", "x" * 50]) + str(noise.randrange(60_000)) for _ in range(7_000)
        ]
        expected = []
        for name in ids:
            expected.append(name in known)
            known.add(name)
        assert seen.add(pa.array(ids)).tolist() == expected
    assert seen.nbytes <= 64 * len(known) + (2 << 20)


def test_slices_and_the_empty_batch() -> None:
    seen = SeenIds()
    ids = pa.array(["a", "b", "c", "a"])
    assert seen.add(ids.slice(1, 2)).tolist() == [False, False]
    assert seen.add(ids).tolist() == [False, True, True, True]
    assert seen.add(ids.slice(0, 0)).tolist() == []
    assert SeenIds().add(pa.array(["", ""])).tolist() == [False, True]


def test_at_least_the_memory_is_remembered_and_twice_that_is_forgotten() -> None:
    seen = SeenIds(memory=100)
    for start in range(0, 1000, 10):
        ids = [str(i) for i in range(start, start + 10)]
        assert not seen.add(pa.array(ids)).any()
        if start >= 100:
            assert SeenIds.add(seen, pa.array([str(start - 90)])).all()
    assert not seen.add(pa.array(["0"])).any()
    assert seen.nbytes == 2 * 8 * (1 << 16)


def test_no_memory_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        SeenIds(memory=0)
