"""A list answers what its definition says, for every way to match."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.screen.lists import EntrySet
from wuzha.screen.lists.kernels import fill_texts, fill_wholes, find_texts, find_wholes

LABELS = st.sampled_from(["a", "b", "ab", "bad", "com", "cn", "xn--p1ai", "x" * 40])
HOSTS = st.lists(LABELS, min_size=1, max_size=4).map(".".join)
TEXTS = st.one_of(HOSTS, st.text(max_size=12))
ENTRIES = TEXTS.filter(bool)
DIGITS = st.integers(1, 10**15 - 1) | st.integers(1, 300) | st.integers(8613, 861_399)


def in_batches(entries: EntrySet, asked: list[Any], kind: pa.DataType, size: int) -> list[bool]:
    whole = pa.array(asked, kind)
    parts = [entries.contains(whole.slice(at, size)) for at in range(0, len(whole), size)]
    return np.concatenate([*parts, np.zeros(0, np.bool_)]).tolist()


@given(st.lists(ENTRIES), st.lists(TEXTS | st.none()), st.integers(1, 9))
def test_exact_texts(entries: list[str], asked: list[str | None], size: int) -> None:
    found = EntrySet(pa.array(entries, pa.string()), "exact")
    wanted = [one in entries for one in asked]
    assert in_batches(found, asked, pa.string(), size) == wanted


@given(st.lists(ENTRIES), st.lists(TEXTS | st.none()), st.integers(1, 9))
def test_suffixes(entries: list[str], asked: list[str | None], size: int) -> None:
    found = EntrySet(pa.array(entries, pa.string()), "suffix")
    wanted = [
        host is not None and any(host == entry or host.endswith(f".{entry}") for entry in entries)
        for host in asked
    ]
    assert in_batches(found, asked, pa.string(), size) == wanted


@given(st.lists(DIGITS), st.lists(DIGITS | st.none() | st.integers(-99, 99)), st.integers(1, 9))
def test_exact_wholes(entries: list[int], asked: list[int | None], size: int) -> None:
    found = EntrySet(pa.array(entries, pa.int64()), "exact")
    assert in_batches(found, asked, pa.int64(), size) == [one in entries for one in asked]


@given(st.lists(DIGITS), st.lists(DIGITS | st.none() | st.integers(-99, 99)), st.integers(1, 9))
def test_prefixes(entries: list[int], asked: list[int | None], size: int) -> None:
    found = EntrySet(pa.array(entries, pa.int64()), "prefix")
    wanted = [any(str(one).startswith(str(entry)) for entry in entries) for one in asked]
    assert in_batches(found, asked, pa.int64(), size) == wanted


@given(st.data())
def test_neighbours_of_entries(data: st.DataObject) -> None:
    """What is close to an entry: its children, its parent, a longer or shorter number."""
    host = data.draw(HOSTS)
    hosts = EntrySet(pa.array([host]), "suffix")
    assert hosts.contains(pa.array([host, f"a.{host}", f"a{host}", f".{host}"])).tolist() == [
        True,
        True,
        False,
        True,
    ]
    assert not hosts.contains_one(host.partition(".")[2])
    number = data.draw(st.integers(10, 10**13))
    numbers = EntrySet(pa.array([number]), "prefix")
    asked = [number, number * 10 + 7, number * 100, number // 10]
    assert numbers.contains(pa.array(asked)).tolist() == [True, True, True, False]


@pytest.mark.parametrize("slots", [8, 128])
def test_tables_with_one_empty_slot_are_searched_to_their_end(slots: int) -> None:
    values = np.arange(1, 2 * slots)
    inside = values < slots
    wholes = np.zeros(slots, np.int64)
    fill_wholes(values[inside], wholes)
    found = np.zeros(len(values), np.bool_)
    find_wholes(values, wholes, found)
    assert (found == inside).all()
    cells = np.zeros(slots, np.uint64)
    texts, asked = text_buffers(values[inside]), text_buffers(values)
    fill_texts(*texts, cells)
    found[:] = False
    find_texts(*asked, *texts, cells, False, found)
    assert (found == inside).all()


def test_a_text_with_the_hash_of_an_entry_is_compared_with_it() -> None:
    """The table of one text over the bytes of another stands for two texts of one hash."""
    asked, entries = text_buffers(np.array([1])), text_buffers(np.array([2]))
    cells = np.zeros(8, np.uint64)
    fill_texts(*asked, cells)
    found = np.zeros(1, np.bool_)
    find_texts(*asked, *entries, cells, False, found)
    assert not found[0]
    find_texts(*asked, *asked, cells, False, found)
    assert found[0]


def text_buffers(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    _, offsets, data = pa.array([f"t{value}" for value in values]).buffers()
    return np.frombuffer(offsets, np.int32)[: len(values) + 1], np.frombuffer(data, np.uint8)
