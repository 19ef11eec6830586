"""Foreign columns become fields as the mapping says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wuzha.screen.intake import parse_map
from wuzha.vocabulary.errors import InputError

Take = Callable[..., Any]

FIELDS = """
fields:
  id: nr
  at: {column: ts, format: epoch_s}
"""


def csv(*rows: str) -> bytes:
    return "\n".join(rows).encode() + b"\n"


def test_constants_values_rows_and_labels(take: Take) -> None:
    mapping = parse_map("""
kind: {column: type, values: {SMS: message, yes: call}}
fields:
  id: {row: "{file}-"}
  at: {row: "2024-01-01T00:00:00Z", step: 1m}
  text: body
  sender: {value: "10690000"}
  source: {value: 12}
  answered: {column: ok, values: {Y: true, N: false}}
label: {column: tag, positive: [bad, worse]}
only: {lang: [zh, "1"]}
""")
    data = csv(
        "type,body,ok,tag,lang,extra",
        "SMS,one,,bad,zh,",
        "SMS,two,,fine,en,",
        "yes,,Y,,zh,",
        "SMS,three,,worse,1,",
        "fax,four,,bad,zh,",
    )
    taken = take("day.1.csv", data, mapping)
    assert taken.ids == ["day-1", "day-3", "day-4"]
    minute = 60_000_000
    assert [e["at"] - taken.events[0]["at"] for e in taken.events] == [0, 2 * minute, 3 * minute]
    assert [e["kind"] for e in taken.events] == ["message", "call", "message"]
    assert [e["sender"] for e in taken.events] == ["10690000", None, "10690000"]
    assert [e["source"] for e in taken.events] == ["12"] * 3
    assert taken.events[1]["answered"] is True
    assert taken.labels == [True, None, True]
    assert taken.faults == [(5, "unknown_value", "kind")]
    assert (taken.summary.left_out, taken.summary.unknown) == (1, set())


def test_values_of_numbers_and_booleans_are_written_as_yaml_writes_them(
    take: Take, tmp_path: Path
) -> None:
    mapping = parse_map("""
kind: call
fields:
  id: nr
  at: {column: ts, format: epoch_s}
  answered: {column: flag, values: {true: true, false: false}}
  foreign_trunk: {column: code, values: {1: false, 2: true}}
  attestation: {column: level, values: {1.5: A, 2: B}}
label: good
""")
    table = pa.table(
        {
            "nr": [1, 2, 3],
            "ts": [10, 20, 30],
            "flag": [True, False, None],
            "code": [2, 1, 2],
            "level": [1.5, 2.0, 1.5],
            "good": [1, 0, None],
        }
    )
    pq.write_table(table, tmp_path / "in.parquet")
    taken = take("in.parquet", mapping=mapping)
    assert [e["answered"] for e in taken.events] == [True, False, None]
    assert [e["foreign_trunk"] for e in taken.events] == [True, False, True]
    assert [e["attestation"] for e in taken.events] == ["A", "B", "A"]
    assert taken.labels == [True, False, None]


def test_the_empty_cell_is_null_or_what_values_say(take: Take) -> None:
    text = """
kind: call
fields:
  id: nr
  at: {column: ts, format: epoch_s}
  answered: {column: ok, values: {Y: true%s}}
only: {lang: [zh, ""]}
"""
    data = csv("nr,ts,ok,lang", "a,1,Y,zh", "b,1,,", "c,1,,en")
    plain = take("in.csv", data, parse_map(text % ""))
    assert [(e["id"], e["answered"]) for e in plain.events] == [("a", True), ("b", None)]
    told = take("in.csv", data, parse_map(text % ', "": false'))
    assert [(e["id"], e["answered"]) for e in told.events] == [("a", True), ("b", False)]


def test_values_of_a_key_of_several_types(take: Take) -> None:
    mapping = parse_map("""
kind: call
fields:
  id: nr
  at: {column: ts, format: epoch_s}
  answered: {column: ok, values: {1: true, "no": false, true: true}}
only: {ok: [1, "no", true, x, 2]}
""")
    data = b'{"nr":1,"ts":1,"ok":1}\n{"nr":2,"ts":1,"ok":"no"}\n{"nr":3,"ts":1,"ok":true}\n'
    data += b'{"nr":4,"ts":1,"ok":"x"}\n{"nr":5,"ts":1,"ok":{"a":1}}\n{"nr":6,"ts":1,"ok":2.0}\n'
    taken = take("in.ndjson", data, mapping)
    assert [e["answered"] for e in taken.events] == [True, False, True]
    assert taken.faults == [(4, "unknown_value", "answered"), (6, "unknown_value", "answered")]
    assert taken.summary.left_out == 1


@pytest.mark.parametrize(
    ("source", "value", "instant_s"),
    [
        ("{column: ts, format: epoch_s}", "1.5", 1.5),
        ("{column: ts, format: epoch_s}", "12", 12),
        ("{column: ts, format: epoch_ms}", "1500", 1.5),
        ("{column: ts, format: epoch_us}", "1500000", 1.5),
        ("{column: ts, zone: Asia/Shanghai}", "1970-01-02", 57_600),
        ("{column: ts, zone: Asia/Shanghai}", "1970-01-02T00:00:00Z", 86_400),
        ('{column: ts, format: "%d.%m.%Y %H:%M", zone: UTC}', "02.01.1970 00:01", 86_460),
        ('{column: ts, format: "%Y-%m-%d %H:%M:%S %z"}', "1970-01-01 08:00:01 +0800", 1),
        ('{column: ts, start: "1970-01-02T00:00:00Z", unit: 1d}', "2", 3 * 86_400),
        ('{column: ts, start: "1970-01-02 08:00", zone: Asia/Shanghai, unit: 15m}', "1", 87_300),
        # Clocks go back: the earlier of two; clocks jump: as if they had not.
        ("{column: ts, zone: Europe/Berlin}", "2024-10-27 02:30:00", 1_729_989_000),
        ("{column: ts, zone: Europe/Berlin}", "2024-03-31 02:30:00", 1_711_848_600),
    ],
)
def test_times(take: Take, source: str, value: str, instant_s: float) -> None:
    mapping = parse_map(f"kind: call\nfields:\n  id: nr\n  at: {source}\n")
    taken = take("in.csv", csv("nr,ts", f"a,{value}"), mapping)
    assert [e["at"] for e in taken.events] == [int(instant_s * 1_000_000)]


@pytest.mark.parametrize(
    ("source", "value", "code"),
    [
        ("{column: ts, format: epoch_s}", "soon", "bad_time"),
        ("{column: ts, format: epoch_s}", "-1", "time_out_of_range"),
        ("{column: ts, format: epoch_s}", "1700000000000", "time_out_of_range"),
        ("{column: ts, format: epoch_s}", "1.5e18", "time_out_of_range"),
        ("{column: ts, format: epoch_us}", "1.5", "not_whole"),
        ('{column: ts, format: "%d.%m.%Y"}', "02.01.1970", "no_time_zone"),
        ('{column: ts, format: "%d.%m.%Y", zone: UTC}', "1970", "bad_time"),
    ],
)
def test_bad_times(take: Take, source: str, value: str, code: str) -> None:
    mapping = parse_map(f"kind: call\nfields:\n  id: nr\n  at: {source}\n")
    assert take("in.csv", csv("nr,ts", f"a,{value}"), mapping).faults == [(1, code, "at")]


def test_naive_timestamps_are_of_the_zone(take: Take, tmp_path: Path) -> None:
    mapping = parse_map("kind: call\nfields: {id: nr, at: {column: ts, zone: Asia/Shanghai}}")
    stamps = pa.array([28_800, None, 0], pa.timestamp("s"))
    pq.write_table(pa.table({"nr": ["a", "b", "c"], "ts": stamps}), tmp_path / "in.parquet")
    taken = take("in.parquet", mapping=mapping)
    assert [e["at"] for e in taken.events] == [0]
    assert taken.faults == [(2, "missing", "at"), (3, "time_out_of_range", "at")]


def test_counts_of_days_in_doubles(take: Take, tmp_path: Path) -> None:
    source = '{column: ts, start: "2024-01-01T00:00:00Z", unit: 1h}'
    mapping = parse_map(f"kind: call\nfields: {{id: nr, at: {source}}}")
    hours = pa.array([0.5, float("nan"), 1e18, None])
    pq.write_table(pa.table({"nr": list("abcd"), "ts": hours}), tmp_path / "in.parquet")
    taken = take("in.parquet", mapping=mapping)
    assert [e["at"] for e in taken.events] == [1_704_067_200_000_000 + 1_800_000_000]
    assert [code for _, code, _ in taken.faults] == ["not_finite", "time_out_of_range", "missing"]


MONEY = """
kind: transfer
fields:
  id: nr
  at: {column: ts, format: epoch_s}
  amount: {column: value, unit: major, currency: CNY}
"""

AMOUNTS = [
    ("103.55", 10355),
    ("0.1", 10),
    ("12", 1200),
    ("1,234.50", 123450),
    ("", None),
    ("1.234", "too_many_decimals"),
    ("-1", "negative"),
    ("1e30", "out_of_range"),
    ("much", "wrong_type"),
]


def test_major_units_of_text(take: Take) -> None:
    rows = [f'{i},1,"{text}"' for i, (text, _) in enumerate(AMOUNTS)]
    taken = take("in.csv", csv("nr,ts,value", *rows), parse_map(MONEY))
    assert [e["amount"] for e in taken.events] == [
        units for _, units in AMOUNTS if not isinstance(units, str)
    ]
    assert [code for _, code, _ in taken.faults] == [c for _, c in AMOUNTS if isinstance(c, str)]
    assert {e["currency"] for e in taken.events} == {"CNY"}


def test_major_units_of_other_types(take: Take, tmp_path: Path) -> None:
    columns = [
        (pa.array([103.55, 0.07, 1e12]), [10355, 7], ["out_of_range"]),
        (
            pa.array([1.001, -2.0, float("inf")]),
            [],
            ["too_many_decimals", "negative", "not_finite"],
        ),
        (pa.array([103.55], pa.float32()), [10355], []),
        (pa.array([12, None]), [1200, None], []),
        (pa.array([True]), [], ["wrong_type"]),
        (pa.nulls(1), [None], []),
    ]
    for values, units, codes in columns:
        size = len(values)
        table = pa.table({"nr": [str(i) for i in range(size)], "ts": [1] * size, "value": values})
        pq.write_table(table, tmp_path / "in.parquet")
        taken = take("in.parquet", mapping=parse_map(MONEY))
        assert [e["amount"] for e in taken.events] == units
        assert [code for _, code, _ in taken.faults] == codes


def test_phones_in_integers_may_be_as_dialled(take: Take) -> None:
    text = "kind: call\nfields: {id: nr, at: {column: ts, format: epoch_s}, caller: %s}"
    data = b'{"nr": "a", "ts": 1, "tel": 13812345678}\n'
    plain = take("in.ndjson", data, parse_map(text % "tel")).events[0]
    assert plain["caller"] == 13812345678
    dialled = parse_map(text % "{column: tel, dialled: true}")
    assert take("in.ndjson", data, dialled).events[0]["caller"] == 8613812345678


def test_a_file_that_cannot_serve_the_mapping(take: Take) -> None:
    with pytest.raises(InputError, match=r"names ts,.* it has: nr, other"):
        take("in.csv", csv("nr,other", "a,b"), parse_map("kind: call" + FIELDS))
    # A key that no NDJSON record has is missing record by record.
    taken = take("in.ndjson", b'{"nr": "a"}', parse_map("kind: call" + FIELDS))
    assert taken.faults == [(1, "missing", "at")]
