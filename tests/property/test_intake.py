"""Invariants of the intake over arbitrary bytes, values and chunk sizes."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.packs import pack
from wuzha.screen.dead_letters import DeadLetter
from wuzha.screen.intake import Intake, Source, parse_map
from wuzha.screen.intake.coerce.faults import Faults
from wuzha.screen.intake.coerce.identifiers import Identifiers
from wuzha.vocabulary.errors import BadValue, InputError
from wuzha.vocabulary.event import FIELDS, SCHEMA, Form
from wuzha.vocabulary.identifier import IDENTIFIERS, identifier

HOME = pack("cn").home
KINDS = ("call", "message", "visit", "transfer", "app", "report", "fax")

# Pieces that matter to a reader, so that arbitrary joins of them get deep.
PIECES = [b'"', b",", b"\n", b"\r", b"{", b"}", b":", b"\\", b"\0", b"\xff", b"\xef\xbb\xbf"]
PIECES += [b"id", b"at", b"kind", b"call", b'"id"', b"1700000000000000", b"\xe4\xb8\xad", b"[1]"]
PIECES += [b'{"id":"a","at":5,"kind":"call"}\n', b"id,at,kind\n", b"a,1700000000000000,call\n"]
BYTES = st.one_of(
    st.binary(max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map(lambda p: b"id,at,kind\n" + b"".join(p)),
)

NUMBERS = st.one_of(
    st.integers(-5, 5), st.integers(-(2**70), 2**70), st.floats(), st.sampled_from([1e13, 0.5])
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(["13812345678", "+8613812345678", "1", "true", "nan", "-1", "1e3", "a.com"]),
    st.sampled_from(
        ["2024-01-01T00:00:00Z", "2024-01-01", "1700000000000000", "106900001", "ICBC"]
    ),
)
VALUES = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS, st.just([1]), st.just({"a": 1}))


def records() -> st.SearchStrategy[list[dict[str, Any]]]:
    fields = st.dictionaries(st.sampled_from([*FIELDS, "other"]), VALUES, max_size=6)
    base = st.fixed_dictionaries(
        {
            "id": st.one_of(st.sampled_from("abcdef"), TEXTS),
            "at": st.one_of(st.integers(0, 9), VALUES),
            "kind": st.sampled_from(KINDS),
        }
    )
    return st.lists(st.builds(lambda a, b: {**b, **a}, base, fields), min_size=1, max_size=12)


def taken(data: bytes, name: str, **source: Any) -> tuple[list[dict[str, Any]], list[DeadLetter]]:
    """Events and dead letters of a file; together they are its records."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        intake = Intake(HOME, bad_share_max=1.0)
        events: list[dict[str, Any]] = []
        letters: list[DeadLetter] = []
        for accepted in intake.read(Source(path, **source)):
            for field in accepted.events.schema:
                assert field.type == SCHEMA.field(field.name).type
            accepted.events.validate(full=True)
            events += accepted.events.to_pylist()
            letters += (replace(letter, file=name) for letter in accepted.dead_letters)
    assert intake.summary.records == len(events) + len(letters)
    assert len({event["id"] for event in events}) == len(events)
    return events, letters


def full(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without their nulls: columns that are absent mean null."""
    return [{k: v for k, v in row.items() if v is not None} for row in rows]


@pytest.mark.parametrize("name", ["in.ndjson", "in.csv", "in.parquet", "in.arrow", "in.csv.gz"])
@given(data=BYTES)
def test_any_bytes_are_events_dead_letters_or_an_input_error(name: str, data: bytes) -> None:
    with suppress(InputError):
        _, letters = taken(data, name)
        if name in ("in.ndjson", "in.csv"):
            assert all(letter.raw in data for letter in letters)


@given(
    st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join),
    st.sampled_from(["in.ndjson", "in.csv"]),
)
def test_good_records_around_garbage_survive(garbage: bytes, name: str) -> None:
    if name == "in.csv":
        head, good = b"id,at,kind\n", b"%s,1700000000000000,call\n"
    else:
        head, good = b"", b'{"id":"%s","at":5,"kind":"call"}\n'
    data = head + good % b"first" + garbage.replace(b"\xef\xbb\xbf", b"") + b"\n" + good % b"last"
    events, _ = taken(data, name)
    assert {"first", "last"} <= {event["id"] for event in events}


@given(records(), st.integers(1, 5))
def test_the_chunk_size_changes_nothing(rows: list[dict[str, Any]], chunk_rows: int) -> None:
    data = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    whole, parts = taken(data, "in.ndjson"), taken(data, "in.ndjson", chunk_rows=chunk_rows)
    assert full(whole[0]) == full(parts[0])
    assert whole[1] == parts[1]


@given(records())
def test_what_came_out_goes_in_again_unchanged(rows: list[dict[str, Any]]) -> None:
    """Normal forms are stable, also through our own Parquet."""
    events, _ = taken(b"".join(json.dumps(r).encode() + b"\n" for r in rows), "in.ndjson")
    present = [f for f in SCHEMA if any(f.name in event for event in events)]
    table = pa.Table.from_pylist(events, schema=pa.schema(present))
    if not events:
        return
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    again, letters = taken(sink.getvalue().to_pybytes(), "in.parquet")
    assert letters == []
    assert full(again) == full(events)


IDENTIFIER_TEXTS = st.one_of(
    st.text(st.characters(codec="ascii"), max_size=20),
    st.text(st.sampled_from("0123456789+- "), max_size=20),
    st.text(st.sampled_from("abcdefgxp_.:-0123456789ABX[]/"), max_size=36),
    st.from_regex(r"\A(\+|00)?(86)?1[3-9][0-9]{9}\Z"),
    st.from_regex(r"\A[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\Z"),
    st.from_regex(r"\A[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])[0-3][0-9]{4}[0-9Xx]\Z"),
    st.from_regex(r"\Ap_[a-z2-7]{24,28}\Z"),
    TEXTS,
)


@pytest.mark.parametrize("form", sorted(IDENTIFIERS))
@given(st.lists(IDENTIFIER_TEXTS, max_size=8))
def test_in_bulk_is_as_one_by_one(form: Form, texts: list[str]) -> None:
    faults = Faults("x")
    found = Identifiers(HOME)(form, pa.array(texts, pa.string()), faults, dialled=False).values
    for row, text in enumerate(texts):
        if not text.strip():
            assert found[row].as_py() is None
            continue
        refused = faults.rows[row].cause if row in faults.rows else None
        assert (found[row].as_py(), refused) == one_by_one(form, text.strip())


def one_by_one(form: Form, text: str) -> tuple[int | str | None, str | None]:
    try:
        return identifier(form, text, HOME), None
    except BadValue as bad:
        return None, bad.code


MAP_PIECES = ["kind: call\n", "fields:\n", "  id: a\n", "  at: {row: x}\n", "only: {a: 1}\n"]
MAP_PIECES += ["label: [", "&a ", "*a", "!!int ", "? ", "{column: c, ", "values: {1: 2}}", "\n"]
MAP_PIECES += ["  at: {column: t, zone: UTC}\n", "<<: ", "- ", "|", ">", "'", "\t", "%", "@"]


@given(st.text(max_size=200) | st.lists(st.sampled_from(MAP_PIECES)).map("".join))
def test_any_text_is_a_mapping_or_an_input_error(text: str) -> None:
    with suppress(InputError):
        assert {"id", "at", "kind"} <= set(parse_map(text).sources)
