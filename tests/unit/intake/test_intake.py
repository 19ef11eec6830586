"""What the intake does with records that are readable: kinds, ids, hosts, the stop rule."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wuzha.screen.dead_letters import DeadLetterWriter, read_letters
from wuzha.screen.intake import FORMATS, Intake, Source, read_chunks
from wuzha.vocabulary.errors import TooManyDeadLetters
from wuzha.vocabulary.event import SCHEMA
from wuzha.vocabulary.home import Home

Take = Callable[..., Any]


def ndjson(*records: dict[str, Any]) -> bytes:
    full = ({"at": 5, "kind": "call", **record} for record in records)
    return b"".join(json.dumps(record).encode() + b"\n" for record in full)


def test_columns_have_the_types_and_the_order_of_the_schema(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "in.ndjson"
    path.write_bytes(ndjson({"score": 1, "text": "hi a.com", "kind": "message", "id": "x"}))
    (accepted,) = Intake(home).read(Source(path))
    names = accepted.events.column_names
    assert names == [name for name in SCHEMA.names if name in names]
    for field in accepted.events.schema:
        assert field.type == SCHEMA.field(field.name).type


def test_fields_that_a_kind_does_not_have_are_dropped_and_counted(take: Take) -> None:
    taken = take(
        "in.ndjson",
        ndjson(
            {"id": "a", "duration_s": 3, "amount": 0},
            {"id": "b", "kind": "transfer", "duration_s": "n/a", "amount": 7},
            {"id": "c", "kind": "visit", "amount": None, "domain": "a.com"},
        ),
    )
    assert taken.ids == ["a", "b", "c"]
    assert [e["amount"] for e in taken.events] == [None, 7, None]
    assert [e["duration_s"] for e in taken.events] == [3, None, None]
    assert taken.summary.not_of_kind == {"amount": 1, "duration_s": 1}


def test_an_id_may_come_once_in_all_inputs(home: Home, tmp_path: Path) -> None:
    intake = Intake(home, bad_share_max=1.0)
    first, second = tmp_path / "1.ndjson", tmp_path / "2.ndjson"
    first.write_bytes(ndjson({"id": "a"}, {"id": "b", "at": -1}, {"id": "a"}, {"id": "c"}))
    second.write_bytes(ndjson({"id": "b"}, {"id": "c"}))
    kept = [e for p in (first, second) for a in intake.read(Source(p)) for e in a.events["id"]]
    assert [str(name) for name in kept] == ["a", "c", "b"]  # the bad b did not use up its id
    assert intake.summary.dead_letters == {"time_out_of_range": 1, "duplicate_id": 2}


@pytest.mark.parametrize(
    ("text", "domain", "site"),
    [
        ("请登录http://WWW.icbc-bank.top/a?b=1领取", "www.icbc-bank.top", "icbc-bank.top"),
        ("点击ｘｉａｚａｉ.com下载", "xiazai.com", "xiazai.com"),
        ("v1.2 已发布, 详见 t.cn/x", "t.cn", "t.cn"),
        ("first a.com then b.com", "a.com", "a.com"),
        ("write to help@mail.example.co.uk", "mail.example.co.uk", "example.co.uk"),
        ("http://1.2.3.4/x", "1.2.3.4", "1.2.3.4"),
        ("ip 1.2.3.4 and file.zzz", None, None),
        ("http://999.999.999.999/ c.com", "c.com", "c.com"),
        ("no link. None at all.", None, None),
        (None, None, None),
    ],
)
def test_the_first_link_of_a_message_is_its_domain(
    take: Take, text: str, domain: str | None, site: str | None
) -> None:
    event = take("in.ndjson", ndjson({"id": "a", "kind": "message", "text": text})).events[0]
    assert (event.get("domain"), event.get("site")) == (domain, site)


def test_a_domain_that_is_given_stays(take: Take) -> None:
    taken = take(
        "in.ndjson",
        ndjson(
            {"id": "a", "kind": "message", "text": "a.com", "domain": "x.b.com", "site": "z.com"},
            {"id": "b", "kind": "report", "text": "a.com", "site": "c.com"},
            {"id": "c", "kind": "message", "text": "see d.com"},
        ),
    )
    assert [(e["domain"], e["site"]) for e in taken.events] == [
        ("x.b.com", "b.com"),
        (None, "c.com"),
        ("d.com", "d.com"),
    ]


def test_a_short_input_is_held_to_the_share_at_its_end(take: Take) -> None:
    good, bad = {"kind": "call"}, {"kind": "fax"}
    records = [{"id": str(i), **(bad if i % 5 == 0 else good)} for i in range(10)]
    assert len(take("in.ndjson", ndjson(*records), bad_share_max=0.2).events) == 8
    records[1] = {"id": "1", **bad}
    with pytest.raises(TooManyDeadLetters, match=r"3 of the last 10 .*unknown_kind \(3\)"):
        take("in.ndjson", ndjson(*records), bad_share_max=0.2)


def test_a_flood_stops_at_once_and_its_letters_are_written(home: Home, tmp_path: Path) -> None:
    path, letters = tmp_path / "in.ndjson", tmp_path / "dead.ndjson"
    good = [{"id": f"g{i}"} for i in range(150_000)]
    bad = [{"id": f"b{i}", "kind": "fax"} for i in range(150_000)]
    path.write_bytes(ndjson(*good, *bad))
    events: list[int] = []
    with DeadLetterWriter(letters) as writer:
        chunks = Intake(home, dead_letters=writer).read(Source(path))
        with pytest.raises(TooManyDeadLetters):
            events.extend(len(accepted.events) for accepted in chunks)
    assert sum(events) == len(good)
    written = sum(1 for _ in read_letters(letters))
    assert written == writer.counts["unknown_kind"] < 60_000


def test_the_share_is_not_taken_of_the_first_few(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "in.ndjson"
    bad = [{"id": f"b{i}", "kind": "fax"} for i in range(50)]
    path.write_bytes(ndjson(*bad, *({"id": str(i)} for i in range(400))))
    chunks = list(Intake(home).read(Source(path, chunk_rows=50)))
    assert sum(len(chunk.events) for chunk in chunks) == 400


@pytest.mark.parametrize("format_", list(FORMATS))
def test_rows_and_lines_say_where_a_record_stands(tmp_path: Path, format_: str) -> None:
    path = tmp_path / "in"
    if format_ == "ndjson":
        path.write_bytes(b'{"a":1}\nbad\n\n{"a":2}\n')
    elif format_ == "csv":
        path.write_bytes(b'a,b\n1,"x\ny"\n1\n2,z\n')
    else:
        _columnar(path, format_)
        return
    (chunk,) = read_chunks(Source(path, format=format_))
    assert chunk.first_row == 1
    assert chunk.rows.tolist() == [1, 3]
    assert chunk.lines is not None
    assert chunk.lines.tolist() == ([1, 4] if format_ == "ndjson" else [2, 5])
    assert chunk.raw(1) == (b'{"a":2}\n' if format_ == "ndjson" else b"2,z\n")


def _columnar(path: Path, format_: str) -> None:
    table = pa.table({"a": [1, 2, 3]})
    if format_ == "parquet":
        pq.write_table(table, path)
    else:
        with pa.ipc.new_file(path, table.schema) as writer:
            writer.write_table(table)
    first, second, *_ = read_chunks(Source(path, format=format_, chunk_rows=2))
    assert (first.rows.tolist(), second.rows.tolist()) == ([1, 2], [3])
    assert (first.first_row, second.first_row, second.lines) == (1, 3, None)
    assert second.raw(0) == b'{"a":3}'
