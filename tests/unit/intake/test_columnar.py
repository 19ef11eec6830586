"""Parquet and Arrow IPC: any column type, damaged files, rows as JSON in the dead letters."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wuzha.screen.intake import Source, parse_map, read_chunks
from wuzha.screen.intake.coerce.bytes_in import consists_of
from wuzha.screen.intake.coerce.bytes_in import table as byte_table
from wuzha.screen.intake.readers.parquet import WholeRows
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.event import FIELDS

Take = Callable[..., Any]

DAY_US = 86_400_000_000


def write_parquet(path: Path, table: pa.Table) -> None:
    pq.write_table(table, path, row_group_size=7)


def write_file(path: Path, table: pa.Table) -> None:
    with pa.ipc.new_file(path, table.schema) as writer:
        writer.write_table(table)


def write_stream(path: Path, table: pa.Table) -> None:
    with pa.ipc.new_stream(path, table.schema) as writer:
        writer.write_table(table)


WRITERS = [("in.parquet", write_parquet), ("in.arrow", write_file), ("in.arrows", write_stream)]


def base(count: int, **columns: pa.Array) -> pa.Table:
    return pa.table(
        {
            "id": [f"e{i}" for i in range(count)],
            "at": pa.array(range(count), pa.int64()),
            "kind": ["transfer"] * count,
            **columns,
        }
    )


@pytest.mark.parametrize(("name", "write"), WRITERS)
@pytest.mark.parametrize("chunk_rows", [1, 3, 1000])
def test_good_rows_live_bad_rows_are_json(
    take: Take, tmp_path: Path, name: str, write: Any, chunk_rows: int
) -> None:
    amounts = pa.array([1, -1, None, 4, 5, -6, 7, 8, 9, -10, 11])
    table = base(11, amount=amounts, colour=pa.array(["red"] * 11))
    write(tmp_path / name, table)
    taken = take(name, chunk_rows=chunk_rows)
    assert taken.ids == [f"e{i}" for i in range(11) if i not in (1, 5, 9)]
    assert taken.faults == [(row, "negative", "amount") for row in (2, 6, 10)]
    for letter in taken.letters:
        row = table.slice(letter.row - 1, 1).to_pylist()[0]
        assert json.loads(letter.raw) == row
        assert letter.line is None
    assert taken.summary.unknown == {"colour"}


@pytest.mark.parametrize(("name", "write"), WRITERS)
def test_a_file_cut_anywhere_is_refused(take: Take, tmp_path: Path, name: str, write: Any) -> None:
    path = tmp_path / name
    write(path, base(50))
    whole = path.read_bytes()
    for end in (1, 8, len(whole) // 2, len(whole) - 9):
        with pytest.raises(InputError, match="damaged"):
            take(name, whole[:end])


@pytest.mark.parametrize("name", ["in.parquet", "in.arrow"])
def test_what_is_not_of_the_format(take: Take, name: str) -> None:
    with pytest.raises(InputError, match="is empty"):
        take(name, b"")
    with pytest.raises(InputError, match="damaged"):
        take(name, b"id,at,kind\na,1,call\n")
    with pytest.raises(InputError, match="no such file"):
        take("absent-" + name)


@pytest.mark.parametrize(("name", "write"), WRITERS)
def test_two_columns_of_one_name(take: Take, tmp_path: Path, name: str, write: Any) -> None:
    table = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["id", "id"])
    write(tmp_path / name, table)
    with pytest.raises(InputError, match="twice"):
        take(name)


def test_no_rows(take: Take, tmp_path: Path) -> None:
    for name, write in WRITERS:
        write(tmp_path / name, base(0))
        assert take(name).events == []


AT = [
    (pa.array([3], pa.int64()), 3),
    (pa.array([3], pa.uint64()), 3),
    (pa.array([3.0]), 3),
    (pa.array([3], pa.timestamp("us", "UTC")), 3),
    (pa.array([3], pa.timestamp("s")), 3_000_000),
    (pa.array([3], pa.timestamp("ms", "Asia/Shanghai")), 3_000),
    (pa.array([3_500], pa.timestamp("ns", "UTC")), 3),
    (pa.array([date(1970, 1, 2)]), DAY_US),
    (pa.array([date(1970, 1, 2)], pa.date64()), DAY_US),
    (pa.array(["1970-01-02T00:00:00Z"]).dictionary_encode(), DAY_US),
    (pa.array(["1970-01-01T08:00:00+08:00"], pa.large_string()), 0),
    (pa.array(["1970-01-02T00:00:00Z"], pa.string_view()), DAY_US),
    (pa.array([b"1970-01-02T00:00:00Z"], pa.binary()), DAY_US),
]


@pytest.mark.parametrize(("column", "instant"), AT, ids=lambda v: str(getattr(v, "type", v)))
def test_an_instant_may_be_of_many_types(
    take: Take, tmp_path: Path, column: pa.Array, instant: int
) -> None:
    write_file(tmp_path / "in.arrow", pa.table({"id": ["a"], "at": column, "kind": ["call"]}))
    assert [event["at"] for event in take("in.arrow").events] == [instant]


BAD_AT = [
    (pa.array([True]), "wrong_type"),
    (pa.array([None], pa.int64()), "missing"),
    (pa.array([-1]), "time_out_of_range"),
    (pa.array([2**64 - 1], pa.uint64()), "time_out_of_range"),
    (pa.array([float("nan")]), "not_finite"),
    (pa.array([1.5]), "not_whole"),
    (pa.array([2**62], pa.timestamp("s")), "time_out_of_range"),
    (pa.array([2**31 - 1], pa.date32()), "time_out_of_range"),
    (pa.array([[1]]), "wrong_type"),
    (pa.array([{"x": 1}]), "wrong_type"),
    (pa.array([time(1)]), "wrong_type"),
    (pa.array([timedelta(1)]), "wrong_type"),
    (pa.array(["9999-12-31T23:59:59Z"]), "time_out_of_range"),
    (pa.array(["0000-01-01T00:00:00Z"]), "time_out_of_range"),
    (pa.array(["2024-02-30T00:00:00Z"]), "bad_time"),
    (pa.array(["2024-02-01"]), "no_time_zone"),
    (pa.array(["yesterday"]), "bad_time"),
]


@pytest.mark.parametrize(("column", "code"), BAD_AT, ids=lambda v: str(getattr(v, "type", v)))
def test_a_bad_instant_of_any_type(take: Take, tmp_path: Path, column: pa.Array, code: str) -> None:
    table = pa.table({"id": ["a"], "at": column, "kind": ["call"]})
    write_file(tmp_path / "in.arrow", table)
    taken = take("in.arrow")
    assert taken.faults == [(1, code, "at")]
    assert json.loads(taken.letters[0].raw)["id"] == "a"


def test_columns_as_other_systems_write_them(take: Take, tmp_path: Path) -> None:
    view = pa.array(["ICBC", None], pa.string_view())
    table = base(
        2,
        amount=pa.array([Decimal("12"), None]),
        payee=pa.array([6222000012345678, None], pa.uint64()),
        payer=pa.array([360.0, None]),
        overseas=pa.array([1, 0], pa.int8()),
        on_call=pa.array([1.0, None], pa.float32()),
        score=pa.array([0.1, 2.0], pa.float32()),
        channel=view,
        currency=pa.DictionaryArray.from_arrays(pa.array([0, None]), pa.array(["CNY"])),
        source=pa.RunEndEncodedArray.from_arrays([2], ["bank"]),
    )
    write_file(tmp_path / "in.arrow", table)
    first, second = take("in.arrow").events
    assert first | {"id": 0, "at": 0} == {
        "id": 0,
        "at": 0,
        "kind": "transfer",
        "source": "bank",
        "payer": "360",
        "payee": "6222000012345678",
        "amount": 12,
        "currency": "CNY",
        "channel": "ICBC",
        "on_call": True,
        "overseas": True,
        "score": 0.1,
    }
    assert {second[name] for name in ("payer", "payee", "amount", "currency", "channel")} == {None}


def test_columns_that_wrap_others(take: Take, tmp_path: Path) -> None:
    texts = pa.array(["a", "b\x00", "unused\x00"])
    coded = pa.DictionaryArray.from_arrays(pa.array([0, 1, None, 1, 0, 0]), texts)
    extended = pa.ExtensionArray.from_storage(pa.json_(), pa.array(["1", "2"]))
    sparse = pa.UnionArray.from_sparse(
        pa.array([0, 1], pa.int8()), [pa.array([7, 0]), pa.array(["", "x"])], ["i", "s"]
    )
    write_file(tmp_path / "in.arrow", base(6, channel=coded))
    taken = take("in.arrow")
    assert [e["channel"] for e in taken.events] == ["a", None, "a", "a"]
    assert taken.faults == [(row, "bad_characters", "channel") for row in (2, 4)]
    assert [e["channel"] for e in take("in.arrow", chunk_rows=1).events] == ["a", None, "a", "a"]
    write_file(tmp_path / "in.arrow", base(2, channel=extended, payee=sparse))
    assert [(e["channel"], e["payee"]) for e in take("in.arrow").events] == [("1", "7"), ("2", "X")]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([Decimal("7.00")], pa.decimal128(9, 2)),
        pa.array([Decimal("7.00")], pa.decimal256(50, 2)),
        pa.array([7.0], pa.float16()),
        pa.array([b"7"], pa.binary_view()),
        pa.array([b"7777"], pa.binary(4)),
        pa.array([7], pa.duration("s")),
        pa.array([(1, 2, 3)], pa.month_day_nano_interval()),
        pa.array([time(7)], pa.time32("s")),
        pa.array([[7]], pa.large_list(pa.int64())),
        pa.array([[7]], pa.list_(pa.int64(), 1)),
        pa.array([[("a", 7)]], pa.map_(pa.string(), pa.int64())),
        pa.array(["7"]).dictionary_encode().dictionary_encode(),
        pa.RunEndEncodedArray.from_arrays([1], pa.array([7])),
        pa.ExtensionArray.from_storage(pa.uuid(), pa.array([b"7" * 16], pa.binary(16))),
        pa.array([7], pa.timestamp("ns")),
        pa.array([2**60], pa.timestamp("ns")),
        pa.array([2**64 - 1], pa.uint64()),
        pa.array([-(2**63)], pa.int64()),
        pa.nulls(1),
    ],
    ids=lambda column: str(column.type),
)
def test_no_column_type_breaks_a_field(take: Take, tmp_path: Path, column: pa.Array) -> None:
    for field in FIELDS.values():
        for kind in field.kinds:
            table = pa.table({"id": ["a"], "at": [5], "kind": [kind.value]})
            if field.name in table.column_names:
                table = table.drop_columns([field.name])
            write_file(tmp_path / "in.arrow", table.append_column(field.name, column))
            taken = take("in.arrow")
            assert len(taken.events) + len(taken.letters) == 1
            assert {name for _, _, name in taken.faults} <= {field.name}
            break


def test_a_time_is_no_number_truth_or_text(take: Take, tmp_path: Path) -> None:
    stamp = pa.array([1], pa.timestamp("us", "UTC"))
    for field in ("amount", "score", "on_call", "channel", "payee"):
        write_file(tmp_path / "in.arrow", base(1, **{field: stamp}))
        assert take("in.arrow").faults == [(1, "wrong_type", field)]


def test_rows_may_be_asked_for_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(base(10), path)
    chunks = list(read_chunks(Source(path, chunk_rows=3, wanted=frozenset({"at"}))))
    for chunk in reversed(chunks):
        assert json.loads(chunk.raw(0)) == {
            "id": f"e{chunk.rows[0] - 1}",
            "at": int(chunk.rows[0]) - 1,
            "kind": "transfer",
        }
    assert WholeRows(path, 0, 3).read(2, 5)["at"].to_pylist() == [2, 3, 4, 5, 6]


def test_text_that_is_not_utf8_costs_its_row(take: Take, tmp_path: Path) -> None:
    broken = pa.array([b"ok", b"\xff\xfe", b"fine"]).view(pa.string())
    write_file(tmp_path / "in.arrow", base(3, channel=broken))
    taken = take("in.arrow")
    assert taken.ids == ["e0", "e2"]
    assert taken.faults == [(2, "bad_characters", "channel")]
    assert "base64" in json.loads(taken.letters[0].raw)["channel"]
    large = pa.array([b"ok", b"\xff\xfe", b"fine"], pa.large_binary()).view(pa.large_string())
    write_file(tmp_path / "in.arrow", base(3, channel=large))
    assert take("in.arrow").ids == ["e0", "e2"]


def test_a_damaged_offset_is_not_followed(take: Take, tmp_path: Path) -> None:
    offsets = pa.py_buffer(np.array([0, 99_999_999, 4], dtype=np.int32))
    data = pa.py_buffer(b"e0e1")
    ids = pa.Array.from_buffers(pa.string(), 2, [None, offsets, data])
    table = pa.table({"id": ids, "at": [1, 2], "kind": ["call", "call"]})
    write_stream(tmp_path / "in.arrows", table)
    with pytest.raises(InputError, match="damaged"):
        take("in.arrows")


def test_names_that_are_not_utf8(take: Take, tmp_path: Path) -> None:
    path = tmp_path / "in.arrows"
    write_stream(path, base(3, colour=pa.array([1, 2, 3])))
    with pytest.raises(InputError, match="damaged"):
        take("in.arrows", path.read_bytes().replace(b"colour", b"\xff\xffl\xffur"))


def test_a_buffer_of_odd_length(take: Take, tmp_path: Path) -> None:
    places = pa.py_buffer(np.array([0, 1, 2], dtype=np.int32).tobytes() + b"odd")
    ids = pa.Array.from_buffers(pa.string(), 2, [None, places, pa.py_buffer(b"ab")])
    table = pa.table({"id": ids, "at": [1, 2], "kind": ["call", "call"]})
    write_stream(tmp_path / "in.arrows", table)
    assert take("in.arrows").ids == ["a", "b"]
    assert consists_of(ids, byte_table("ab")).all()


def test_an_unknown_time_zone_does_not_matter(take: Take, tmp_path: Path) -> None:
    stamp = pa.array([5, -1], pa.timestamp("us", "Nowhere/Land"))
    table = base(2).set_column(1, "at", stamp)
    write_file(tmp_path / "in.arrow", table)
    mapping = parse_map("kind: call\nfields: {id: id, at: at}\nlabel: {column: at, positive: [x]}")
    taken = take("in.arrow", mapping=mapping)
    assert (taken.ids, taken.labels) == (["e0"], [False])
    assert json.loads(taken.letters[0].raw)["at"] == "-1"


def test_every_kind_of_value_is_told_in_json(take: Take, tmp_path: Path) -> None:
    row = {
        "nan": float("nan"),
        "when": datetime(2024, 1, 1),
        "day": date(2024, 1, 1),
        "exact": Decimal("1.10"),
        "bytes": b"abc",
        "list": [1.5, None],
        "map": {"k": b"\xff"},
        "gone": None,
    }
    table = pa.Table.from_pylist([row]).append_column("id", pa.array(["a"]))
    table = table.append_column("at", pa.array([-1])).append_column("kind", pa.array(["call"]))
    write_file(tmp_path / "in.arrow", table)
    assert json.loads(take("in.arrow").letters[0].raw) == {
        "nan": "nan",
        "when": "2024-01-01T00:00:00Z",
        "day": "2024-01-01",
        "exact": "1.10",
        "bytes": "abc",
        "list": [1.5, None],
        "map": {"k": {"base64": "/w=="}},
        "id": "a",
        "at": -1,
        "kind": "call",
    }
