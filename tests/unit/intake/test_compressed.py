"""Compressed text: what can still be read is read, and the break is told."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from wuzha.vocabulary.errors import InputError

Take = Callable[..., Any]


def zstd(data: bytes) -> bytes:
    return bytes(pa.compress(data, "zstd", asbytes=True))


def lines(count: int) -> bytes:
    noise = random.Random(7)
    records = (
        {"id": f"e{i}", "at": i, "kind": "call", "source": f"{noise.getrandbits(400):x}"}
        for i in range(count)
    )
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".zst", zstd)])
def test_whole_files(take: Take, suffix: str, pack: Callable[[bytes], bytes]) -> None:
    assert len(take("in.ndjson" + suffix, pack(lines(50))).events) == 50
    header = b"id,at,kind\n"
    assert take("in.csv" + suffix, pack(header + b"a,1700000000000000,call\n")).ids == ["a"]


def test_two_gzip_members_are_one_file(take: Take) -> None:
    whole = lines(20)
    half = whole.index(b"\n", len(whole) // 2) + 1
    data = gzip.compress(whole[:half]) + gzip.compress(whole[half:])
    assert len(take("in.ndjson.gz", data).events) == 20


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".zst", zstd)])
def test_a_file_that_breaks_off(take: Take, suffix: str, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(lines(2000))
    taken = take("in.ndjson" + suffix, packed[: len(packed) - 20])
    assert taken.letters[-1].fault.code == "truncated_file"
    assert {letter.fault.code for letter in taken.letters} <= {"truncated_file", "not_json"}
    # Every line before the break is an event; zstd gives its data in blocks of 128 KiB.
    assert taken.ids == [f"e{i}" for i in range(len(taken.ids))]
    assert len(taken.ids) >= (1900 if suffix == ".gz" else 700)


def test_a_csv_that_breaks_off(take: Take) -> None:
    rows = b"".join(f"e{i},{1_700_000_000_000_000 + i},call\n".encode() for i in range(500))
    packed = gzip.compress(b"id,at,kind\n" + rows)
    taken = take("in.csv.gz", packed[:-12])
    assert taken.letters[-1].fault.code == "truncated_file"
    assert len(taken.ids) > 400


@pytest.mark.parametrize("name", ["in.ndjson.gz", "in.csv.zst"])
def test_what_is_not_compressed_at_all(take: Take, name: str) -> None:
    with pytest.raises(InputError, match="damaged from the start"):
        take(name, b'{"id": "a"}\n' * 10)
    with pytest.raises(InputError, match="is empty"):
        take(name, b"")
