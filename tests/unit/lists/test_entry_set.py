"""Columns as engines hand them over: slices, nulls, other Arrow types."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from wuzha.screen.lists import EntrySet

HOSTS = EntrySet(pa.array(["bad.com", "evil.cn", "bad.com"]), "suffix")
PHONES = EntrySet(pa.array([8613800138000]), "exact")


def test_each_entry_is_there_once() -> None:
    assert HOSTS.entries.to_pylist() == ["bad.com", "evil.cn"]
    assert (HOSTS.match, PHONES.match) == ("suffix", "exact")


def test_slices_and_nulls() -> None:
    asked = pa.array(["bad.com", None, "m.evil.cn", "ok.org", None])
    assert HOSTS.contains(asked[1:4]).tolist() == [False, True, False]
    assert HOSTS.contains(asked[:0]).tolist() == []
    assert PHONES.contains(pa.array([1, 8613800138000, None])[1:]).tolist() == [True, False]


def test_a_null_that_hides_an_entry_is_not_listed() -> None:
    """Arrow may leave a value in the place of a null."""
    hidden = pa.Array.from_buffers(
        pa.int64(), 1, [pa.py_buffer(b"\x00"), pa.array([8613800138000]).buffers()[1]]
    )
    assert hidden.to_pylist() == [None]
    assert PHONES.contains(hidden).tolist() == [False]


@pytest.mark.parametrize(
    "asked",
    [
        pa.array(["bad.com", None], pa.large_string()),
        pa.array(["bad.com", None]).dictionary_encode(),
        pc.utf8_lower(pa.array(["BAD.com", None])),
    ],
    ids=["large", "dictionary", "computed"],
)
def test_texts_of_any_kind(asked: pa.Array) -> None:
    assert HOSTS.contains(asked).tolist() == [True, False]


@pytest.mark.parametrize("entries", [HOSTS, PHONES])
def test_a_column_of_nulls(entries: EntrySet) -> None:
    assert entries.contains(pa.nulls(2)).tolist() == [False, False]


@pytest.mark.parametrize(
    ("entries", "value", "listed"),
    [
        (HOSTS, "m.bad.com", True),
        (HOSTS, "xbad.com", False),
        (PHONES, 8613800138000, True),
        (PHONES, None, False),
    ],
)
def test_one_value(entries: EntrySet, value: Any, listed: bool) -> None:
    assert entries.contains_one(value) is listed
