"""Dead letters keep bytes, place and reason, and can be read again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wuzha.screen.dead_letters import (
    REASONS,
    DeadLetter,
    DeadLetterWriter,
    Fault,
    read_letters,
    redrive,
)
from wuzha.screen.intake import parse_map
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.event import FIELDS

Take = Callable[..., Any]

LETTERS = [
    DeadLetter("a.csv", 1, 2, Fault("missing", "id"), b"x,1\r\n", "csv", b"id,at\n"),
    DeadLetter("a.csv", 3, 5, Fault("too_long", "source", "why"), b'"\n",2', "csv", b"id,at\n"),
    DeadLetter("b.csv", 1, 2, Fault("bad_encoding"), b"\xff\0\n", "csv", b"nr\n"),
    DeadLetter("c.parquet", 9, None, Fault("negative", "amount"), b'{"id":"x"}', "parquet"),
]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "dead.ndjson"
    with DeadLetterWriter(path) as writer:
        writer.write(LETTERS[:2])
        assert list(read_letters(path)) == LETTERS[:2]  # on disk before the next batch
        writer.write(LETTERS[2:])
    assert list(read_letters(path)) == LETTERS
    assert writer.counts == {
        "missing": 1,
        "too_long": 1,
        "bad_encoding": 1,
        "negative": 1,
    }


def test_a_line_tells_a_person_why_and_shows_no_bytes_in_clear(tmp_path: Path) -> None:
    path = tmp_path / "dead.ndjson"
    letter = DeadLetter("a", 1, 1, Fault("missing", "id"), b'{"caller": "13812345678"}', "ndjson")
    with DeadLetterWriter(path) as writer:
        writer.write([letter])
    record = json.loads(path.read_text())
    assert record["zh"] == "缺少必填字段 id。"
    assert record["en"] == "The required field id is missing."
    assert "13812345678" not in path.read_text()


def test_every_reason_has_both_sentences() -> None:
    for zh, en in REASONS.values():
        assert zh.endswith("。")
        assert en.endswith(".")
        assert ("{field}" in zh) == ("{field}" in en)
        assert zh.format(field="x") != en.format(field="x")


def test_redrive_gives_a_header_whenever_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "dead.ndjson"
    with DeadLetterWriter(path) as writer:
        writer.write(LETTERS)
    assert list(redrive(path)) == [
        b"id,at\n",
        b"x,1\r\n",
        b'"\n",2\n',
        b"nr\n",
        b"\xff\0\n",
        b'{"id":"x"}\n',
    ]


@pytest.mark.parametrize("name", ["in.csv", "in.ndjson"])
def test_a_mended_mapping_takes_what_the_first_one_refused(
    take: Take, tmp_path: Path, name: str
) -> None:
    rows = [("a", "1700000000", "x"), ("b", "1700000001", 'say ""hi""\nthere'), ("c", "", "z")]
    if name == "in.csv":
        data = "nr,ts,note\n" + "".join(f'{nr},{ts},"{note}"\n' for nr, ts, note in rows)
    else:
        data = "".join(
            json.dumps({"nr": nr, "ts": ts, "note": note.replace('""', '"')}) + "\n"
            for nr, ts, note in rows
        )
    text = "kind: call\nfields: {id: nr, source: note, at: %s}"
    first = take(name, data.encode(), parse_map(text % "ts"))
    assert first.events == []
    path = tmp_path / "dead.ndjson"
    with DeadLetterWriter(path) as writer:
        writer.write(first.letters)
    again = take(
        "again-" + name, b"".join(redrive(path)), parse_map(text % "{column: ts, format: epoch_s}")
    )
    assert again.ids == ["a"]  # b has a line break inside `source`, c has no time
    assert [code for _, code, _ in again.faults] == ["bad_characters", "missing"]


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dead.ndjson"
    with pytest.raises(InputError, match="cannot be read"):
        list(read_letters(path))
    for data in (b"{}\n", b"[1]\n", b"junk\n", b'{"header": 1, "line": "x"}\n'):
        path.write_bytes(data)
        with pytest.raises(InputError, match="not a file of dead letters"):
            list(read_letters(path))


def test_fields_of_faults_are_fields_of_events(take: Take) -> None:
    taken = take("in.ndjson", b'{"id":"a","at":-1,"kind":"call"}\n{"at":1,"kind":"call"}\n')
    assert {field for _, _, field in taken.faults} <= set(FIELDS)
